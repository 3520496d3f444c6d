// The meter page: every channel of every input and output on one canvas, of which only what is on the screen is drawn.

import { attr, el, fit, memory, text } from "./dom.js";
import { inks } from "./paint.js";
import { isOver, level, peak, FLOOR_DB } from "./levels.js";
import { loudnessTable } from "./loudness.js";
import { on, state } from "./store.js";

/** EBU R 68: alignment level −18 dBFS, permitted maximum −9 dBFS. */
const ALIGNMENT_DB = -18;
const PERMITTED_DB = -9;
const LEAST_DB = -60;
const MARKS_DB = [0, -6, -9, -12, -18, -24, -30, -40, -50, -60];

const BARS = { S: 12, M: 18, L: 26 };
const GAP = 4;
const SCALE = 34;
const PAD = 12;
const BETWEEN = 14;
const HEAD = 30;
const FOOT = 24;

/** Builds the page. */
export function metersPage(main) {
  const view = {
    cards: [], ink: inks(), kinds: memory.get("meters.kinds", "both"), size: memory.get("meters.size", "M"),
    canvas: el("canvas", { "aria-hidden": "true" }),
  };
  const spacer = el("div.spacer", {}, view.canvas);
  view.scroller = el("div.scroller", { tabindex: "0", "aria-label": "Levels; the page Streams has them as text" }, spacer);
  view.spacer = spacer;
  const tools = el("div.tools", { role: "toolbar", "aria-label": "Meters" },
    choice(view, "kinds", [["both", "Inputs and outputs"], ["input", "Inputs"], ["output", "Outputs"], ["loudness", "Loudness"]]),
    view.sizes = choice(view, "size", [["S", "Small"], ["M", "Medium"], ["L", "Large"]]),
    view.hint = el("p.hint"));
  view.loudness = loudnessTable();
  main.append(el("section.matrix", { "aria-label": "Meters" }, tools, view.scroller, view.loudness.section));
  const watcher = new ResizeObserver(() => arrange(view));
  watcher.observe(view.scroller);
  let isDue = false;
  const later = () => {
    if (!isDue) {
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        draw(view);
      });
    }
  };
  view.scroller.addEventListener("scroll", later, { passive: true });
  const ends = [on("levels", later), on("roster", () => arrange(view)), on("connection", later)];
  change(view);
  return () => {
    view.loudness.shown(false);
    ends.forEach(end => end());
    watcher.disconnect();
  };
}

function choice(view, what, options) {
  const buttons = options.map(([value, words]) => el("button", {
    type: "button", "aria-pressed": String(view[what] === value), click: event => {
      view[what] = value;
      memory.set(`meters.${what}`, value);
      buttons.forEach(button => attr(button, "aria-pressed", String(button === event.currentTarget)));
      change(view);
    },
  }, words));
  return el("div.choice", { role: "group" }, ...buttons);
}

/** Peaks on the canvas, or loudness in a table. */
function change(view) {
  const isLoudness = view.kinds === "loudness";
  view.scroller.hidden = view.sizes.hidden = isLoudness;
  text(view.hint, isLoudness
    ? "LUFS, dBTP · target −23 ±1, short-term at most −18, true peak at most −1 (EBU R 128)"
    : "Sample peak, dBFS · alignment −18, permitted maximum −9 (EBU R 68) · highest held for 2 s");
  view.loudness.shown(isLoudness);
  arrange(view);
}

/** Places the cards in rows, each as wide as its channels need. */
function arrange(view) {
  const width = view.scroller.clientWidth;
  const height = view.scroller.clientHeight;
  const bar = BARS[view.size];
  const cardHeight = Math.max(190, Math.min(height - 2 * BETWEEN, { S: 220, M: 300, L: 440 }[view.size]));
  view.cards = [];
  view.heads = [];
  let y = BETWEEN;
  for (const [kind, words, streams] of [["input", "Inputs", state.inputs], ["output", "Outputs", state.outputs]]) {
    if ((view.kinds !== "both" && view.kinds !== kind) || !streams.length) {
      continue;
    }
    view.heads.push({ words, y });
    y += HEAD;
    let x = BETWEEN;
    for (const stream of streams) {
      const cardWidth = Math.max(118, SCALE + 2 * PAD + stream.channels * (bar + GAP));
      if (x + cardWidth + BETWEEN > width && x > BETWEEN) {
        x = BETWEEN;
        y += cardHeight + BETWEEN;
      }
      view.cards.push({ stream, x, y, width: cardWidth, height: cardHeight, bar });
      x += cardWidth + BETWEEN;
    }
    y += cardHeight + BETWEEN;
  }
  view.spacer.style.height = `${y}px`;
  draw(view);
}

/** Which cards are (partly) within the window. */
function draw(view) {
  const width = view.scroller.clientWidth;
  const height = view.scroller.clientHeight;
  if (!width || !height) {
    return;
  }
  const pen = fit(view.canvas, width, height);
  const top = view.scroller.scrollTop;
  const now = Date.now();
  pen.fillStyle = view.ink.back;
  pen.fillRect(0, 0, width, height);
  pen.translate(0, -top);
  pen.textBaseline = "middle";
  for (const { words, y } of view.heads) {
    pen.font = "650 17px system-ui, sans-serif";
    pen.textAlign = "left";
    pen.fillStyle = view.ink.dim;
    pen.fillText(words, BETWEEN, y + HEAD / 2 - 4);
  }
  for (const card of view.cards) {
    if (card.y < top + height && card.y + card.height > top) {
      drawCard(pen, view.ink, card, now);
    }
  }
}

const yOf = (db, y, height) => y + height * Math.min(1, Math.max(0, db / LEAST_DB));

function drawCard(pen, ink, card, now) {
  const { stream, x, y, width, height, bar } = card;
  pen.fillStyle = ink.panel;
  pen.beginPath();
  pen.roundRect(x, y, width, height, 8);
  pen.fill();
  pen.fillStyle = ink.text;
  pen.font = "650 15px system-ui, sans-serif";
  pen.textAlign = "left";
  pen.fillText(shortened(pen, stream.name, width - 2 * PAD), x + PAD, y + 20);
  const area = { y: y + 58, height: height - 58 - FOOT };
  pen.font = "500 11px system-ui, sans-serif";
  pen.textAlign = "right";
  for (const db of MARKS_DB) {
    const at = yOf(db, area.y, area.height);
    pen.fillStyle = db === PERMITTED_DB || db === ALIGNMENT_DB ? ink.text : ink.dim;
    if (area.height > 190 || [0, PERMITTED_DB, ALIGNMENT_DB, -30, -40, LEAST_DB].includes(db)) {
      pen.fillText(String(db).replace("-", "−"), x + SCALE - 2, at);
      pen.fillRect(x + SCALE, at, 4, 1);
    }
  }
  let highest = FLOOR_DB;
  for (let channel = 0; channel < stream.channels; channel++) {
    const at = stream.offset + channel;
    highest = Math.max(highest, peak(at));
    drawBar(pen, ink, x + SCALE + PAD / 2 + channel * (bar + GAP), area, bar, at, now);
    pen.fillStyle = ink.dim;
    pen.textAlign = "center";
    pen.font = `500 ${bar < 16 ? 9 : 11}px system-ui, sans-serif`;
    pen.fillText(String(channel + 1), x + SCALE + PAD / 2 + channel * (bar + GAP) + bar / 2, y + height - FOOT / 2);
  }
  pen.textAlign = "left";
  pen.font = "600 14px system-ui, sans-serif";
  pen.fillStyle = highest > PERMITTED_DB ? ink.high : highest > FLOOR_DB ? ink.text : ink.dim;
  pen.fillText(highest > FLOOR_DB ? `${highest.toFixed(1).replace("-", "−")} dBFS` : "silent", x + PAD, y + 40);
}

/** Three zones that differ in brightness as in colour, the held peak as a line, and a full square above while it is over. */
function drawBar(pen, ink, x, area, width, at, now) {
  const { y, height } = area;
  pen.fillStyle = ink.back;
  pen.fillRect(x, y, width, height);
  const db = level(at);
  for (const [from, to, fill] of [[LEAST_DB, ALIGNMENT_DB, ink.low], [ALIGNMENT_DB, PERMITTED_DB, ink.mid], [PERMITTED_DB, 0, ink.high]]) {
    if (db > from) {
      const upper = yOf(Math.min(db, to), y, height);
      pen.fillStyle = fill;
      pen.fillRect(x, upper, width, yOf(from, y, height) - upper);
    }
  }
  pen.fillStyle = ink.line;
  pen.fillRect(x, yOf(ALIGNMENT_DB, y, height), width, 1);
  pen.fillRect(x, yOf(PERMITTED_DB, y, height), width, 1);
  const top = peak(at);
  if (top > LEAST_DB) {
    pen.fillStyle = top > PERMITTED_DB ? ink.high : ink.text;
    pen.fillRect(x, yOf(top, y, height) - 1, width, 2);
  }
  if (isOver(at, now)) {
    pen.fillStyle = ink.over;
    pen.fillRect(x, y - 8, width, 6);
  }
}

const cut = new Map();

/** A name that fits; measured once. */
function shortened(pen, name, width) {
  const key = `${width}/${name}`;
  if (!cut.has(key)) {
    let words = name;
    while (words.length > 1 && pen.measureText(words === name ? name : `${words}…`).width > width) {
      words = words.slice(0, -1);
    }
    cut.set(key, words === name ? name : `${words}…`);
  }
  return cut.get(key);
}
