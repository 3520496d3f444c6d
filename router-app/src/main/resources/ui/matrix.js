// The matrix page: sources across, destinations down. Keyboard, pointer and touch lead to the same few acts.

import { WORDS } from "./cells.js";
import { layout } from "./controls.js";
import { attr, decibels, memory, text } from "./dom.js";
import { say, speak } from "./dialogs.js";
import { editsOf, failed, history, isWhole, reasonAt, redo, send, setGain, standing, toggleMute, underway, undo } from "./edits.js";
import { explain, sentence } from "./explain.js";
import { cellOf, cells, label, lines, links, replaced, search } from "./grid.js";
import { listenToHands } from "./hands.js";
import { listenButton } from "./listen.js";
import { geometry, inks, paint, paintLevels } from "./paint.js";
import { plainList } from "./plain.js";
import { on, state } from "./store.js";

const HOVER_REST_MS = 250;

const view = {
  rows: [], columns: [], cells: new Map(), marks: new Map(), cursor: null, hover: null, isFocused: false,
  scrollTop: 0, scrollLeft: 0, width: 0, height: 0, found: { rows: new Set(), columns: new Set() },
  size: memory.get("size", "Auto"),
};
const open = { inputs: new Set(memory.get("open.inputs", [])), outputs: new Set(memory.get("open.outputs", [])) };

/** What is prepared and not taken yet, by the lines' keys: a roster that changes must not turn it into something else. */
const armed = new Map();
let isConfirming = memory.get("confirm", true);
let isPlain = memory.get("plain", false);

let parts = null;
let isDue = false;
let levelPen = null;

/** Builds the page. @param {Element} main where */
export function matrixPage(main) {
  parts = layout(main, acts, { size: view.size, isPlain, isConfirming });
  view.canvas = parts.canvas;
  view.ink = inks();
  listenToHands(parts, view, acts);
  const ends = [
    on("roster", rebuild), on("crosspoints", restate), on("history", bar), on("levels", paintMoving),
    on("connection", later),
  ];
  const watcher = new ResizeObserver(measure);
  watcher.observe(parts.scroller);
  showPlain();
  rebuild();
  if (!isPlain) {
    parts.canvas.focus({ preventScroll: true });
  }
  return () => {
    ends.forEach(end => end());
    watcher.disconnect();
    parts = levelPen = null;
  };
}

// ---- what is shown

let toldAt = 0;

/** What moves by itself: the levels with every frame, and their words as often as one can read them. */
function paintMoving(now) {
  if (levelPen && !isDue && !isPlain) {
    paintLevels(levelPen, view);
  }
  if (now - toldAt > 500 || now < toldAt) {
    toldAt = now;
    bar();
  }
}

/** The lines again, with the cursor and the prepared cells where they were by name. */
function rebuild() {
  const row = view.rows[view.cursor?.row]?.key;
  const column = view.columns[view.cursor?.column]?.key;
  view.rows = lines(state.outputs, open.outputs);
  view.columns = lines(state.inputs, open.inputs);
  const at = (all, key) => Math.max(0, all.findIndex(line => line.key === key));
  view.cursor = view.rows.length && view.columns.length ? { row: at(view.rows, row), column: at(view.columns, column) } : null;
  view.hover = null;
  for (const [key, one] of armed) {
    if (!view.rows.some(line => line.key === one.row.key) || !view.columns.some(line => line.key === one.column.key)) {
      armed.delete(key);
    }
  }
  measure();
  restate();
}

function restate() {
  view.cells = cells(view.rows, view.columns, state.crosspoints);
  mark();
  bar();
  later();
  if (isPlain) {
    plainList(parts.list, view);
  }
}

/** The signs that stand over what is: prepared, on its way, refused. */
function mark() {
  view.marks = new Map();
  const rowAt = new Map(view.rows.map((line, place) => [line.key, place]));
  const columnAt = new Map(view.columns.map((line, place) => [line.key, place]));
  const put = (row, column, kind) => {
    if (rowAt.has(row) && columnAt.has(column)) {
      view.marks.set(cellOf(rowAt.get(row), columnAt.get(column), view.columns.length), kind);
    }
  };
  const each = (keys, kind) => keys.forEach(key => {
    const [to, from] = key.split("<");
    const names = words => [words, words.slice(0, words.lastIndexOf("/"))];
    names(to).forEach(row => names(from).forEach(column => put(row, column, kind)));
  });
  each([...failed.keys()], "failed");
  each([...underway], "underway");
  armed.forEach(one => put(one.row.key, one.column.key, "armed"));
}

function measure() {
  if (!parts || isPlain) {
    return;
  }
  view.width = parts.scroller.clientWidth;
  view.height = parts.scroller.clientHeight;
  view.geometry = geometry(view);
  const { left, top, cell } = view.geometry;
  // For whoever drives the page from outside: a canvas has no elements to ask.
  Object.assign(parts.canvas.dataset, { left, top, cell });
  parts.spacer.style.width = `${left + view.columns.length * cell + 1}px`;
  parts.spacer.style.height = `${top + view.rows.length * cell + 1}px`;
  later();
}

/** Paints with the next picture of the screen, once. */
function later() {
  if (isDue || !parts || isPlain) {
    return;
  }
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    if (parts && view.width > 0 && view.geometry) {
      view.scrollTop = parts.scroller.scrollTop;
      view.scrollLeft = parts.scroller.scrollLeft;
      paint(view);
      levelPen = view.canvas.getContext("2d", { alpha: false });
    }
  });
}

function showPlain() {
  parts.scroller.hidden = isPlain;
  parts.list.hidden = !isPlain;
  parts.bar.hidden = isPlain;
  if (isPlain) {
    plainList(parts.list, view);
  } else {
    measure();
  }
}

function resize(size) {
  view.size = size;
  memory.set("size", size);
  measure();
  reveal();
}

function openAll(isOpen) {
  open.inputs = new Set(isOpen ? state.inputs.map(one => one.name) : []);
  open.outputs = new Set(isOpen ? state.outputs.map(one => one.name) : []);
  keepOpen();
}

function toggle(set, line) {
  if (line.channels < 2) {
    return;
  }
  if (!set.delete(line.name)) {
    set.add(line.name);
  }
  keepOpen();
}

function keepOpen() {
  memory.set("open.inputs", [...open.inputs]);
  memory.set("open.outputs", [...open.outputs]);
  rebuild();
}

// ---- the cursor and what can be done at it

function lookedAt() {
  return view.cursor && view.rows.length ? { row: view.rows[view.cursor.row], column: view.columns[view.cursor.column] } : null;
}

function present() {
  const at = lookedAt();
  return at ? standing(at.row, at.column) : [];
}

function withPresent(act) {
  const there = present();
  if (there.length) {
    act(there);
  } else {
    say("Nothing stands here.", "note");
  }
}

function step(db) {
  withPresent(there => setGain(there, (there[0].gainDb === "off" ? -60 : there[0].gainDb) + db));
}

let lastListen = "";

/** The bar below: where the cursor is, what is there, what Enter would do. */
function bar() {
  const at = lookedAt();
  if (!parts || !at) {
    return;
  }
  const { row, column } = at;
  const there = present();
  const prepared = [...armed.values()];
  const plain = `${label(column)} → ${label(row)}`;
  const words = prepared.length > 1 ? `${prepared.length} prepared` : prepared.length ? describe(prepared[0]) : plain;
  text(parts.where, words);
  const reason = reasonAt(at);
  text(parts.why, reason ? `Refused: ${reason}` : prepared.length ? consequence(prepared) : sentence(row, column));
  attr(parts.why, "data-kind", reason ? "trouble" : prepared.length ? "armed" : null);
  parts.bar.classList.toggle("armed", prepared.length > 0);
  parts.take.firstChild.data = prepared.length ? "Confirm" : isWhole(at) ? "Close" : "Take";
  parts.cancel.hidden = !prepared.length;
  parts.add.disabled = !links(row, column).length || prepared.length > 0;
  parts.close.disabled = !there.length || prepared.length > 0;
  parts.close.hidden = isWhole(at);
  parts.take.classList.toggle("primary", prepared.length > 0 || !isWhole(at));
  parts.mute.disabled = !there.length;
  parts.gain.disabled = !there.length;
  if (document.activeElement !== parts.gain) {
    parts.gain.value = there.length && there[0].gainDb !== "off" ? String(there[0].gainDb) : "";
  }
  parts.undoButton.disabled = !history().undo;
  parts.redoButton.disabled = !history().redo;
  const ear = row.key;
  if (ear !== lastListen || !parts.listen.firstChild) {
    lastListen = ear;
    parts.listen.replaceChildren(listenButton("outputs", row.name, row.channel && row.channels > 1 ? [row.channel] : null, row.channels));
  }
}

function describe({ row, column, what }) {
  const verb = { take: "Take", add: "Add", close: "Close" }[what];
  return `${verb} ${label(column)} → ${label(row)}`;
}

function consequence(prepared) {
  const taken = prepared.filter(one => one.what === "take").flatMap(one => links(one.row, one.column));
  const others = [...new Set(replaced(taken, state.crosspoints).map(one => one.from))];
  const more = others.length > 5 ? ` and ${others.length - 5} more` : "";
  const off = prepared.every(one => one.what === "close") ? "Goes off air" : "Replaces nothing";
  return `${others.length ? `Replaces ${others.slice(0, 5).join(", ")}${more}` : off} · Enter confirms, Esc cancels`;
}

/** Prepares the cell under the cursor; without confirming it is done at once. */
function arm(what, isMore) {
  const at = lookedAt();
  if (!at) {
    return;
  }
  const wish = what ?? (isWhole(at) ? "close" : "take");
  if (!editsOf(at.row, at.column, wish).length) {
    say(wish === "close" ? "Nothing stands here." : `${label(at.column)} has no counterpart on ${label(at.row)}.`, "note");
    return;
  }
  if (!isMore) {
    armed.clear();
  }
  const key = `${at.row.key}<${at.column.key}`;
  if (isMore && armed.delete(key)) {
    refreshMarks();
    return;
  }
  armed.set(key, { ...at, what: wish });
  if (isConfirming || isMore) {
    refreshMarks();
    speak(`${describe({ ...at, what: wish })}. ${consequence([...armed.values()])}`);
  } else {
    confirmArmed();
  }
}

function refreshMarks() {
  mark();
  bar();
  later();
}

function disarm() {
  armed.clear();
  failed.clear();
  refreshMarks();
}

function confirmArmed() {
  const prepared = [...armed.values()];
  armed.clear();
  const words = prepared.length === 1 ? describe(prepared[0]) : `${prepared.length} changes at one moment`;
  send(prepared.flatMap(one => editsOf(one.row, one.column, one.what)), words);
}

/** Enter, or the big button: the first prepares, the second does it. */
function act() {
  if (armed.size) {
    confirmArmed();
  } else {
    arm();
  }
}

function moveTo(row, column) {
  if (!view.cursor) {
    return;
  }
  view.cursor = {
    row: Math.min(view.rows.length - 1, Math.max(0, row)), column: Math.min(view.columns.length - 1, Math.max(0, column)),
  };
  view.hover = null;
  reveal();
  bar();
  later();
  const at = lookedAt();
  const cell = view.cells.get(cellOf(view.cursor.row, view.cursor.column, view.columns.length));
  const gain = !cell || cell.gain === 0 || cell.gain === null ? "" : `, gain ${decibels(cell.gain)}`;
  const words = cell ? `${WORDS[cell.state]}${gain}` : "not connected";
  speak(`${label(at.column)} to ${label(at.row)}: ${words}`);
  tellWhy(at);
}

function reveal() {
  const { left, top, cell } = view.geometry;
  const { scroller } = parts;
  const x = view.cursor.column * cell;
  const y = view.cursor.row * cell;
  scroller.scrollLeft = Math.min(x, Math.max(scroller.scrollLeft, x + cell - (view.width - left)));
  scroller.scrollTop = Math.min(y, Math.max(scroller.scrollTop, y + cell - (view.height - top)));
}

let resting = 0;
let question = null;

/** The router's explanation of a destination, once the pointer or the cursor rests. */
function tellWhy(at) {
  clearTimeout(resting);
  question?.abort();
  resting = setTimeout(async () => {
    question = new AbortController();
    const told = await explain(at.row, question.signal);
    if (parts && told) {
      text(parts.chain, told.remedy ? `${told.headline} · ${told.remedy}` : told.headline);
      attr(parts.chain, "data-state", told.state ?? null);
    }
  }, HOVER_REST_MS);
}

/** The places that a search finds: "studio" in both directions, "studio > air" each in its own. */
function find(words) {
  const [source, destination] = words.includes(">") ? words.split(">") : [words, words];
  const columns = search(view.columns, source);
  const rows = search(view.rows, destination);
  view.found = { rows: new Set(rows), columns: new Set(columns) };
  later();
  return { rows, columns };
}

/** Everything that a button, a key or a finger can ask for. */
const acts = {
  arm, disarm, enter: act, step, undo, redo, find, moveTo, resize, openAll, tellWhy, later,
  mute: () => withPresent(toggleMute),
  gain: db => withPresent(there => setGain(there, db)),
  toggleRow: row => toggle(open.outputs, view.rows[row]),
  toggleColumn: column => toggle(open.inputs, view.columns[column]),
  isArmed: () => armed.size > 0,
  togglePlain: () => {
    isPlain = !isPlain;
    memory.set("plain", isPlain);
    showPlain();
    return isPlain;
  },
  confirming: isWanted => {
    isConfirming = isWanted;
    memory.set("confirm", isConfirming);
  },
};
