// Levels with the ballistics of a meter: up at once, down 20 dB in 1.7 s (IEC 60268-18), the highest one held for two seconds.

import { tell } from "./store.js";

const FALL_DB_PER_MS = 20 / 1700;
const HOLD_MS = 2000;
const OVER_MS = 5000;

/** Below what a frame can tell. */
export const FLOOR_DB = -127;

let shown = new Float32Array(0);
let held = new Float32Array(0);
let heldAt = new Float64Array(0);
let overAt = new Float64Array(0);
let before = 0;

/** Decibels of a byte: 255 is full scale, one less for each half decibel, 0 silence. */
export function decibelsOf(byte) {
  return byte === 0 ? -Infinity : (byte - 255) / 2;
}

/** Takes in a frame. @param {Uint8Array} bytes one a channel @param {number} now in milliseconds */
export function onFrame(bytes, now) {
  if (bytes.length !== shown.length) {
    shown = new Float32Array(bytes.length).fill(FLOOR_DB);
    held = new Float32Array(bytes.length).fill(FLOOR_DB);
    heldAt = new Float64Array(bytes.length);
    overAt = new Float64Array(bytes.length);
  }
  const fall = Math.min(200, now - before) * FALL_DB_PER_MS;
  before = now;
  for (let i = 0; i < bytes.length; i++) {
    const peak = Math.max(FLOOR_DB, decibelsOf(bytes[i]));
    shown[i] = Math.max(peak, shown[i] - fall, FLOOR_DB);
    if (peak >= held[i] || now - heldAt[i] > HOLD_MS) {
      held[i] = peak >= held[i] ? peak : shown[i];
      heldAt[i] = now;
    }
    if (bytes[i] === 255) {
      overAt[i] = now;
    }
  }
  tell("levels", now);
}

/** Nothing is known any more: no meter may go on showing what was. */
export function silence() {
  shown.fill(FLOOR_DB);
  held.fill(FLOOR_DB);
  overAt.fill(0);
  tell("levels", 0);
}

/** What the bar of a channel shows, in dBFS. @param {number} at its place in the frame */
export function level(at) {
  return at < shown.length ? shown[at] : FLOOR_DB;
}

/** The highest of the last two seconds. */
export function peak(at) {
  return at < held.length ? held[at] : FLOOR_DB;
}

/** Whether full scale was reached in the last five seconds. */
export function isOver(at, now) {
  return at < overAt.length && overAt[at] > 0 && now - overAt[at] < OVER_MS;
}

/** The loudest of neighbouring channels. */
export function loudest(at, channels) {
  let most = FLOOR_DB;
  for (let i = at; i < at + channels; i++) {
    most = Math.max(most, level(i));
  }
  return most;
}
