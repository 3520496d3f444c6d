// The salvo page: named sets of edits, taken at one media index. They are made here line by line, or from what stands now.

import { Refused, change, path } from "./api.js";
import { confirm, say } from "./dialogs.js";
import { decibels, el } from "./dom.js";
import { readSalvos } from "./live.js";
import { on, state } from "./store.js";

const DEEDS = [["take", "Take"], ["open", "Add"], ["close", "Close"], ["clear", "Clear"]];

/** Builds the page. */
export function salvosPage(main) {
  const list = el("div.cards");
  const editor = el("div");
  const isEditing = () => editor.firstChild !== null;
  main.append(el("section.page.scroll", { "aria-label": "Salvos" },
    el("div.buttons", {}, el("button.primary", { type: "button", id: "new-salvo", click: () => edit(editor, null) }, "New salvo"),
      el("button", { type: "button", click: () => edit(editor, { name: "", edits: standing() }) }, "From what stands now")),
    editor, list, datalist("salvo-sources", state.inputs), datalist("salvo-destinations", state.outputs)));
  const show = () => list.replaceChildren(...(state.salvos.length ? state.salvos.map(salvo => card(salvo, editor))
    : [el("p.hint", {}, isEditing() ? "" : "There are no salvos yet. A salvo is a set of takes, gains and closings that go on air "
      + "together, at one moment.")]));
  show();
  readSalvos().catch(() => {});
  return on("salvos", show);
}

function datalist(id, streams) {
  const names = streams.flatMap(stream => [stream.name, ...Array.from({ length: stream.channels }, (_, i) => `${stream.name}/${i + 1}`)]);
  return el("datalist", { id }, ...names.map(name => el("option", { value: name })));
}

function standing() {
  return [...state.crosspoints.values()].map(one => ({ do: "take", from: one.from, to: one.to, gainDb: one.gainDb, muted: one.muted }));
}

function words(one) {
  const deed = DEEDS.find(([name]) => name === one.do)[1];
  const gain = one.gainDb === undefined || one.gainDb === 0 ? "" : ` ${decibels(one.gainDb)}`;
  return `${deed} ${one.from ? `${one.from} → ` : ""}${one.to}${gain}${one.muted ? " muted" : ""}`;
}

function card(salvo, editor) {
  const more = salvo.edits.length > 8 ? [el("li.dim", {}, `and ${salvo.edits.length - 8} more`)] : [];
  return el("article.panel.card", {}, el("h2", {}, salvo.name),
    el("ul", {}, ...salvo.edits.slice(0, 8).map(one => el("li", {}, words(one))), ...more),
    el("div.buttons", {}, el("button.primary", { type: "button", click: () => take(salvo) }, "Take"),
      el("button", { type: "button", click: () => edit(editor, salvo) }, "Edit"),
      el("button", { type: "button", click: () => remove(salvo) }, "Delete")));
}

async function ask(act, done) {
  try {
    await act();
    say(done, "done");
    await readSalvos();
    return true;
  } catch (refused) {
    const isStale = refused instanceof Refused && refused.status === 412;
    say(isStale ? "Someone else has changed it meanwhile; look again." : `Not done: ${refused.message}`, "trouble");
    return false;
  }
}

async function take(salvo) {
  const detail = salvo.edits.slice(0, 6).map(words).join(" · ") + (salvo.edits.length > 6 ? " …" : "");
  if (await confirm(`Take ${salvo.name}?`, detail, "Take")) {
    await ask(() => change("POST", `${path("salvos", salvo.name)}/take`), `${salvo.name} is taken`);
  }
}

async function remove(salvo) {
  if (await confirm(`Delete ${salvo.name}?`, "The salvo goes; what is on air stays.", "Delete")) {
    await ask(() => change("DELETE", path("salvos", salvo.name), undefined, `"r${salvo.revision}"`), `${salvo.name} is deleted`);
  }
}

/** Opens the editor; an existing salvo is saved only if nobody else has changed it meanwhile. */
function edit(place, salvo) {
  const name = el("input", {
    id: "salvo-name", required: true, pattern: "[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}", value: salvo?.name ?? "",
    readonly: Boolean(salvo?.name),
  });
  const body = el("tbody", {}, ...(salvo?.edits ?? [{ do: "take" }]).map(line));
  const form = el("form.panel", { submit: event => {
    event.preventDefault();
    save(place, salvo, name.value, body);
  } },
  el("h2", {}, salvo?.name ? `Edit ${salvo.name}` : "New salvo"), el("label", { for: "salvo-name" }, "Name"), name,
  el("table", {},
    el("thead", {}, el("tr", {}, ...["Do", "Source", "Destination", "Gain dB", ""].map(head => el("th", { scope: "col" }, head)))), body),
  el("div.buttons", {}, el("button", { type: "button", click: () => body.append(line({ do: "take" })) }, "Add a line"),
    el("button.primary", { type: "submit" }, "Save"), el("button", { type: "button", click: () => place.replaceChildren() }, "Cancel")));
  place.replaceChildren(form);
  (salvo?.name ? body.querySelector("input") : name).focus();
}

function line(one) {
  const from = el("input", { list: "salvo-sources", "aria-label": "Source", value: one.from ?? "", autocomplete: "off" });
  const deed = el("select", { "aria-label": "Do", change: () => {
    from.disabled = deed.value === "clear";
  } }, ...DEEDS.map(([value, label]) => el("option", { value, selected: one.do === value }, label)));
  from.disabled = one.do === "clear";
  const row = el("tr", { "data-muted": one.muted ? "true" : null }, el("td", {}, deed), el("td", {}, from),
    el("td", {}, el("input", {
      list: "salvo-destinations", "aria-label": "Destination", required: true, value: one.to ?? "", autocomplete: "off",
    })),
    el("td", {}, el("input", {
      "aria-label": "Gain in decibels, or off", pattern: "off|[+\\-]?[0-9]{1,3}(\\.[0-9]+)?", size: 6, autocomplete: "off",
      value: one.gainDb ?? "",
    })),
    el("td", {}, el("button", { type: "button", "aria-label": "Remove this line", click: () => row.remove() }, "×")));
  return row;
}

async function save(place, salvo, name, body) {
  const edits = [...body.children].map(row => {
    const [deed, from, to, gain] = [...row.querySelectorAll("select, input")].map(field => field.value.trim());
    const edit = deed === "clear" ? { do: deed, to } : { do: deed, from, to };
    const hasLevel = deed === "take" || deed === "open";
    const gainDb = gain === "" ? {} : { gainDb: gain === "off" ? gain : Number(gain) };
    return { ...edit, ...(hasLevel ? { ...gainDb, ...(row.dataset.muted ? { muted: true } : {}) } : {}) };
  });
  const match = salvo?.name ? `"r${salvo.revision}"` : undefined;
  if (await ask(() => change("PUT", path("salvos", name), { edits }, match), `${name} is saved`)) {
    place.replaceChildren();
  }
}
