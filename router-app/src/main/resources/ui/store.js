// What this page knows of the router, and who wants to hear when it changes. One object, written by live.js only.

/** The present state. Crosspoints are by "output/channel<input/channel". */
export const state = {
  isConnected: false,
  since: 0,
  problem: "",
  name: "",
  version: "",
  inputs: [],
  outputs: [],
  crosspoints: new Map(),
  revision: 0,
  salvos: [],
  events: [],
  clock: null,
  health: null,
  status: null,
};

const listeners = new Map();

/**
 * Calls a function whenever a topic changes; returns the function that ends it.
 * Topics: connection, roster, crosspoints, salvos, events, clock, health, status, levels.
 */
export function on(topic, listener) {
  if (!listeners.has(topic)) {
    listeners.set(topic, new Set());
  }
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

/** Tells everyone who listens; one listener's bug does not keep the news from the others. */
export function tell(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) {
    try {
      listener(detail);
    } catch (bug) {
      console.error(bug);
    }
  }
}

/** The key of a crosspoint, from the API's words ("studio1/1", "air1/1"). */
export function keyOf(from, to) {
  return `${to}<${from}`;
}

/** "studio1/2" as its two parts. */
export function place(words) {
  const slash = words.lastIndexOf("/");
  return { name: words.slice(0, slash), channel: Number(words.slice(slash + 1)) };
}
