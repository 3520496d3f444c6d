// Draws the part of the matrix that is on the screen: nothing else costs time, however many streams there are.

import { sign } from "./cells.js";
import { colour, fit } from "./dom.js";
import { cellOf, label } from "./grid.js";
import { isOver, level, loudest } from "./levels.js";

/** Cell sizes in pixels, and those of the letters beside them. */
export const SIZES = { L: { cell: 46, font: 19 }, M: { cell: 34, font: 15 }, S: { cell: 26, font: 13 } };

const METER = 6;
const METER_LEAST_DB = -60;
const INDENT = 16;

/** The colours of the style sheet, read once. */
export function inks() {
  const names = [
    "back", "panel", "line", "strong", "text", "dim", "on", "onInk", "part", "muted", "armed", "pending", "failed", "cross", "cursor",
    "low", "mid", "high", "over",
  ];
  return Object.fromEntries(names.map(name => [name, colour(name)]));
}

/**
 * Measures the room of the names. Without a chosen size it is the largest at which all of the matrix fits.
 * @returns geometry: cell, font, left (width of the destinations' names), top (height of the sources')
 */
export function geometry(view) {
  if (SIZES[view.size]) {
    return measured(view, SIZES[view.size]);
  }
  const all = Object.values(SIZES).map(size => measured(view, size));
  const isFitting = g => g.left + view.columns.length * g.cell < view.width && g.top + view.rows.length * g.cell < view.height;
  const usual = matchMedia("(pointer: coarse)").matches ? all[0] : all[1];
  return all.slice(0, 2).find(isFitting) ?? usual;
}

function measured(view, { cell, font }) {
  const pen = view.canvas.getContext("2d", { alpha: false });
  pen.font = `600 ${font}px system-ui, sans-serif`;
  const widest = all => all.reduce((most, line) => Math.max(most, pen.measureText(label(line)).width + (line.channel ? INDENT : 0)), 0);
  const room = (all, least, most) => Math.round(Math.min(most, Math.max(least, widest(all) + font * 2 + METER + 22)));
  const limit = view.width < 700 ? 150 : 300;
  return { cell, font, left: room(view.rows, font * 9.5, limit), top: room(view.columns, 90, Math.min(210, view.height * 0.4)) };
}

/** The first and last line that can be seen. */
function visible(scroll, room, cell, lines) {
  return { first: Math.max(0, Math.floor(scroll / cell)), last: Math.min(lines - 1, Math.floor((scroll + room) / cell)) };
}

/** Draws everything that can be seen. @param {object} view the state of matrix.js */
export function paint(view) {
  const { width, height, geometry: g, ink } = view;
  const pen = fit(view.canvas, width, height);
  pen.fillStyle = ink.back;
  pen.fillRect(0, 0, width, height);
  const rows = visible(view.scrollTop, height - g.top, g.cell, view.rows.length);
  const columns = visible(view.scrollLeft, width - g.left, g.cell, view.columns.length);
  pen.save();
  pen.beginPath();
  pen.rect(g.left, g.top, width - g.left, height - g.top);
  pen.clip();
  paintGround(pen, view, rows, columns);
  paintCells(pen, view, rows, columns);
  pen.restore();
  paintRowNames(pen, view, rows);
  paintColumnNames(pen, view, columns);
  paintCorner(pen, view);
  view.seen = { rows, columns };
  paintLevels(pen, view);
}

const xOf = (view, column) => view.geometry.left + column * view.geometry.cell - view.scrollLeft;
const yOf = (view, row) => view.geometry.top + row * view.geometry.cell - view.scrollTop;

/** Whether a stream begins here. */
const isHead = line => line.channel === 0 || line.channels === 1;

/** Lines, and the cross of the place that is looked at. */
function paintGround(pen, view, rows, columns) {
  const { ink, geometry: g, cursor, hover } = view;
  const right = Math.min(view.width, xOf(view, columns.last + 1));
  const bottom = Math.min(view.height, yOf(view, rows.last + 1));
  for (let row = rows.first; row <= rows.last; row++) {
    if (isHead(view.rows[row])) {
      pen.fillStyle = ink.panel;
      pen.fillRect(g.left, yOf(view, row), right - g.left, g.cell);
    }
  }
  pen.fillStyle = ink.cross;
  for (const at of [cursor, hover]) {
    if (at) {
      pen.fillRect(g.left, yOf(view, at.row), right - g.left, g.cell);
      pen.fillRect(xOf(view, at.column), g.top, g.cell, bottom - g.top);
    }
  }
  for (let row = rows.first; row <= rows.last + 1; row++) {
    const isStream = row === view.rows.length || isHead(view.rows[row]);
    pen.fillStyle = isStream ? ink.strong : ink.line;
    pen.fillRect(g.left, yOf(view, row), right - g.left, 1);
  }
  for (let column = columns.first; column <= columns.last + 1; column++) {
    const isStream = column === view.columns.length || isHead(view.columns[column]);
    pen.fillStyle = isStream ? ink.strong : ink.line;
    pen.fillRect(xOf(view, column), g.top, 1, bottom - g.top);
  }
}

function paintCells(pen, view, rows, columns) {
  const { cells, marks, ink, geometry: g } = view;
  for (let row = rows.first; row <= rows.last; row++) {
    for (let column = columns.first; column <= columns.last; column++) {
      const number = cellOf(row, column, view.columns.length);
      const mark = marks.get(number);
      const cell = cells.get(number);
      if (cell && mark !== "failed" && mark !== "underway") {
        sign(pen, cell.state, xOf(view, column), yOf(view, row), g.cell, ink, gainWords(cell.gain));
      }
      if (mark) {
        sign(pen, mark === "underway" ? "opening" : mark, xOf(view, column), yOf(view, row), g.cell, ink);
      }
    }
  }
  if (view.cursor) {
    pen.strokeStyle = ink.cursor;
    pen.lineWidth = view.isFocused ? 3 : 1.5;
    pen.strokeRect(xOf(view, view.cursor.column) + 1.5, yOf(view, view.cursor.row) + 1.5, g.cell - 2, g.cell - 2);
  }
}

function gainWords(gain) {
  if (gain === 0) {
    return "";
  }
  return gain === null ? "…" : gain === "off" ? "off" : String(Math.round(gain)).replace("-", "−");
}

function nameInk(view, line, place, isRow) {
  const isLooked = (isRow ? [view.cursor?.row, view.hover?.row] : [view.cursor?.column, view.hover?.column]).includes(place);
  const isFound = (isRow ? view.found.rows : view.found.columns).has(place);
  return isFound ? view.ink.armed : isLooked ? view.ink.cursor : line.channel && line.channels > 1 ? view.ink.dim : view.ink.text;
}

/** One name with its sign for opening, from the left in an upright frame. */
function paintName(pen, view, line, place, isRow, room) {
  const { font, cell } = view.geometry;
  const isChild = line.channel > 0 && line.channels > 1;
  pen.fillStyle = nameInk(view, line, place, isRow);
  pen.font = `${isChild ? 500 : 650} ${font}px system-ui, sans-serif`;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  if (!isChild && line.channels > 1) {
    pen.fillText(line.isOpen ? "▾" : "▸", 8, cell / 2 + 1);
    pen.fillText(line.name, 10 + font, cell / 2 + 1, room - font * 2 - 30);
    pen.fillStyle = view.ink.dim;
    pen.textAlign = "right";
    pen.font = `500 ${font - 2}px system-ui, sans-serif`;
    pen.fillText(String(line.channels), room - METER - 8, cell / 2 + 1);
  } else {
    pen.fillText(isChild ? label(line) : line.name, 10 + font + (isChild ? INDENT - 6 : 0), cell / 2 + 1, room - font - METER - 20);
  }
}

function paintRowNames(pen, view, rows) {
  const { ink, geometry: g } = view;
  pen.save();
  pen.beginPath();
  pen.rect(0, g.top, g.left, view.height - g.top);
  pen.clip();
  for (let row = rows.first; row <= rows.last; row++) {
    const y = yOf(view, row);
    pen.fillStyle = [view.cursor?.row, view.hover?.row].includes(row) ? ink.strong : ink.panel;
    pen.fillRect(0, y, g.left, g.cell);
    pen.fillStyle = ink.line;
    pen.fillRect(0, y, g.left, 1);
    pen.translate(0, y);
    paintName(pen, view, view.rows[row], row, true, g.left);
    pen.translate(0, -y);
  }
  pen.restore();
}

function paintColumnNames(pen, view, columns) {
  const { ink, geometry: g } = view;
  pen.save();
  pen.beginPath();
  pen.rect(g.left, 0, view.width - g.left, g.top);
  pen.clip();
  for (let column = columns.first; column <= columns.last; column++) {
    const x = xOf(view, column);
    pen.fillStyle = [view.cursor?.column, view.hover?.column].includes(column) ? ink.strong : ink.panel;
    pen.fillRect(x, 0, g.cell, g.top);
    pen.fillStyle = ink.line;
    pen.fillRect(x, 0, 1, g.top);
    pen.save();
    // Read from below upwards, and towards the cells.
    pen.translate(x, g.top);
    pen.rotate(-Math.PI / 2);
    pen.translate(METER + 2, 0);
    paintName(pen, view, view.columns[column], column, false, g.top - METER);
    pen.restore();
  }
  pen.restore();
}

function paintCorner(pen, view) {
  const { ink, geometry: g } = view;
  pen.fillStyle = ink.back;
  pen.fillRect(0, 0, g.left, g.top);
  pen.strokeStyle = ink.strong;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.lineTo(g.left, g.top);
  pen.stroke();
  pen.fillStyle = ink.dim;
  pen.font = `600 ${g.font - 1}px system-ui, sans-serif`;
  pen.textBaseline = "alphabetic";
  pen.textAlign = "right";
  pen.fillText("Sources →", g.left - 10, 24);
  pen.textAlign = "left";
  pen.fillText("Destinations ↓", 10, g.top - 12);
  pen.fillStyle = ink.strong;
  pen.fillRect(0, g.top, view.width, 1);
  pen.fillRect(g.left, 0, 1, view.height);
}

/** Only the levels beside the names: 25 times a second, whatever else stands still. */
export function paintLevels(pen, view) {
  if (!view.seen) {
    return;
  }
  const { geometry: g, seen } = view;
  const now = Date.now();
  pen.save();
  pen.beginPath();
  pen.rect(0, g.top + 1, g.left, view.height);
  pen.rect(g.left + 1, 0, view.width, g.top);
  pen.clip();
  for (let row = seen.rows.first; row <= seen.rows.last; row++) {
    paintLevel(pen, view, view.rows[row], g.left - METER - 1, yOf(view, row) + 3, METER, g.cell - 5, now);
  }
  for (let column = seen.columns.first; column <= seen.columns.last; column++) {
    paintLevel(pen, view, view.columns[column], xOf(view, column) + 3, g.top - METER - 1, g.cell - 5, METER, now);
  }
  pen.restore();
}

/** A small bar along the longer side. */
function paintLevel(pen, view, line, x, y, width, height, now) {
  const { ink } = view;
  const db = line.channel ? level(line.offset) : loudest(line.offset, line.channels);
  const share = Math.max(0, Math.min(1, 1 - db / METER_LEAST_DB));
  const isOverNow = line.channel ? isOver(line.offset, now)
    : Array.from({ length: line.channels }, (_, i) => line.offset + i).some(at => isOver(at, now));
  pen.fillStyle = ink.back;
  pen.fillRect(x, y, width, height);
  pen.fillStyle = isOverNow ? ink.over : db > -9 ? ink.high : ink.low;
  if (width > height) {
    pen.fillRect(x, y, Math.round(width * share), height);
  } else {
    const filled = Math.round(height * share);
    pen.fillRect(x, y + height - filled, width, filled);
  }
}
