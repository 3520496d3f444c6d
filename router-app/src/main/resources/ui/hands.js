// Keys, pointer and fingers on the matrix. The canvas scrolls by itself; here is only what means something.

import { sentence } from "./explain.js";
import { label } from "./grid.js";

const PAGE_LINES = 8;

/**
 * Listens to everything on the matrix.
 * @param {object} parts its elements @param {object} view its state @param {object} acts what can be asked for
 */
export function listenToHands(parts, view, acts) {
  const { canvas, scroller, find } = parts;
  scroller.addEventListener("scroll", acts.later, { passive: true });
  canvas.addEventListener("focus", () => focus(view, acts, true));
  canvas.addEventListener("blur", () => focus(view, acts, false));
  canvas.addEventListener("pointermove", event => hover(event, parts, view, acts));
  canvas.addEventListener("pointerleave", () => {
    view.hover = null;
    canvas.title = "";
    acts.later();
  });
  canvas.addEventListener("click", event => click(event, view, acts));
  canvas.addEventListener("keydown", event => key(event, parts, view, acts));
  listenToFind(find, canvas, view, acts);
}

function focus(view, acts, isFocused) {
  view.isFocused = isFocused;
  acts.later();
}

/** What is under the pointer: a cell, a row's name, a column's name, or nothing. */
function under(event, view) {
  const { left, top, cell } = view.geometry;
  const column = Math.floor((event.offsetX - left + view.scrollLeft) / cell);
  const row = Math.floor((event.offsetY - top + view.scrollTop) / cell);
  const isRow = event.offsetY >= top && row < view.rows.length;
  const isColumn = event.offsetX >= left && column < view.columns.length;
  return { row: isRow ? row : -1, column: isColumn ? column : -1, isCell: isRow && isColumn };
}

function hover(event, parts, view, acts) {
  if (event.pointerType === "touch" || !view.geometry) {
    return;
  }
  const at = under(event, view);
  const isName = !at.isCell && (event.offsetX < view.geometry.left) !== (event.offsetY < view.geometry.top);
  parts.canvas.style.cursor = at.isCell || isName ? "pointer" : "default";
  if (at.isCell && (at.row !== view.hover?.row || at.column !== view.hover?.column)) {
    const row = view.rows[at.row];
    const column = view.columns[at.column];
    view.hover = { row: at.row, column: at.column };
    parts.canvas.title = `${label(column)} → ${label(row)}\n${sentence(row, column)}`;
    acts.tellWhy({ row, column });
    acts.later();
  } else if (!at.isCell && view.hover) {
    view.hover = null;
    parts.canvas.title = "";
    acts.later();
  }
}

function click(event, view, acts) {
  if (!view.geometry) {
    return;
  }
  const at = under(event, view);
  if (at.isCell) {
    const isAgain = acts.isArmed() && view.cursor?.row === at.row && view.cursor?.column === at.column;
    acts.moveTo(at.row, at.column);
    if (isAgain && !event.shiftKey && !event.ctrlKey) {
      acts.enter();
    } else {
      acts.arm(undefined, event.shiftKey || event.ctrlKey || event.metaKey);
    }
  } else if (at.row >= 0 && event.offsetX < view.geometry.left) {
    acts.toggleRow(at.row);
  } else if (at.column >= 0 && event.offsetY < view.geometry.top) {
    acts.toggleColumn(at.column);
  }
}

/** The next stream's place in a direction, for arrows with Control. */
function nextStream(all, from, by) {
  let place = from + by;
  while (place > 0 && place < all.length - 1 && all[place].channel > 0 && all[place].channels > 1) {
    place += by;
  }
  return place;
}

function key(event, parts, view, acts) {
  if (!view.cursor) {
    return;
  }
  const { row, column } = view.cursor;
  const isControl = event.ctrlKey || event.metaKey;
  const steps = {
    ArrowUp: () => acts.moveTo(isControl ? nextStream(view.rows, row, -1) : row - 1, column),
    ArrowDown: () => acts.moveTo(isControl ? nextStream(view.rows, row, 1) : row + 1, column),
    ArrowLeft: () => acts.moveTo(row, isControl ? nextStream(view.columns, column, -1) : column - 1),
    ArrowRight: () => acts.moveTo(row, isControl ? nextStream(view.columns, column, 1) : column + 1),
    PageUp: () => acts.moveTo(row - PAGE_LINES, column),
    PageDown: () => acts.moveTo(row + PAGE_LINES, column),
    Home: () => acts.moveTo(isControl ? 0 : row, 0),
    End: () => acts.moveTo(isControl ? view.rows.length - 1 : row, view.columns.length - 1),
    Enter: () => (event.shiftKey ? acts.toggleRow(row) : isControl ? acts.toggleColumn(column) : acts.enter()),
    " ": () => acts.arm(undefined, true),
    Delete: () => acts.arm("close"),
    Backspace: () => acts.arm("close"),
    Escape: () => acts.disarm(),
  };
  const act = steps[event.key] ?? shortcut(event, isControl, parts, acts);
  if (act) {
    event.preventDefault();
    act();
  }
}

function shortcut(event, isControl, parts, acts) {
  const letter = event.key.toLowerCase();
  if (isControl) {
    const isAgain = letter === "y" || (letter === "z" && event.shiftKey);
    return isAgain ? acts.redo : letter === "z" ? acts.undo : null;
  }
  if (event.altKey || event.key.length !== 1) {
    return null;
  }
  const letters = {
    m: acts.mute, "+": () => acts.step(1), "-": () => acts.step(-1), "=": () => acts.gain(0), "/": () => parts.find.focus(),
  };
  // Whatever else is typed is looked for, from its first letter on.
  return letters[letter] ?? (() => {
    parts.find.value = event.key;
    parts.find.focus();
    parts.find.dispatchEvent(new Event("input"));
  });
}

/** The field jumps as it is typed into; arrows go from one find to the next, Enter and Escape back to the matrix. */
function listenToFind(field, canvas, view, acts) {
  let hits = { rows: [], columns: [] };
  let at = 0;
  const jump = () => {
    const pick = (places, fallback) => (places.length ? places[((at % places.length) + places.length) % places.length] : fallback);
    if (view.cursor && (hits.rows.length || hits.columns.length)) {
      acts.moveTo(pick(hits.rows, view.cursor.row), pick(hits.columns, view.cursor.column));
    }
  };
  field.addEventListener("input", () => {
    hits = acts.find(field.value);
    at = 0;
    jump();
  });
  field.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at += event.key === "ArrowDown" ? 1 : -1;
      event.preventDefault();
      jump();
    } else if (event.key === "Enter" || event.key === "Escape") {
      if (event.key === "Escape") {
        field.value = "";
      }
      acts.find("");
      event.preventDefault();
      canvas.focus();
    }
  });
}
