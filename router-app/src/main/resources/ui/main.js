// The frame of the page: which page is shown, and what stands above every one of them.

import { askWith } from "./api.js";
import { CLOCK_STATE, clockPage } from "./clock.js";
import { askToken } from "./dialogs.js";
import { attr, el, text } from "./dom.js";
import { eventsPage } from "./events.js";
import { follow } from "./live.js";
import { matrixPage } from "./matrix.js";
import { metersPage } from "./meters.js";
import { routesPage } from "./routes.js";
import { salvosPage } from "./salvos.js";
import { on, state } from "./store.js";
import { streamsPage } from "./streams.js";

const PAGES = [
  ["matrix", "Matrix", matrixPage], ["meters", "Meters", metersPage], ["streams", "Streams", streamsPage], ["clock", "Clock", clockPage],
  ["routes", "Routes", routesPage], ["salvos", "Salvos", salvosPage], ["events", "Events", eventsPage],
];

const find = id => document.getElementById(id);
let leave = null;

function show() {
  const wanted = location.hash.slice(1);
  const [id, title, build] = PAGES.find(([name]) => name === wanted) ?? PAGES[0];
  leave?.();
  find("main").replaceChildren();
  [...find("nav").children].forEach(link => attr(link, "aria-current", link.hash === `#${id}` ? "page" : null));
  document.title = `${title} · ${state.name || "Crosspoint"}`;
  leave = build(find("main"));
}

function badge(id, kind, words, title) {
  const place = find(id);
  attr(place, "data-state", kind);
  attr(place, "title", title || null);
  text(place.lastElementChild, words);
}

function showClock() {
  const clock = state.clock;
  if (clock) {
    badge("clock-badge", CLOCK_STATE[clock.state] ?? "warn", clock.state.toUpperCase(), clock.reason);
  }
}

function showHealth() {
  const health = state.health;
  if (health) {
    badge("health-badge", health.ready ? "good" : "bad", health.ready ? "READY" : "NOT READY", health.reasons.join("; "));
  }
}

/** Nothing on a page without a connection may be taken for the present. */
function showConnection() {
  document.body.classList.toggle("stale", !state.isConnected);
  const banner = find("banner");
  if (state.isConnected) {
    badge("link-badge", "good", "LIVE", "Connected; what is shown is what the router does");
    banner.hidden = true;
    return;
  }
  badge("link-badge", "bad", "NO LINK", state.problem);
  const since = state.since ? new Date(state.since).toLocaleTimeString() : null;
  text(banner, `Not connected${since ? ` since ${since}` : ""}: ${state.problem}. What is shown is old. Trying again…`);
  banner.hidden = false;
}

/** Time of day, UTC, as the router logs it. */
function tick() {
  text(find("wall"), new Date().toISOString().slice(11, 19));
}

find("nav").append(...PAGES.map(([id, title]) => el("a", { href: `#${id}` }, title)));
askWith(askToken);
on("clock", showClock);
on("health", showHealth);
on("connection", showConnection);
on("status", () => {
  text(find("plant"), state.name);
  attr(find("plant"), "title", `Crosspoint ${state.version}`);
  document.title = document.title.replace(/·.*$/, `· ${state.name}`);
});
addEventListener("hashchange", show);
setInterval(tick, 250);
tick();
show();
follow();
