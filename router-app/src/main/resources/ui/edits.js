// What an operator changes: takes, gains, mutes, and the way back. Every wish goes through the API, and what the matrix shows comes back
// from it.

import { Refused, change } from "./api.js";
import { links } from "./grid.js";
import { refresh } from "./live.js";
import { keyOf, state, tell } from "./store.js";
import { say } from "./dialogs.js";

const MOST_UNDO = 200;
const SHOW_FAILED_MS = 20000;
/** The event of a change of ours comes over another connection than its answer. */
const EVENT_WAIT_MS = 3000;

const GAIN_LEAST_DB = -120;
const GAIN_MOST_DB = 20;

const undoable = [];
const redoable = [];

/** Links on their way to the router, and those that it refused, by key; the refused with the reason. */
export const underway = new Set();
export const failed = new Map();

/** Whether there is something to undo or redo. */
export function history() {
  return { undo: undoable.length, redo: redoable.length };
}

/** The edits of one cell: what a take does there, or "add", "close". */
export function editsOf(row, column, what) {
  if (what === "close") {
    return standing(row, column).map(one => ({ do: "close", from: one.from, to: one.to }));
  }
  return links(row, column).map(one => ({ do: what === "add" ? "open" : "take", ...one }));
}

/** What stands in a cell: in a cell of whole streams that is everything between them. */
export function standing(row, column) {
  const isIn = (line, words) =>
    (line.channel ? words === `${line.name}/${line.channel}` : words.slice(0, words.lastIndexOf("/")) === line.name);
  return [...state.crosspoints.values()].filter(one => isIn(row, one.to) && isIn(column, one.from));
}

/** Whether all that a cell stands for is asked for already. */
export function isWhole({ row, column }) {
  const meant = links(row, column);
  return meant.length > 0 && meant.every(one => state.crosspoints.has(keyOf(one.from, one.to)));
}

/** Why something in a cell was refused lately, if it was. */
export function reasonAt({ row, column }) {
  return links(row, column).map(one => failed.get(keyOf(one.from, one.to))).find(Boolean);
}

/**
 * Sends edits, all or none of them, at one media index.
 * @param {string} words what is told when it is done
 * @returns {Promise<boolean>} whether it was done
 */
export async function send(edits, words) {
  const done = await submit(edits, words);
  if (done) {
    undoable.push(done.revision);
    undoable.splice(0, undoable.length - MOST_UNDO);
    redoable.length = 0;
    tell("history");
  }
  return done !== null;
}

async function submit(edits, words) {
  if (!edits.length) {
    say("There is nothing to do here.", "note");
    return null;
  }
  const keys = edits.filter(edit => edit.from).map(edit => keyOf(edit.from, edit.to));
  keys.forEach(key => {
    underway.add(key);
    failed.delete(key);
  });
  tell("crosspoints");
  try {
    const done = await change("POST", "/api/v1/takes", { edits });
    if (!done.onAir) {
      say(`${words}: accepted, waits to go on air.`, "note");
    } else {
      say(`${words}.`, "done");
    }
    refresh(false);
    return done;
  } catch (refused) {
    const why = refused instanceof Refused ? refused.message : String(refused);
    keys.forEach(key => failed.set(key, why));
    setTimeout(() => forget(keys), SHOW_FAILED_MS);
    say(`Not done: ${why}`, "trouble");
    return null;
  } finally {
    keys.forEach(key => underway.delete(key));
    tell("crosspoints");
  }
}

function forget(keys) {
  keys.forEach(key => failed.delete(key));
  tell("crosspoints");
}

/** Sets the gain of what stands, in decibels or "off". */
export function setGain(crosspoints, gainDb) {
  const wanted = gainDb === "off" ? "off" : Math.min(GAIN_MOST_DB, Math.max(GAIN_LEAST_DB, Math.round(gainDb * 10) / 10));
  return send(
    crosspoints.map(one => ({ do: "open", from: one.from, to: one.to, gainDb: wanted, muted: one.muted })),
    `Gain ${wanted === "off" ? "off" : `${wanted} dB`}`);
}

/** Mutes what stands, or unmutes it when all of it is muted. */
export function toggleMute(crosspoints) {
  const isMuted = !crosspoints.every(one => one.muted);
  return send(
    crosspoints.map(one => ({ do: "open", from: one.from, to: one.to, gainDb: one.gainDb, muted: isMuted })),
    isMuted ? "Muted" : "Unmuted");
}

/** The changes of a revision, as its event tells them. */
async function changesOf(revision) {
  const until = Date.now() + EVENT_WAIT_MS;
  while (Date.now() < until) {
    const event = state.events.findLast(one => one.revision === revision && one.changed);
    if (event) {
      return event.changed;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return [];
}

function levelNow(change) {
  const one = state.crosspoints.get(keyOf(change.from, change.to));
  return one ? { gainDb: one.gainDb, muted: one.muted } : "closed";
}

function isSame(a, b) {
  return a === b || (a.gainDb === b.gainDb && a.muted === b.muted && a !== "closed" && b !== "closed");
}

function back(change) {
  const { from, to, was } = change;
  return was === "closed" ? { do: "close", from, to } : { do: "open", from, to, ...was };
}

/** Takes back the newest change of this page, unless someone else has changed the same since. */
export const undo = () => revert(undoable, redoable, "Undone");

/** Does again what was undone. */
export const redo = () => revert(redoable, undoable, "Done again");

async function revert(source, sink, words) {
  const revision = source.pop();
  if (revision === undefined) {
    say(source === undoable ? "There is nothing to undo." : "There is nothing to do again.", "note");
    return;
  }
  const changes = await changesOf(revision);
  const other = changes.find(change => !isSame(levelNow(change), change.is));
  if (!changes.length || other) {
    const isTaken = other ? `${other.from} to ${other.to} was changed by someone since; it is left as it is.` : "";
    say(isTaken || "That change cannot be found any more.", "trouble");
    tell("history");
    return;
  }
  const done = await submit(changes.map(back), words);
  (done ? sink : source).push(done ? done.revision : revision);
  tell("history");
}
