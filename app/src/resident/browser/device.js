// What a browser lends a page: the network, locks between its pages, word from one page to another, lasting storage.
import { bodies } from "./store.js";

/** Asks the server: [status, Retry-After, reason, list, backup_through]; status 0 if nothing came, -1 if too late. */
async function ask(address, body, timeout) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  try {
    const reply = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal: late.signal,
    });
    const said = (await reply.json().catch(() => null)) ?? {};
    const after = Number.parseInt(reply.headers.get("retry-after"), 10);
    return [reply.status, after, said.reason, said.results ?? said.have, said.backup_through];
  } catch {
    return [late.signal.aborted ? -1 : 0];
  } finally {
    clearTimeout(timer);
  }
}

const submissions = (wave, what) => `/api/v1/waves/${encodeURIComponent(wave)}/submissions:${what}`;

/** `submissions:batch`; the list holds [id, receipt, status, reason, item]. */
export async function sendBatch(wave, items, timeout) {
  const reply = await ask(submissions(wave, "batch"), { items: items.map(([id, body]) => ({ id, body })) }, timeout);
  reply[3] = list(reply[3], (r) => [r.id, r.receipt, r.status, r.reason, r.item]);
  return reply;
}

/** `submissions:have` of what the server has as it is here; the list holds [id, level, late]. */
export async function askHave(wave, ids, timeout) {
  const own = await bodies(ids);
  if (!own) return [0];
  const hash = new Map(own.map(([id, , , hash]) => [id, hash]));
  const hashes = ids.map((id) => hash.get(id) ?? "");
  const reply = await ask(submissions(wave, "have"), { ids, hashes }, timeout);
  reply[3] = list(reply[3], (h) => [h.id, h.level, h.late]);
  return reply;
}

/** A list of our server's; anything else is somebody else's answer. */
const list = (said, row) => (Array.isArray(said) ? said.map((r) => row(r ?? {})) : null);

/** How often `ping` was called. */
let pings = 0;

/**
 * What `/api/ping` answers; empty for nothing. A browser says that it is online when it has a link, often seconds before
 * anything gets through: the question is put again for half a minute, or until somebody puts it anew.
 */
export async function ping() {
  const mine = ++pings;
  for (let pause = 500; mine === pings && pause <= 16000; pause *= 2) {
    const late = new AbortController();
    setTimeout(() => late.abort(), 5000);
    try {
      const reply = await fetch("/api/ping", { credentials: "omit", cache: "no-store", signal: late.signal });
      if (reply.ok) return await reply.text();
    } catch {}
    await new Promise((done) => setTimeout(done, pause * (0.5 + Math.random())));
  }
  return "";
}

/** Locks that this page holds or asked for, by name: what gives them back. */
const locks = new Map();

/**
 * Asks for a lock among this browser's pages. `tell(true)` once it is held, at once or later; `tell(false)` first if
 * another page holds it. False where the browser has no locks.
 */
export function lock(name, tell) {
  if (!navigator.locks) return false;
  if (locks.has(name)) return true;
  locks.set(name, () => {});
  const hold = (held) => {
    if (!held) return tell(false);
    tell(true);
    return new Promise((free) => locks.set(name, free));
  };
  navigator.locks
    .request(name, { ifAvailable: true }, (held) => (held ? hold(held) : (tell(false), "taken")))
    .then((taken) => taken === "taken" && navigator.locks.request(name, hold))
    .catch(() => locks.delete(name));
  return true;
}

/** Gives a lock back. */
export function unlock(name) {
  locks.get(name)?.();
  locks.delete(name);
}

const channel = globalThis.BroadcastChannel && new BroadcastChannel("minxin");
const WORD = "minxin.word";

/** Tells the other pages that the store changed; `hurry`: a person tapped. */
export function announce(hurry) {
  if (channel) return channel.postMessage(hurry);
  try {
    localStorage.setItem(WORD, `${hurry} ${Math.random()}`);
  } catch {}
}

/** Calls back when another page says so. */
export function listen(heard) {
  if (channel) channel.onmessage = ({ data }) => heard(data === true);
  else addEventListener("storage", ({ key, newValue }) => key === WORD && newValue && heard(newValue.startsWith("true")));
}

/** Asks the browser not to clear this site's storage by itself; true if it promised. */
export async function persist() {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
}

/** Bytes of room that the browser says there are; -1 if it does not say. */
export async function room() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota - usage;
  } catch {
    return -1;
  }
}

/** Browsers of iPhones and iPads clear a site's storage after seven days without a visit, unless it is on the home screen. */
export const clearsAfterAWeek = () => navigator.standalone === false;

/** A random number, every bit of it. */
export const dice = () => crypto.getRandomValues(new BigUint64Array(1))[0];

/** Offers bytes as a file. */
export function download(name, bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

let held = 0;
/** The browser asks before the page is left. */
export const askFirst = (event) => {
  event.preventDefault();
  event.returnValue = true; // for browsers that hear nothing else
};

/**
 * Says what lives in this page alone: 0 nothing, 1 answers, 2 answers that a file may hold. As long as there is any the
 * browser asks before the page is left, and what a file may hold is offered as one.
 */
export function hold(what) {
  if (what === held) return;
  held = what;
  document.documentElement.toggleAttribute("data-held", what > 0);
  (what ? addEventListener : removeEventListener)("beforeunload", askFirst);
  const place = document.querySelector("[data-file]");
  if (what < 2 || !place) return document.querySelector("[data-file] #rescue")?.remove();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.id = "rescue";
  button.textContent = place.dataset.file;
  place.append(button);
}

/** Does anything live in this page alone? */
export const holds = () => held > 0;

/** Whichever page has a button for the rescue file: the machine makes it. */
addEventListener("click", ({ target }) => target.id === "rescue" && dispatchEvent(new Event("minxin-rescue")));

/** Milliseconds since the page was opened; nothing sets this clock. */
export const steady = () => globalThis.performance?.now();
