// The streams page: how every input and output does, in words, with the counters behind each a click away.

import { get } from "./api.js";
import { attr, count, duration, el, text } from "./dom.js";
import { level, loudest, FLOOR_DB } from "./levels.js";
import { listenButton } from "./listen.js";
import { state, tell } from "./store.js";

const EVERY_MS = 1000;
/** What went wrong stays to be seen for so long. */
const REMEMBER_MS = 10_000;
const SPARK_POINTS = 60;

/** What each counter means that tells of trouble, the worst first. */
const INPUT_TROUBLES = [
  ["ring_full", "bad", "dropped, stages too slow"], ["kernel_drops", "bad", "dropped by the kernel"],
  ["missing_frames", "bad", "losing audio"], ["late", "bad", "packets too late"], ["foreign_sender", "warn", "two senders"],
  ["wrong_payload_type", "bad", "wrong payload type"], ["wrong_length", "bad", "wrong packet size"],
  ["malformed", "warn", "malformed packets"], ["foreign_source", "warn", "others turned away"],
  ["truncated", "bad", "packets too long"], ["lost", "warn", "packets lost"], ["reordered", "note", "packets reordered"],
];

const OUTPUT_TROUBLES = [
  ["refused", "bad", "refused by the network"], ["skipped", "bad", "deadlines missed"], ["late", "warn", "sent late"],
];

/** The signs for what the router calls a health, and of what it tells one. */
const SIGNS = { healthy: "good", partial: "warn", unhealthy: "bad", inactive: "idle" };
const DOMAINS = ["link", "connection", "synchronisation", "essence"];

/** By kind and name: the counters before, the troubles seen and when, and the last minute of what is drawn. */
const tracks = new Map();

/** Builds the page. */
export function streamsPage(main) {
  const inputs = table("Inputs", ["Health", "Input", "Level", "Margin", "Lost", "Late", "Drift", "Legs", ""]);
  const outputs =
    table("Outputs", ["Health", "Output", "Level", "Departed after deadline", "Missed", "Refused", "Description", ""]);
  const reasons = el("div.reasons");
  main.append(el("section.page.scroll", { "aria-label": "Streams" }, reasons, inputs.section, outputs.section));
  const show = async () => {
    try {
      state.status = await get("/api/v1/status");
      tell("status");
    } catch {
      return;
    }
    showReasons(reasons);
    rows(inputs.body, state.status.inputs, "inputs", inputRow, showInput);
    rows(outputs.body, state.status.outputs, "outputs", outputRow, showOutput);
  };
  show();
  const timer = setInterval(() => state.isConnected && !document.hidden && show(), EVERY_MS);
  return () => clearInterval(timer);
}

function table(title, columns) {
  const body = el("tbody");
  const heads = columns.map(words => el("th", { scope: "col" }, words || el("span.unseen", {}, "Acts")));
  const whole = el("table.streams", {}, el("thead", {}, el("tr", {}, ...heads)), body);
  return { body, section: el("article.panel", {}, el("h2", {}, title), el("div.wide", {}, whole)) };
}

function showReasons(place) {
  const all = [...(state.status.reasons ?? []).map(words => ["bad", words]), ...(state.status.degraded ?? []).map(words => ["warn", words]),
    ...(state.status.warnings ?? []).map(words => ["note", words])];
  place.replaceChildren(...all.map(([kind, words]) => el("p", { "data-state": kind }, el("i"), words)));
}

/** One row a stream, kept while the stream is there, so that what is open stays open. */
function rows(body, streams, kind, make, show) {
  const present = new Map([...body.children].map(row => [row.dataset.key, row]));
  const wanted = [];
  for (const stream of streams) {
    const key = `${kind}/${stream.name}/${stream.shard}`;
    let row = present.get(key);
    let more = present.get(`${key}+`);
    if (!row) {
      row = make(stream);
      more = el("tr.more", { "data-key": `${key}+`, hidden: true }, el("td", { colspan: row.children.length }, el("dl.facts")));
      row.dataset.key = key;
      const details = more;
      row.append(el("td.deeds", {}, listenButton(kind, stream.name, null, Number(stream.format.split("/")[2])), el("button", {
        type: "button", "aria-expanded": "false", title: "Everything that is counted", click: event => {
          details.hidden = !details.hidden;
          attr(event.currentTarget, "aria-expanded", String(!details.hidden));
        },
      }, "Counters")));
      more.firstChild.colSpan = row.children.length;
    }
    show(row, stream, track(key, stream, kind === "inputs" ? INPUT_TROUBLES : OUTPUT_TROUBLES));
    if (!more.hidden) {
      facts(more.querySelector("dl"), stream);
    }
    wanted.push(row, more);
  }
  if (wanted.length !== body.children.length || wanted.some((row, place) => body.children[place] !== row)) {
    body.replaceChildren(...wanted);
  }
}

/** All counters of a stream by name, those of its legs added up. */
function counters(stream) {
  const all = { ...stream.deadlines, ...stream.counters };
  for (const leg of stream.legs ?? []) {
    for (const [name, value] of Object.entries(leg.counters)) {
      all[name] = (all[name] ?? 0) + value;
    }
  }
  return all;
}

function track(key, stream, troubles) {
  const now = Date.now();
  const present = counters(stream);
  const before = tracks.get(key) ?? { counters: present, seen: new Map(), margins: [], losses: [] };
  for (const [name] of troubles) {
    if ((present[name] ?? 0) > (before.counters[name] ?? 0)) {
      before.seen.set(name, now);
    }
  }
  const packets = present.packets ?? present.datagrams;
  const packetsBefore = before.counters.packets ?? before.counters.datagrams ?? 0;
  before.isMoving = packets === undefined || packets > packetsBefore || before.counters === present;
  before.losses = [...before.losses, (present.missing_frames ?? 0) - (before.counters.missing_frames ?? 0)].slice(-SPARK_POINTS);
  before.counters = present;
  before.trouble = troubles.find(([name]) => now - (before.seen.get(name) ?? -Infinity) < REMEMBER_MS);
  tracks.set(key, before);
  return before;
}

/**
 * What the router says of a stream's health, in the domains of BCP-008; and what this page saw go wrong lately, which it may have forgiven.
 * @returns {[string, string]} sign and words
 */
function healthOf(stream, of, silent) {
  const told = stream.health;
  const problem = stream.source?.status?.problem;
  if (told && told.overall !== "healthy") {
    const ill = DOMAINS.map(name => told[name]).filter(domain => domain && domain.grade !== "healthy" && domain.message);
    const worst = ill.find(domain => domain.grade === told.overall) ?? ill[0];
    return [SIGNS[told.overall] ?? "warn", worst?.message ?? told.overall];
  }
  if (problem) {
    return ["warn", problem];
  }
  if (silent) {
    return silent;
  }
  const alarms = Object.values(stream.clock?.alarms ?? {});
  if (alarms.length) {
    return ["warn", alarms[0]];
  }
  return of.trouble ? [of.trouble[1], of.trouble[2]] : ["good", "good"];
}

function badge() {
  return el("span.badge", {}, el("i"), el("span"));
}

function setBadge(place, [kind, words]) {
  place.dataset.state = kind;
  text(place.lastChild, words);
}

/** The name, and below it what kind of stream it is. */
function named(stream) {
  return el("th", { scope: "row" }, el("div", {}, stream.name), el("div.small"));
}

function cells(number) {
  return Array.from({ length: number }, () => el("td"));
}

function inputRow(stream) {
  const legs = el("td.legs", {}, ...(stream.legs ?? []).map(leg => el("span.badge", {}, el("i"), el("span", {}, leg.network))));
  return el("tr", {}, el("td", {}, badge()), named(stream), ...cells(1),
    el("td", {}, el("div"), el("div.small"), el("div.margin", {}, el("i"))), el("td", {}, el("div"), el("div.small")), ...cells(2), legs);
}

function showInput(row, stream, of) {
  const cell = place => row.children[place];
  const silent = stream.source ? null : stream.timing === "unknown" ? ["idle", "no packets"] : of.isMoving ? null : ["bad", "silent"];
  setBadge(cell(0).firstChild, healthOf(stream, of, silent));
  showLevel(cell(2), state.inputs, stream.name);
  const from = stream.source ? stream.source.is : stream.sender ? `from ${stream.sender}` : "nobody sends";
  text(cell(1).lastChild, `${stream.format} · ${from}`);
  const margin = stream.marginNs;
  text(cell(3).firstChild, margin?.count ? duration(margin.p50) : "–");
  text(cell(3).children[1], margin?.count ? `least ever ${duration(margin.min)}` : "");
  const offsetNs = stream.linkOffsetFrames / Number(stream.format.split("/")[1]) * 1e9;
  const share = margin?.count ? Math.max(0, Math.min(1, margin.p50 / offsetNs)) : 0;
  cell(3).lastChild.hidden = !margin?.count;
  cell(3).lastChild.firstChild.style.width = `${Math.round(share * 100)}%`;
  attr(cell(3).lastChild.firstChild, "data-state", share > 0.15 ? "good" : share > 0.05 ? "warn" : "bad");
  const all = of.counters;
  const lately = of.losses.reduce((sum, frames) => sum + frames, 0);
  text(cell(4).firstChild, stream.counters ? `${count(all.missing_frames)} frames` : "–");
  text(cell(4).lastChild, stream.counters ? `${lately ? `${count(lately)} in` : "none in"} the last minute` : "");
  text(cell(5), stream.counters ? count(all.late) : "–");
  const drift = stream.clock?.driftPpm;
  text(cell(6), drift === undefined ? "–" : `${drift > 0 ? "+" : "−"}${Math.abs(drift).toFixed(2)} ppm`);
  (stream.legs ?? []).forEach((leg, place) => {
    const one = cell(7).children[place];
    const key = `leg${place}`;
    const isMoving = leg.counters.datagrams > (of[key] ?? 0);
    of[key] = leg.counters.datagrams;
    setBadge(one, [leg.counters.datagrams === 0 ? "idle" : isMoving ? "good" : "bad", leg.network]);
    one.title = `${count(leg.counters.datagrams)} datagrams on ${leg.network}`;
  });
}

function outputRow(stream) {
  const description = `/api/v1/outputs/${encodeURIComponent(stream.name)}/sdp`;
  return el("tr", {}, el("td", {}, badge()), named(stream), ...cells(4),
    el("td", {}, el("a", { href: description, target: "_blank", rel: "noopener" }, "SDP")));
}

function showOutput(row, stream, of) {
  const cell = place => row.children[place];
  const missed = (stream.deadlines?.skipped ?? stream.deadlines?.missed) ?? 0;
  setBadge(cell(0).firstChild, healthOf(stream, of, of.isMoving ? null : ["bad", "not sending"]));
  showLevel(cell(2), state.outputs, stream.name);
  text(cell(1).lastChild, stream.format);
  const late = stream.departedNs?.count ? stream.departedNs : stream.latenessNs;
  text(cell(3), late?.count ? `${duration(late.p50)} usual, ${duration(late.p99)} at 99 %` : "–");
  text(cell(4), count(missed));
  text(cell(5), count(stream.counters?.refused ?? stream.deadlines?.refused ?? 0));
}

function showLevel(cell, streams, name) {
  const stream = streams.find(one => one.name === name);
  const db = !stream ? FLOOR_DB : stream.channels === 1 ? level(stream.offset) : loudest(stream.offset, stream.channels);
  text(cell, db > FLOOR_DB ? `${Math.round(db)} dBFS`.replace("-", "−") : "silent");
}

/** Every number of the document, however deep, under the way to it. */
function facts(list, stream) {
  const flat = [];
  const walk = (value, way) => {
    if (value !== null && typeof value === "object") {
      Object.entries(value).forEach(([name, inner]) => walk(inner, way ? `${way} · ${name}` : name));
    } else if (way !== "name") {
      const isTime = typeof value === "number" && way.includes("Ns") && !way.endsWith("count");
      flat.push([way.replaceAll("_", " ").replace("counters · ", ""), isTime ? duration(value) : value]);
    }
  };
  walk(stream, "");
  list.replaceChildren(...flat.map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, Number.isInteger(value) ? count(value) : value))));
}
