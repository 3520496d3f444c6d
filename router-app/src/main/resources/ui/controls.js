// What stands around the matrix: the tools above it and the bar of acts below.

import { sign, LEGEND } from "./cells.js";
import { attr, el, fit } from "./dom.js";
import { SIZES, inks } from "./paint.js";

const KEYS = "Arrows move. Enter takes, after a second Enter where confirming is on. Space prepares several. M mutes, plus and minus "
  + "change the gain, Delete closes, Control Z undoes. Typing finds. Shift Enter opens a destination's channels, Control Enter a source's. "
  + "The button List shows the same as a table.";

/** Builds everything around the matrix. @param {object} acts what its buttons do @param {object} now what is chosen already */
export function layout(main, acts, now) {
  const canvas = el("canvas", {
    tabindex: "0", role: "application", "aria-roledescription": "crosspoint matrix",
    "aria-label": "Crosspoints: sources across, destinations down", "aria-describedby": "matrix-keys",
  });
  const spacer = el("div.spacer", {}, canvas);
  const scroller = el("div.scroller", {}, spacer);
  const find = el("input", {
    type: "search", placeholder: "Find  source > destination", "aria-label": "Find a source or destination", id: "find",
    autocomplete: "off", spellcheck: "false",
  });
  const sizes = el("select", { "aria-label": "Size", change: event => acts.resize(event.target.value) },
    ...["Auto", ...Object.keys(SIZES)].map(size => el("option", { value: size, selected: size === now.size }, size)));
  const plainToggle = el("button", {
    type: "button", "aria-pressed": String(now.isPlain), id: "plain",
    click: () => attr(plainToggle, "aria-pressed", String(acts.togglePlain())),
  }, "List");
  const tools = el("div.tools", { role: "toolbar", "aria-label": "Matrix" }, find,
    el("button", { type: "button", id: "expand", click: () => acts.openAll(true) }, "Expand"),
    el("button", { type: "button", id: "collapse", click: () => acts.openAll(false) }, "Collapse"),
    sizes, plainToggle, legend());
  const list = el("div.page.scroll", { hidden: true });
  const panel = actionBar(acts, now);
  main.append(el("section.matrix", { "aria-label": "Matrix" }, tools, scroller, list, panel.bar));
  return { canvas, spacer, scroller, find, list, ...panel };
}

function legend() {
  return el("ul.legend", { "aria-label": "Signs" }, ...LEGEND.map(([kind, words]) => {
    const canvas = el("canvas", { "aria-hidden": "true" });
    const pen = fit(canvas, 22, 22);
    const ink = inks();
    pen.fillStyle = ink.back;
    pen.fillRect(0, 0, 22, 22);
    sign(pen, kind, 0, 0, 22, ink);
    return el("li", {}, canvas, words);
  }));
}

function actionBar(acts, now) {
  const button = (id, words, key, act) =>
    el("button", { type: "button", id, title: key ? `${words} (${key})` : words, click: act }, words, key ? el("kbd", {}, key) : null);
  const where = el("div.where");
  const why = el("div.why");
  const chain = el("div.chain");
  const gain = el("input", {
    type: "number", id: "gain", min: "-120", max: "20", step: "0.5", "aria-label": "Gain in decibels", 
    change: event => event.target.value !== "" && acts.gain(Number(event.target.value)),
  });
  const take = button("take", "Take", "⏎", () => acts.enter());
  take.classList.add("primary");
  const add = button("add", "Add", "", () => acts.arm("add"));
  const close = button("close", "Close", "Del", () => acts.arm("close"));
  const mute = button("mute", "Mute", "M", acts.mute);
  const cancel = button("cancel", "Cancel", "Esc", acts.disarm);
  const undoButton = button("undo", "Undo", "Ctrl Z", acts.undo);
  const redoButton = button("redo", "Redo", "Ctrl Y", acts.redo);
  const confirming = el("input", {
    type: "checkbox", id: "confirm", checked: now.isConfirming, change: event => acts.confirming(event.target.checked),
  });
  const listen = el("span.ears");
  const bar = el("div.bar", {},
    el("div.told", {}, where, why, chain),
    el("div.acts", {}, take, cancel, add, close,
      el("span.gain", {},
        el("button", { type: "button", id: "down", "aria-label": "1 dB less", click: () => acts.step(-1) }, "−"),
        gain, el("span", {}, "dB"),
        el("button", { type: "button", id: "up", "aria-label": "1 dB more", click: () => acts.step(1) }, "+")),
      mute, undoButton, redoButton, listen,
      el("label.check", { for: "confirm", title: "Ask for a second Enter or a click on Take" }, confirming, "Confirm")),
    el("p.unseen", { id: "matrix-keys" }, KEYS));
  return { bar, where, why, chain, gain, take, add, close, mute, cancel, undoButton, redoButton, listen };
}
