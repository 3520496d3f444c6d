// The API, as calls that either return what was asked for or throw a sentence. Asks for a token where the router does.

const TOKEN = "crosspoint.token";

let asker = null;
let asking = null;

/** A refusal in the router's own words (problem+json), or no answer at all (status 0). */
export class Refused extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

/** Registers who asks the operator for a token: a function that resolves to one, given whether one was tried. */
export function askWith(ask) {
  asker = ask;
}

/** The token in use, or null. It lives as long as the tab, or as long as the browser keeps it, as its owner chose. */
export function token() {
  try {
    return sessionStorage.getItem(TOKEN) ?? localStorage.getItem(TOKEN);
  } catch {
    return null;
  }
}

/** Takes a token into use; an empty one forgets. */
export function useToken(value, isKept) {
  sessionStorage.removeItem(TOKEN);
  localStorage.removeItem(TOKEN);
  if (value) {
    (isKept ? localStorage : sessionStorage).setItem(TOKEN, value);
  }
}

function headers(more) {
  const all = { ...more };
  const present = token();
  if (present) {
    all.Authorization = `Bearer ${present}`;
  }
  return all;
}

/** One question at a time, however many calls were refused. */
function newToken() {
  asking ??= asker(token() !== null).finally(() => { asking = null; });
  return asking;
}

/** fetch with the token; asks for one on 401 and tries again. */
export async function request(path, options = {}) {
  for (;;) {
    const tried = token();
    let response;
    try {
      response = await fetch(path, { ...options, headers: headers(options.headers), cache: "no-store", redirect: "error" });
    } catch (failure) {
      if (failure.name === "AbortError") {
        throw failure;
      }
      throw new Refused(0, "No answer", "the router does not answer");
    }
    if (response.status !== 401 || !asker) {
      return response;
    }
    // Somebody else may have got a new one while this was on its way.
    if (token() === tried) {
      await newToken();
    }
  }
}

async function problem(response) {
  let told = {};
  try {
    told = await response.json();
  } catch {
    // An intermediary's page; the status has to do.
  }
  return new Refused(response.status, told.title ?? `Status ${response.status}`, told.detail);
}

/**
 * Reads a JSON document.
 * @returns {Promise<object|null>} null for 304
 */
export async function get(path, etag) {
  const response = await request(path, etag ? { headers: { "If-None-Match": etag } } : {});
  if (response.status === 304) {
    return null;
  }
  if (!response.ok) {
    throw await problem(response);
  }
  const document = await response.json();
  Object.defineProperty(document, "etag", { value: response.headers.get("ETag") });
  return document;
}

/** A key that no other request has; randomUUID is not there on plain http. */
function idempotencyKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Changes something, once: when the answer is lost on the way the same request is sent a second time under the same key.
 * @param {string} [match] an ETag that the thing must still have
 */
export async function change(method, path, body, match) {
  const options = { method, headers: { "Idempotency-Key": idempotencyKey() } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  if (match) {
    options.headers["If-Match"] = match;
  }
  let response;
  try {
    response = await request(path, options);
  } catch (lost) {
    if (!(lost instanceof Refused) || lost.status !== 0) {
      throw lost;
    }
    response = await request(path, options);
  }
  if (!response.ok) {
    throw await problem(response);
  }
  return response.status === 204 ? {} : response.json();
}

/** A path of encoded parts. */
export function path(...parts) {
  return `/api/v1/${parts.map(part => encodeURIComponent(part)).join("/")}`;
}

/** A WebSocket; browsers cannot set its headers, so the token goes with the subprotocols. */
export function socket(where) {
  const url = new URL(where, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const present = token();
  const socket = new WebSocket(url, present ? ["crosspoint", `bearer.${present}`] : ["crosspoint"]);
  socket.binaryType = "arraybuffer";
  return socket;
}
