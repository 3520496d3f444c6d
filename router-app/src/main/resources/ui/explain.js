// Why there is or is not sound at a place: the router's own explanation, and until it comes what this page knows itself.

import { path, request } from "./api.js";
import { decibels } from "./dom.js";
import { standing } from "./edits.js";
import { label } from "./grid.js";
import { level, loudest, FLOOR_DB } from "./levels.js";
import { state } from "./store.js";

const KEEP_MS = 2000;
const known = new Map();

/** One line from what is on this page. */
export function sentence(row, column) {
  const there = standing(row, column);
  const db = column.channel ? level(column.offset) : loudest(column.offset, column.channels);
  const heard = db > FLOOR_DB ? `source at ${Math.round(db)} dBFS` : "source is silent";
  if (!there.length) {
    const others = [...state.crosspoints.values()]
      .filter(one => (row.channel ? one.to === `${row.name}/${row.channel}` : one.to.startsWith(`${row.name}/`)));
    const sources = [...new Set(others.map(one => one.from))].slice(0, 4).join(", ");
    const now = sources ? `${label(row)} carries ${sources}` : `nothing stands on ${label(row)}`;
    return `Not connected; ${now}; ${heard}`;
  }
  const pending = there.find(one => one.pending);
  const gains = [...new Set(there.map(one => decibels(one.gainDb)))].join(", ");
  const muted = there.filter(one => one.muted).length;
  const what = pending ? `${pending.pending}, not confirmed by render yet` : "on air";
  const silent = muted ? ` · ${muted === there.length ? "muted" : `${muted} muted`}` : "";
  return `${what[0].toUpperCase()}${what.slice(1)} · gain ${gains}${silent} · ${heard}`;
}

/**
 * The router's explanation of a destination.
 * @returns {Promise<object|null>} null where the router does not know how, or does not answer
 */
export async function explain(row, signal) {
  const where = row.channel ? path("explain", row.name, String(row.channel)) : path("explain", row.name);
  const before = known.get(where);
  if (before && Date.now() - before.at < KEEP_MS) {
    return before.told;
  }
  try {
    // A stream that has just gone has no explanation: then the sentence of this page has to do.
    const response = await request(where, { signal });
    const told = response.ok ? await response.json() : null;
    known.set(where, { at: Date.now(), told });
    return told;
  } catch {
    return null;
  }
}
