// What is at home in JavaScript: controls, the outbox in IndexedDB, sending, a voice. Decisions are made in Rust.

/** Records kept for as long as the page stays open, where IndexedDB is not available. */
const memory = new Map();
let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("minxin", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
  return opened;
}

/** One transaction, done only when it is durable. */
async function store(mode, work) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction("outbox", mode, { durability: "strict" });
    const request = work(transaction.objectStore("outbox"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Keeps a record; true if it outlives the page. */
export async function keep(wave, id, body, failed) {
  const record = { wave, id, body, failed };
  try {
    await store("readwrite", (s) => s.put(record));
    return true;
  } catch {
    memory.set(id, record);
    return false;
  }
}

/** Every record as [wave, id, body, failed]. */
export async function kept() {
  let records = [];
  try {
    records = await store("readonly", (s) => s.getAll());
  } catch {}
  return [...records, ...memory.values()].map((r) => [r.wave, r.id, r.body, r.failed]);
}

/** Forgets a record. */
export async function forget(id) {
  memory.delete(id);
  try {
    await store("readwrite", (s) => s.delete(id));
  } catch {}
}

/** Sends the bytes as they are: [status, Retry-After, receipt, word, reason, item]; status 0 if nothing came back. */
export async function send(wave, id, body) {
  try {
    const reply = await fetch(`/api/v1/waves/${encodeURIComponent(wave)}/submissions/${id}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body,
      credentials: "omit",
      cache: "no-store",
      signal: globalThis.AbortSignal?.timeout?.(30000),
    });
    const said = await reply.json().catch(() => ({}));
    return [reply.status, reply.headers.get("retry-after"), said.receipt, said.status, said.reason, said.item];
  } catch {
    return [0];
  }
}

/** The answers in a body as [code, value] pairs. */
export function pairs(body) {
  return Object.entries(JSON.parse(body).answers).flatMap(([code, v]) => [v].flat().map((x) => [code, `${x}`]));
}

const controls = (form) => Array.from(form.elements).filter((c) => c.name && c.type !== "hidden");
const isPick = (c) => c.type === "radio" || c.type === "checkbox";

/** The filled controls as [name, value] pairs. */
export function fields(form) {
  const names = new Set(controls(form).map((c) => c.name));
  return Array.from(new FormData(form)).filter(([name, value]) => names.has(name) && value.trim());
}

/** Sets every control as these pairs say. */
export function fill(form, pairs) {
  const all = controls(form);
  const picks = new Set(all.filter(isPick).map((c) => `${c.name} ${c.value}`));
  for (const c of all) {
    const mine = pairs.filter(([name]) => name === c.name).map(([, value]) => value);
    if (isPick(c)) c.checked = mine.includes(c.value);
    // a special answer beside a box shares its name; it is not typed
    else c.value = mine.find((v) => !picks.has(`${c.name} ${v}`)) ?? "";
  }
}

/** An answer that stands alone takes the others of its item away, and they take it away. */
export function keepAlone(touched) {
  if (touched.type === "radio" || (touched.type === "checkbox" && !touched.checked)) return;
  const apart = (c) => c.closest(".apart") !== null;
  for (const other of touched.closest("fieldset").elements) {
    if (other === touched || !(apart(touched) || apart(other))) continue;
    if (isPick(other)) other.checked = false;
    else if (apart(touched)) other.value = "";
  }
}

/** A new id whose first two bytes, which decide block and order, stay. */
export function freshId(id) {
  const bytes = crypto.getRandomValues(new Uint8Array(14));
  return id.slice(0, 4) + Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

const voice = (lang) =>
  speechSynthesis.getVoices().find((v) => v.localService && v.lang.slice(0, 2) === lang.slice(0, 2));

/** Calls back once a voice on this device speaks the language; text never leaves the device to be read. */
export function whenVoice(lang, there) {
  if (!globalThis.speechSynthesis) return;
  const look = () => voice(lang) && there();
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
}

/** Reads the item on the screen aloud, or stops reading. */
export function read(lang, item) {
  if (speechSynthesis.speaking) return speechSynthesis.cancel();
  const parts = document.getElementById(item).querySelectorAll("legend, .hint, .choice, option");
  const said = new SpeechSynthesisUtterance(Array.from(parts, (p) => p.textContent).join("。\n"));
  said.voice = voice(lang);
  said.lang = lang;
  said.rate = 0.9;
  speechSynthesis.speak(said);
}
