// Keeps the store true: reads everything once, then follows the event stream and the meter socket, and begins anew when either is lost.

import { get, request, socket } from "./api.js";
import { keyOf, state, tell } from "./store.js";
import { onFrame, silence } from "./levels.js";

const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 3000;
/** Frames come 25 times a second, and the event stream says something every ten seconds. */
const FRAMES_MISSING_MS = 2500;
const EVENTS_MISSING_MS = 25000;
const MOST_EVENTS = 2000;
const CHANGES_AT_ONCE = 40;

let lastHeard = 0;
let lastFrame = 0;
let meterSocket = null;
let refreshTimer = 0;
let attempt = null;

/** Follows the router for as long as the page is open. */
export async function follow() {
  setInterval(watch, 500);
  setInterval(poll, 1000);
  document.addEventListener("visibilitychange", () => (document.hidden ? closeMeters() : openMeters()));
  for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 1.6, LONGEST_RETRY_MS)) {
    attempt = new AbortController();
    try {
      await readAll();
      wait = FIRST_RETRY_MS;
      await listen(attempt.signal);
    } catch (failure) {
      lost(failure.name === "AbortError" ? "nothing was heard for too long" : failure.message);
    }
    closeMeters();
    await new Promise(resolve => setTimeout(resolve, wait));
  }
}

function lost(why) {
  state.problem = why;
  if (state.isConnected || state.since === 0) {
    state.isConnected = false;
    state.since = Date.now();
    silence();
  }
  tell("connection");
}

function found() {
  state.isConnected = true;
  state.problem = "";
  state.since = Date.now();
  lastHeard = Date.now();
  tell("connection");
  openMeters();
}

/** The page of another build may not understand this router: it is loaded anew. */
async function requireSameBuild() {
  const page = await request("/", { headers: { Accept: "text/html" } });
  const told = /name="build" content="([0-9a-f]+)"/.exec(await page.text());
  const own = document.querySelector("meta[name=build]").content;
  if (told && told[1] !== own) {
    location.reload();
  }
}

async function readAll() {
  if (state.since !== 0) {
    await requireSameBuild();
  }
  const events = await get("/api/v1/events");
  const isAnother = events.newest < (state.events.at(-1)?.id ?? 0);
  state.events = isAnother || !state.events.length ? events.events : [...state.events, ...newer(events.events)].slice(-MOST_EVENTS);
  await Promise.all([readRoster(), readCrosspoints(), readSalvos(), poll(), readName()]);
  tell("events");
}

function newer(events) {
  const last = state.events.at(-1)?.id ?? 0;
  return events.filter(event => event.id > last);
}

async function readName() {
  const status = await get("/api/v1/status");
  state.name = status.name;
  state.version = status.version;
  state.status = status;
  tell("status");
}

/** Which streams there are; the layout of the meter frames says it in the fewest bytes. */
export async function readRoster() {
  const layout = await get("/api/v1/meters");
  const before = JSON.stringify([state.inputs, state.outputs]);
  state.inputs = layout.streams.filter(stream => stream.kind === "input");
  state.outputs = layout.streams.filter(stream => stream.kind === "output");
  state.headerBytes = layout.headerBytes;
  state.channels = layout.channels;
  if (JSON.stringify([state.inputs, state.outputs]) !== before) {
    tell("roster");
  }
}

async function readCrosspoints() {
  const list = await get("/api/v1/crosspoints");
  state.crosspoints = new Map(list.crosspoints.map(one => [keyOf(one.from, one.to), one]));
  state.revision = list.revision;
  tell("crosspoints");
}

export async function readSalvos() {
  state.salvos = (await get("/api/v1/salvos")).salvos;
  tell("salvos");
}

/** What is cheap and always on the screen. */
async function poll() {
  if (state.since !== 0 && !state.isConnected) {
    return;
  }
  try {
    [state.clock, state.health] = await Promise.all([get("/api/v1/clock"), get("/api/v1/health")]);
    state.clockAt = Date.now();
    tell("clock");
    tell("health");
  } catch (failure) {
    if (state.since === 0) {
      throw failure;
    }
    // The event stream will notice what is wrong.
  }
}

/** The event stream, over fetch: an EventSource cannot carry a token. */
async function listen(signal) {
  const after = state.events.at(-1)?.id ?? 0;
  const response = await request(`/api/v1/events/stream?after=${after}`, { signal });
  if (!response.ok) {
    throw new Error(`the event stream is refused (${response.status})`);
  }
  found();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let buffer = ""; ;) {
    const { value, done } = await reader.read();
    if (done) {
      throw new Error("the router closed the connection");
    }
    lastHeard = Date.now();
    buffer += value;
    const messages = buffer.split("\n\n");
    buffer = messages.pop();
    hear(messages.flatMap(message => message.split("\n").filter(line => line.startsWith("data: ")).map(line => JSON.parse(line.slice(6)))));
  }
}

function hear(events) {
  if (!events.length) {
    return;
  }
  state.events = [...state.events, ...newer(events)].slice(-MOST_EVENTS);
  let isChanged = false;
  for (const event of events) {
    if (event.changed?.length) {
      event.changed.forEach(apply);
      state.revision = Math.max(state.revision, event.revision ?? 0);
      isChanged = true;
    }
  }
  if (isChanged) {
    tell("crosspoints");
  }
  // A salvo was defined, or streams came or went: rare, so all of it is read again.
  if (events.some(event => !["crosspoints", "state", "health"].includes(event.kind) || /salvo/.test(event.command ?? ""))) {
    refresh(true);
  } else if (isChanged) {
    refresh(false);
  }
  tell("events", events);
}

/** What an event says was changed is what render does from now on. */
function apply(change) {
  const key = keyOf(change.from, change.to);
  if (change.is === "closed") {
    state.crosspoints.delete(key);
  } else {
    state.crosspoints.set(key, { from: change.from, to: change.to, ...change.is, onAir: true });
  }
}

let isRosterDue = false;

/** Reads the list again, soon and not more often than it can change on a screen. */
export function refresh(withRoster) {
  isRosterDue ||= withRoster;
  if (refreshTimer) {
    return;
  }
  refreshTimer = setTimeout(async () => {
    refreshTimer = 0;
    const alsoRoster = isRosterDue;
    isRosterDue = false;
    try {
      await Promise.all([readCrosspoints(), ...(alsoRoster ? [readRoster(), readSalvos()] : [])]);
      // A change that waits (for a clock, say) has no event yet.
      if ([...state.crosspoints.values()].some(one => one.pending)) {
        refresh(false);
      }
    } catch {
      // Connection lost; everything is read again when it is back.
    }
  }, alsoSoon());
}

function alsoSoon() {
  return state.crosspoints.size > CHANGES_AT_ONCE * 25 ? 1000 : 300;
}

function openMeters() {
  if (meterSocket || document.hidden || !state.isConnected) {
    return;
  }
  meterSocket = socket("/api/v1/meters/stream");
  lastFrame = Date.now();
  const mine = meterSocket;
  mine.onmessage = message => {
    lastFrame = Date.now();
    const bytes = new Uint8Array(message.data);
    if (bytes.length === state.headerBytes + state.channels) {
      onFrame(bytes.subarray(state.headerBytes), lastFrame);
    } else {
      refresh(true);
    }
  };
  mine.onclose = () => {
    if (meterSocket === mine) {
      meterSocket = null;
      setTimeout(openMeters, 1000);
    }
  };
}

function closeMeters() {
  meterSocket?.close();
  meterSocket = null;
}

/** A router that is stopped, or a cable that is pulled, closes nothing: silence has to be noticed. */
function watch() {
  if (!state.isConnected) {
    return;
  }
  const now = Date.now();
  const isMeterStuck = meterSocket?.readyState === WebSocket.OPEN && now - lastFrame > FRAMES_MISSING_MS;
  if (isMeterStuck || now - lastHeard > EVENTS_MISSING_MS) {
    lost("nothing is heard from the router");
    attempt.abort();
  }
}
