// What the browser offers only to JavaScript: the outbox in IndexedDB, sending, a voice. Decisions are made in Rust.

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

/** Keeps a record; "phone" if it outlives the page, else "page". */
export async function keep(record) {
  const value = JSON.parse(record);
  try {
    await store("readwrite", (s) => s.put(value));
    return "phone";
  } catch {
    memory.set(value.id, value);
    return "page";
  }
}

/** Every record, as JSON. */
export async function kept() {
  let records = [];
  try {
    records = await store("readonly", (s) => s.getAll());
  } catch {}
  return JSON.stringify([...records, ...memory.values()]);
}

/** Forgets a record. */
export async function forget(id) {
  memory.delete(id);
  try {
    await store("readwrite", (s) => s.delete(id));
  } catch {}
}

/** Sends the bytes as they are: status, Retry-After and reply, a line each; status 0 if nothing came back. */
export async function put(url, body) {
  try {
    const reply = await fetch(url, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body,
      credentials: "omit",
      cache: "no-store",
      signal: globalThis.AbortSignal?.timeout?.(30000),
    });
    return [reply.status, reply.headers.get("retry-after") ?? "", await reply.text()].join("\n");
  } catch {
    return "0\n\n";
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

/** Reads aloud, or stops reading. */
export function read(lang, text) {
  if (speechSynthesis.speaking) return speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice(lang);
  said.lang = lang;
  said.rate = 0.9;
  speechSynthesis.speak(said);
}
