// The routes page: what render carries now, as few routes as say it, each with the latency that it was given and keeps.

import { get } from "./api.js";
import { decibels, el } from "./dom.js";
import { on } from "./store.js";

/** Builds the page. */
export function routesPage(main) {
  const body = el("tbody");
  const sum = el("p.lead");
  const heads = ["Source", "Destination", "Gain", "Channels", "Latency"].map(words => el("th", { scope: "col" }, words));
  main.append(el("section.page.scroll", { "aria-label": "Routes" }, el("article.panel", {}, el("h2", {}, "Routes on air"), sum,
    el("div.wide", {}, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body)))));
  let isAsked = false;
  const show = async () => {
    if (isAsked) {
      return;
    }
    isAsked = true;
    try {
      const { routes } = await get("/api/v1/routes");
      sum.textContent = routes.length
        ? `${routes.length} routes; latency is media time in to media time out, constant while a route lives.`
        : "Nothing is routed.";
      body.replaceChildren(...routes.map(one => el("tr", {},
        el("th", { scope: "row" }, one.from), el("td", {}, one.to), el("td", {}, one.muted ? el("b", {}, "muted") : decibels(one.gainDb)),
        el("td", {}, one.crosspoints),
        el("td", {}, el("b", {}, `${one.latencyMs.toFixed(2)} ms`), el("span.dim", {}, `  ${one.latencyFrames} frames`)))));
    } catch {
      // The banner says that there is no connection.
    } finally {
      isAsked = false;
    }
  };
  show();
  return on("crosspoints", show);
}
