// The event page: what happened and who did it, newest first.

import { decibels, el, memory } from "./dom.js";
import { on, state } from "./store.js";

const AT_ONCE = 300;
const CHANGES_SHOWN = 4;

/** Builds the page. */
export function eventsPage(main) {
  let kind = memory.get("events.kind", "all");
  const filter = el("input", { type: "search", placeholder: "Find", "aria-label": "Find in the events", input: () => show() });
  const choose = el("select", { "aria-label": "Which events", change: event => {
    kind = event.target.value;
    memory.set("events.kind", kind);
    show();
  } }, ...[["all", "Everything"], ["changes", "Changes by operators"], ["trouble", "Trouble"]].map(
    ([value, words]) => el("option", { value, selected: value === kind }, words)));
  const body = el("tbody");
  main.append(el("section.page.scroll", { "aria-label": "Events" }, el("div.tools", {}, choose, filter),
    el("article.panel", {}, el("div.wide", {}, el("table.log", {}, el("thead", {}, el("tr", {},
      ...["Time", "What", "Who"].map(words => el("th", { scope: "col" }, words)))), body)))));
  const show = () => {
    const wanted = filter.value.trim().toLowerCase();
    const rows = [];
    for (let i = state.events.length - 1; i >= 0 && rows.length < AT_ONCE; i--) {
      const event = state.events[i];
      const told = describe(event);
      const isTrouble = event.trouble === true || ["partial", "unhealthy"].includes(event.is);
      const isKind = kind === "all" || (kind === "changes" ? event.actor !== undefined : isTrouble);
      if (isKind && (!wanted || `${told} ${event.actor ?? ""}`.toLowerCase().includes(wanted))) {
        rows.push(el("tr", { "data-trouble": isTrouble ? "true" : null }, el("td", {}, time(event.time)), el("td", {}, el("i"), told),
          el("td", {}, event.actor ? `${event.actor} · ${event.door}` : "")));
      }
    }
    body.replaceChildren(...(rows.length ? rows : [el("tr", {}, el("td", { colspan: 3 }, "Nothing."))]));
  };
  show();
  return on("events", show);
}

/** The hour for what is of today, the date too for the rest; both in UTC, as the router logs. */
function time(told) {
  const [date, hour] = told.split("T");
  const today = new Date().toISOString().slice(0, 10);
  return el("time", { datetime: told, title: told }, date === today ? hour.slice(0, 12) : `${date} ${hour.slice(0, 8)}`);
}

function level(value) {
  return value === "closed" ? "closed" : `${value.muted ? "muted, " : ""}${decibels(value.gainDb)}`;
}

/** An event in one line; what is not known here is shown as it came. */
export function describe(event) {
  if (event.text) {
    return event.text;
  }
  if (event.kind === "health" && event.stream !== undefined) {
    return `${event.of} ${event.stream}: ${event.domain} ${event.was} → ${event.is}${event.message ? `, ${event.message}` : ""}`;
  }
  if (event.changed) {
    const changes = event.changed.slice(0, CHANGES_SHOWN).map(one => `${one.from} → ${one.to}: ${level(one.was)} → ${level(one.is)}`);
    const more = event.changed.length > CHANGES_SHOWN ? `; and ${event.changed.length - CHANGES_SHOWN} more` : "";
    const salvo = event.salvo ? ` ${event.salvo}` : "";
    return `${event.command ?? event.kind}${salvo}${changes.length ? `: ${changes.join("; ")}${more}` : ""}`;
  }
  const rest = Object.entries(event).filter(([name]) => !["id", "time", "kind", "actor", "door"].includes(name));
  return `${event.kind}: ${rest.map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", ")}`;
}
