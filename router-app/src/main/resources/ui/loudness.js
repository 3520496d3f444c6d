// Loudness of every output after EBU R 128, against the target of −23 LUFS; and beginning a new programme.

import { change, get, path } from "./api.js";
import { say } from "./dialogs.js";
import { attr, el, text } from "./dom.js";
import { state } from "./store.js";

/** EBU Tech 3341 asks for ten figures a second of a meter in hand; a wall of them is read at four. */
const EVERY_MS = 250;

/** EBU R 128: the target, what live programmes may miss it by, and the highest true peak; R 128 s1: short-term at most 5 LU above. */
const TARGET_LUFS = -23;
const TOLERANCE_LU = 1;
const MOST_TRUE_PEAK_DB = -1;
const MOST_SHORT_TERM_LUFS = -18;

/** The scale "EBU +9": 18 LU below the target to 9 above. */
const LEAST_LUFS = -41;
const MOST_LUFS = -14;

const share = lufs => `${100 * Math.min(1, Math.max(0, (lufs - LEAST_LUFS) / (MOST_LUFS - LEAST_LUFS)))}%`;
const figure = (value, digits = 1) => (value === undefined ? "–" : value.toFixed(digits).replace("-", "−"));

/** Builds the table; returns it with a function that shows or hides it, and follows the router only while it is shown. */
export function loudnessTable() {
  const body = el("tbody");
  const heads = ["Output", "M · line: S", "M", "S", "I", "True peak"];
  const head = el("tr", {}, ...heads.map((words, place) => el(place > 1 ? "th.figure" : "th", { scope: "col" }, words)),
    el("td.deeds", {}, el("button", {
      type: "button", title: "Begin a new programme on every output", click: () => restart("/api/v1/loudness/restart", "every output"),
    }, "Restart all")));
  const none = el("p.lead", { hidden: true }, "No output has its loudness measured.");
  const whole = el("article.panel", {}, none, el("div.wide", {}, el("table.loudness", {}, el("thead", {}, head), body)));
  const section = el("div.page.scroll", { hidden: true, "aria-label": "Loudness" }, whole);
  const rows = new Map();
  let timer = 0;
  const read = async () => {
    if (document.hidden || !state.isConnected) {
      return;
    }
    try {
      const { outputs } = await get("/api/v1/loudness");
      none.hidden = outputs.length > 0;
      outputs.forEach(output => show(rowOf(rows, output.name), output));
      const names = new Set(outputs.map(output => output.name));
      [...rows.keys()].filter(name => !names.has(name)).forEach(name => rows.delete(name));
      if (outputs.length !== body.children.length || outputs.some((one, place) => rows.get(one.name).row !== body.children[place])) {
        body.replaceChildren(...outputs.map(output => rows.get(output.name).row));
      }
    } catch {
      // The event stream will notice what is wrong.
    }
  };
  const shown = isShown => {
    section.hidden = !isShown;
    clearInterval(timer);
    if (isShown) {
      read();
      timer = setInterval(read, EVERY_MS);
    }
  };
  return { section, shown };
}

function rowOf(rows, name) {
  if (!rows.has(name)) {
    const bar = el("b");
    const line = el("u");
    const cells = ["M", "S", "I", "TP"].map(() => el("td.figure", {}, el("i"), el("span")));
    const row = el("tr", { "data-key": name }, el("th", { scope: "row" }, name),
      el("td", {}, el("div.lufs", {}, bar, line, el("s"))), ...cells,
      el("td.deeds", {}, el("button", {
        type: "button", title: `Begin a new programme on ${name}`,
        click: () => restart(path("outputs", name, "loudness", "restart"), name),
      }, "Restart")));
    row.querySelector("s").style.left = share(TARGET_LUFS);
    rows.set(name, { row, bar, line, cells });
  }
  return rows.get(name);
}

function show({ bar, line, cells }, { momentaryLufs, shortTermLufs, integratedLufs, truePeakDbtp }) {
  bar.style.width = momentaryLufs === undefined ? "0" : share(momentaryLufs);
  line.hidden = shortTermLufs === undefined;
  line.style.left = share(shortTermLufs ?? LEAST_LUFS);
  attr(bar, "data-state", judge(momentaryLufs));
  const off = integratedLufs === undefined ? 0 : integratedLufs - TARGET_LUFS;
  cell(cells[0], momentaryLufs, null);
  cell(cells[1], shortTermLufs, shortTermLufs > MOST_SHORT_TERM_LUFS ? "bad" : null);
  cell(cells[2], integratedLufs, integratedLufs === undefined ? null : off > TOLERANCE_LU ? "bad" : off < -TOLERANCE_LU ? "warn" : "good");
  cell(cells[3], truePeakDbtp, truePeakDbtp > MOST_TRUE_PEAK_DB ? "bad" : null);
}

function judge(lufs) {
  return lufs > TARGET_LUFS + 8 ? "bad" : lufs > TARGET_LUFS + TOLERANCE_LU ? "warn" : "good";
}

function cell(place, value, sign) {
  attr(place, "data-state", sign);
  text(place.lastChild, figure(value));
}

async function restart(where, what) {
  try {
    await change("POST", where);
    say(`Integrated loudness of ${what} begins anew`, "done");
  } catch (refused) {
    say(refused.message, "trouble");
  }
}
