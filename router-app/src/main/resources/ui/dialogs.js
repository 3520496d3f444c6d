// What is said to the operator and asked of him: short notes, spoken words, the token, and a last question before what cannot be undone.

import { el, text } from "./dom.js";
import { useToken } from "./api.js";

const SHOW_MS = { done: 2500, note: 4000, trouble: 9000 };
const MOST_NOTES = 4;

/** Shows a note and lets screen readers read it. @param {"done"|"note"|"trouble"} kind */
export function say(words, kind) {
  const notes = document.getElementById("toasts");
  const note = el("div.toast", { "data-kind": kind }, el("i", { "aria-hidden": "true" }), el("span", {}, words));
  notes.append(note);
  while (notes.children.length > MOST_NOTES) {
    notes.firstChild.remove();
  }
  setTimeout(() => note.remove(), SHOW_MS[kind]);
}

let speaking = 0;

/** Lets screen readers read what a canvas shows, once the cursor rests. */
export function speak(words) {
  clearTimeout(speaking);
  speaking = setTimeout(() => text(document.getElementById("spoken"), words), 150);
}

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

/** Asks for a token until one is given; resolves when it is in use. */
export function askToken(wasTried) {
  return new Promise(resolve => {
    const input = el("input", { type: "password", id: "token", autocomplete: "current-password", required: true, spellcheck: "false" });
    const keep = el("input", { type: "checkbox", id: "keep" });
    const dialog = el("dialog.ask", { "aria-labelledby": "ask-title", cancel: event => event.preventDefault() },
      el("form", { method: "dialog", submit: event => {
        event.preventDefault();
        useToken(input.value.trim(), keep.checked);
        dialog.close();
        resolve();
      } },
      el("h2", { id: "ask-title" }, "This router asks for a token"),
      el("p", {}, wasTried ? "The one that was given is not known to it." : "Whoever runs it makes one with “router token NAME”."),
      el("label", { for: "token" }, "Token"), input,
      el("label.check", { for: "keep" }, keep, "Keep it in this browser"),
      el("div.buttons", {}, el("button.primary", { type: "submit" }, "Enter"))));
    open(dialog);
    input.focus();
  });
}

/** One question; resolves to whether it was answered with yes. */
export function confirm(title, detail, yes) {
  return new Promise(resolve => {
    let isAgreed = false;
    const dialog = el("dialog.ask", { "aria-labelledby": "confirm-title", close: () => resolve(isAgreed) },
      el("h2", { id: "confirm-title" }, title), el("p", {}, detail),
      el("div.buttons", {},
        el("button", { type: "button", click: () => dialog.close() }, "Cancel"),
        el("button.primary", { type: "button", autofocus: true, click: () => {
          isAgreed = true;
          dialog.close();
        } }, yes)));
    open(dialog);
  });
}
