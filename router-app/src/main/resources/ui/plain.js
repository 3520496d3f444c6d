// The matrix as a table, for screen readers and for whoever likes tables: a destination a line, what it carries, and a field to take into.

import { el } from "./dom.js";
import { editsOf, send, undo } from "./edits.js";
import { label } from "./grid.js";
import { state } from "./store.js";

const AT_ONCE = 60;
let shown = AT_ONCE;

function carried(row) {
  const there = [...state.crosspoints.values()]
    .filter(one => (row.channel ? one.to === `${row.name}/${row.channel}` : one.to.slice(0, one.to.lastIndexOf("/")) === row.name));
  return there.map(one => `${one.from}${row.channel ? "" : ` on ${one.to.slice(row.name.length + 1)}`}`
    + `${one.gainDb === 0 ? "" : ` at ${one.gainDb} dB`}${one.muted ? ", muted" : ""}${one.pending ? `, ${one.pending}` : ""}`).join("; ");
}

/** Fills the list anew, keeping what is being typed. @param {Element} list where @param {object} view of the matrix: rows, columns */
export function plainList(list, view) {
  const typed = document.activeElement?.closest?.("tr")?.dataset.key;
  const value = document.activeElement?.value;
  const table = el("table", {},
    el("caption.unseen", {}, "Destinations and what they carry"),
    el("thead", {}, el("tr", {}, ...["Destination", "Carries", "Take from"].map(words => el("th", { scope: "col" }, words)))),
    el("tbody", {}, ...view.rows.slice(0, shown).map(row => line(row, view))));
  const more = view.rows.length > shown
    ? el("button", { type: "button", click: () => {
      shown += AT_ONCE * 4;
      plainList(list, view);
    } }, `Show more (${view.rows.length - shown})`)
    : null;
  list.replaceChildren(
    el("p.buttons", {}, el("button", { type: "button", click: undo }, "Undo")),
    el("datalist", { id: "sources" }, ...view.columns.map(column => el("option", { value: label(column) }))), table, more ?? "");
  const again = typed && [...list.querySelectorAll("tr")].find(one => one.dataset.key === typed)?.querySelector("input");
  if (again) {
    again.value = value;
    again.focus();
  }
}

function line(row, view) {
  const name = label(row);
  const field = el("input", { list: "sources", "aria-label": `Source for ${name}`, autocomplete: "off" });
  const take = event => {
    event.preventDefault();
    const column = view.columns.find(one => label(one) === field.value.trim());
    if (!column) {
      field.setCustomValidity("There is no such source");
      field.reportValidity();
      field.setCustomValidity("");
      return;
    }
    field.value = "";
    send(editsOf(row, column, "take"), `Take ${label(column)} → ${name}`);
  };
  return el("tr", { "data-key": row.key }, el("th", { scope: "row" }, name), el("td", {}, carried(row) || el("span.dim", {}, "nothing")),
    el("td", {}, el("form", { submit: take }, field, " ", el("button", { type: "submit", "aria-label": `Take for ${name}` }, "Take"))));
}
