// The clock page: the state in letters for across the room, the offset over time, and every master that is heard.

import { count, duration, el, text } from "./dom.js";
import { inks } from "./paint.js";
import { plot } from "./plot.js";
import { on, state } from "./store.js";

/** How much of the past is shown; less of it while there is less. */
const SPANS_MS = [60_000, 120_000, 300_000];
const SPAN_MS = SPANS_MS.at(-1);

/** Remembered from the first second on, also while another page is shown: by network. */
const history = new Map();

on("clock", () => {
  for (const network of state.clock.networks ?? []) {
    if (!history.has(network.network)) {
      history.set(network.network, []);
    }
    const points = history.get(network.network);
    points.push({ at: state.clockAt, value: typeof network.offsetNs === "number" ? network.offsetNs : null });
    points.splice(0, points.length - SPAN_MS / 1000 - 10);
  }
});

/** What an operator calls the states. */
export const CLOCK_STATE = { locked: "good", holdover: "warn", freerun: "note", acquiring: "warn", listening: "bad" };

/** Builds the page. */
export function clockPage(main) {
  const ink = inks();
  const big = el("div.big", {}, el("i"), el("span"));
  const reason = el("p.lead");
  const facts = el("dl.facts");
  const networks = el("div");
  main.append(el("section.page.scroll", { "aria-label": "Clock" }, el("div.hero", {}, big, reason), facts, networks));
  let built = "";
  const show = () => {
    const clock = state.clock;
    if (!clock) {
      return;
    }
    big.dataset.state = CLOCK_STATE[clock.state] ?? "warn";
    text(big.lastChild, clock.state.toUpperCase());
    text(reason, clock.reason);
    fill(facts, [
      ["Source", clock.source], ["Grandmaster", clock.grandmaster ?? "–"], ["Domain", clock.domain ?? "–"],
      ["Error bound", clock.errorBoundNs === undefined ? "–" : clock.source === "local" ? "–" : `± ${duration(clock.errorBoundNs)}`],
      ["Rate against this host", clock.rateOffset === undefined ? "–" : `${signed(clock.rateOffset * 1e6, 3)} ppm`],
      ["Epoch", clock.epoch],
    ]);
    const names = (clock.networks ?? []).map(one => one.network).join();
    if (names !== built || !networks.firstChild) {
      built = names;
      networks.replaceChildren(...(clock.networks ?? []).map(one => panel(one.network)));
      if (!clock.networks?.length) {
        networks.replaceChildren(el("p.hint", {}, `No PTP here: the clock is “${clock.source}”. With source: ptp this page shows `
          + "the offset over time and every master that is heard."));
      }
    }
    (clock.networks ?? []).forEach((one, place) => showNetwork(networks.children[place], one, ink));
  };
  const end = on("clock", show);
  show();
  return end;
}

function panel(name) {
  return el("article.panel", {}, el("h2", {}, `PTP on ${name}`), el("dl.facts"), el("div.plot", {}, el("canvas", {
    role: "img", "aria-label": `Offset from the master on ${name} over the last five minutes`,
  })), el("h3", {}, "Masters heard"), el("div.wide", {}, el("table.masters", {}, el("thead", {}, el("tr", {},
    ...["", "Grandmaster", "Sender", "Priority 1", "Class", "Accuracy", "Variance", "Priority 2", "Steps", "Verdict"].map(
      words => el("th", { scope: "col" }, words)))), el("tbody"))), el("ul.warnings"));
}

function fill(list, pairs) {
  if (list.children.length !== pairs.length) {
    list.replaceChildren(...pairs.map(([name]) => el("div", {}, el("dt", {}, name), el("dd"))));
  }
  pairs.forEach(([name, value], place) => {
    text(list.children[place].firstChild, name);
    text(list.children[place].lastChild, value);
  });
}

function showNetwork(article, one, ink) {
  fill(article.querySelector("dl"), [
    ["State", `${one.state}${one.selected ? ", followed" : ""}`], ["Port", one.portState ?? "–"], ["Offset", duration(one.offsetNs)],
    ["Path delay", duration(one.pathDelayNs)], ["Rate", one.ratePpb === undefined ? "–" : `${signed(one.ratePpb, 1)} ppb`],
    ["Stamped by", one.stamps ?? "–"],
    ["Changes of master", one.changes ? count(one.changes.continued + one.changes.equalPhase + one.changes.newEpochs) : "–"],
    ["Last change", one.changes?.last || "–"],
  ]);
  const points = history.get(one.network) ?? [];
  const now = Date.now();
  const age = now - (points.find(point => point.value !== null)?.at ?? now);
  plot(article.querySelector("canvas"), points, ink, SPANS_MS.find(span => span >= age) ?? SPAN_MS, now);
  const body = article.querySelector("tbody");
  body.replaceChildren(...(one.masters ?? []).map(master => el("tr", { "aria-current": master.selected ? "true" : null },
    ...[master.selected ? "●" : "", master.grandmaster, master.sender, master.priority1, master.clockClass, hex(master.clockAccuracy),
      hex(master.offsetScaledLogVariance), master.priority2, master.stepsRemoved, master.verdict].map(value => el("td", {}, value)))));
  article.querySelector("ul").replaceChildren(...(one.warnings ?? []).map(words => el("li", {}, words)));
}

/** With a minus sign, not a hyphen. */
function signed(value, digits) {
  return value.toFixed(digits).replace("-", "−");
}

function hex(value) {
  return typeof value === "number" ? `0x${value.toString(16).toUpperCase()}` : value ?? "–";
}
