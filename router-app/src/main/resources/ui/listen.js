// The listen button: the router's endless WAV of one input or output, played a fifth of a second behind.
// Not an <audio> element: it cannot carry a token, and buffers for seconds. Not a worklet: browsers have none on plain http.

import { path, request } from "./api.js";
import { say } from "./dialogs.js";
import { el } from "./dom.js";

const BEHIND_S = 0.2;
/** Beyond this the listener's clock is slower than the plant's: what is too much is left out. */
const MOST_BEHIND_S = 0.6;
const CHUNK_S = 0.05;
const HEADER_BYTES = 4096;

let playing = null;

/**
 * A button that plays one stream, and ends whatever else was playing.
 * @param {number[]|null} chosen channels from 1; null for the first two @param {number} there how many the stream has
 */
export function listenButton(kind, name, chosen, there) {
  const channels = chosen ?? (there > 1 ? [1, 2] : [1]);
  const what = `${kind}/${name}/${channels}`;
  const button = el("button.ear", {
    type: "button", "aria-pressed": String(playing?.what === what), title: `Listen to ${name}`, "aria-label": `Listen to ${name}`,
  }, "Listen");
  button.addEventListener("click", () => {
    const isMine = playing?.what === what;
    stop();
    if (!isMine) {
      start(what, kind, name, channels, button);
    }
  });
  if (playing?.what === what) {
    playing.button = button;
  }
  return button;
}

function stop() {
  if (playing) {
    playing.abort.abort();
    playing.context.close();
    playing.button.setAttribute("aria-pressed", "false");
    playing = null;
  }
}

async function start(what, kind, name, channels, button) {
  const mine = { what, button, abort: new AbortController(), context: new AudioContext({ latencyHint: "interactive" }) };
  playing = mine;
  button.setAttribute("aria-pressed", "true");
  try {
    const where = `${path("tap", kind, `${name}.wav`)}?channels=${channels.join(",")}&bits=16`;
    const response = await request(where, { signal: mine.abort.signal });
    if (!response.ok) {
      throw new Error(response.status === 404 ? "this router has no tap for it" : `refused (${response.status})`);
    }
    await play(mine.context, response.body.getReader());
  } catch (failure) {
    if (failure.name !== "AbortError") {
      say(`Cannot listen to ${name}: ${failure.message}`, "trouble");
    }
  }
  if (playing === mine) {
    stop();
  }
}

/** The format, and where the samples begin. @returns {object|null} null while more bytes are needed */
export function readHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = at => String.fromCharCode(...bytes.subarray(at, at + 4));
  let format = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    if (tag(at) === "fmt " && at + 24 <= bytes.length) {
      format = { channels: view.getUint16(at + 10, true), rate: view.getUint32(at + 12, true), bits: view.getUint16(at + 22, true) };
    } else if (tag(at) === "data") {
      return format && { ...format, begin: at + 8 };
    }
    at += 8 + length + (length & 1);
  }
  return null;
}

/** One sample as −1 to 1. */
function sample(view, at, bits) {
  if (bits === 16) {
    return view.getInt16(at, true) / 32768;
  }
  return bits === 24 ? (view.getUint16(at, true) | view.getInt8(at + 2) << 16) / 8388608 : view.getInt32(at, true) / 2147483648;
}

async function play(context, reader) {
  let bytes = new Uint8Array(0);
  let format = null;
  let next = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      throw new Error("the router ended it");
    }
    const joined = new Uint8Array(bytes.length + value.length);
    joined.set(bytes);
    joined.set(value, bytes.length);
    bytes = joined;
    if (!format) {
      format = bytes.length >= 12 ? readHeader(bytes) : null;
      if (!format && bytes.length > HEADER_BYTES) {
        throw new Error("this is not a WAV stream");
      }
      bytes = format ? bytes.subarray(format.begin) : bytes;
    }
    if (format) {
      const frameBytes = format.channels * format.bits / 8;
      const frames = Math.floor(bytes.length / frameBytes);
      if (frames >= format.rate * CHUNK_S) {
        next = schedule(context, format, bytes, frames, next);
        bytes = bytes.slice(frames * frameBytes);
      }
    }
  }
}

/** Puts frames behind those that are scheduled already; returns where the next ones go. */
function schedule(context, format, bytes, frames, next) {
  const now = context.currentTime;
  if (next > now + MOST_BEHIND_S) {
    return next;
  }
  const begin = next < now ? now + BEHIND_S : next;
  const heard = Math.min(2, format.channels);
  const buffer = context.createBuffer(heard, frames, format.rate);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = format.bits / 8;
  for (let channel = 0; channel < heard; channel++) {
    const samples = buffer.getChannelData(channel);
    for (let i = 0; i < frames; i++) {
      samples[i] = sample(view, (i * format.channels + channel) * width, format.bits);
    }
  }
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.start(begin);
  return begin + frames / format.rate;
}
