// The phone's own store, IndexedDB. Every function answers in words that Rust understands; it decides what to do.

const NAME = "minxin";
const VERSION = 2;
/** Stores by name, with the key of their records. */
const STORES = { drafts: "id", outbox: "id", receipts: "id", keys: "id", meta: "name", forms: ["wave", "lang", "variant"] };
/** One megabyte of nothing, deleted when the last answers of a full phone need its place. */
const BALLAST = 1 << 20;

// an earlier version of this page left drafts there that anybody could read
try {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith("minxin.draft.")) sessionStorage.removeItem(name);
} catch {}

let opened;
let told = () => {};

/** Calls back where another page of this site holds an older store open. */
export function whenBlocked(tell) {
  told = tell;
}

/** Can anything be kept here at all? Without a secure context nothing can be encrypted, so nothing is kept. */
export const canKeep = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

function database() {
  opened ??= new Promise((resolve, reject) => {
    if (!canKeep()) return reject(new Error("no secure context"));
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => upgrade(request.result, request.transaction);
    request.onblocked = () => told();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const db = request.result;
      db.onclose = () => (opened = undefined);
      // another page brings a newer store: let it, this one opens anew
      db.onversionchange = () => {
        db.close();
        opened = undefined;
      };
      resolve(db);
    };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

/** Stores are only ever added. Records of the first version stay, with what they lack. */
function upgrade(db, transaction) {
  const before = new Set(db.objectStoreNames);
  for (const [name, keyPath] of Object.entries(STORES)) if (!before.has(name)) db.createObjectStore(name, { keyPath });
  if (!before.has("outbox")) return;
  const old = transaction.objectStore("outbox");
  old.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    const { id, wave, body, failed } = cursor.value;
    if (failed !== undefined) {
      cursor.update({ id, wave, body, size: size(body), state: failed ? "aside" : "ready", reason: failed, item: "" });
    }
    cursor.continue();
  };
}

/** Bytes in a batch, generously: every byte could need a backslash. */
const size = (body) => 2 * new TextEncoder().encode(body).length + 64;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** One transaction over `stores`; answers when it is complete, with what `work` gave. */
export async function transact(stores, mode, work, durability = "strict") {
  const db = await database();
  let transaction;
  try {
    transaction = db.transaction(stores, mode, { durability });
  } catch (error) {
    opened = undefined; // the connection is dead
    throw error;
  }
  return new Promise((resolve, reject) => {
    let result;
    let wrong;
    const of = (name) => transaction.objectStore(name);
    transaction.oncomplete = () => resolve(result);
    // what a request lacks is said while the transaction itself has no error yet
    transaction.onerror = ({ target }) => (wrong ??= target.error);
    transaction.onabort = () => reject(transaction.error ?? wrong ?? new Error("aborted"));
    Promise.resolve(work(of)).then(
      (value) => (result = value),
      (error) => {
        wrong ??= error;
        try {
          transaction.abort();
        } catch {} // it is being undone already
      },
    );
  });
}

const severed = (error) => (error?.name === "QuotaExceededError" ? "full" : "severed");

/** Everything but bodies and drafts: [[id, wave, size, state, reason, item, late, since]…], receipts, age, ballast. */
export async function load() {
  try {
    return await transact(["outbox", "receipts", "meta"], "readonly", async (of) => {
      const [records, receipts, age, ballast] = await Promise.all([
        done(of("outbox").getAll()),
        done(of("receipts").count()),
        done(of("meta").get("age")),
        done(of("meta").count("ballast")),
      ]);
      const rows = records.map((r) => [r.id, r.wave, r.size, r.state, r.reason, r.item, r.late, r.since]);
      return [rows, receipts, age && [age.lived, age.wall], ballast > 0];
    });
  } catch {
    return null;
  }
}

/** What one operation does to the stores; see `outbox::Op`. */
const DO = {
  saveDraft: async (of, id, sealed) => {
    const there = await Promise.all(["outbox", "receipts"].map((name) => done(of(name).count(id))));
    if (there.some((n) => n > 0)) return;
    of("drafts").put({ id, ...sealed });
  },
  dropDraft: (of, id) => forgetDraft(of, id),
  finalise: async (of, id, wave, body, hash, size, replaces) => {
    // what anybody could read is never written down: it is sent while the page is open, or not at all
    if (!body.startsWith('{"suite":')) throw new Error("not sealed");
    const there = (await done(of("outbox").get(id))) ?? (await done(of("receipts").get(id)));
    if (there) throw there.hash === hash ? "same" : "exists";
    of("outbox").add({ id, wave, body, hash, size, state: "ready" });
    if (replaces) of("outbox").delete(replaces);
    forgetDraft(of, id);
  },
  acked: (of, id, late, since) => change(of, id, { state: "acked", late, since }),
  forget: async (of, id, late) => {
    const record = await done(of("outbox").get(id));
    if (!record) return;
    of("receipts").put({ id, wave: record.wave, hash: record.hash, late });
    of("outbox").delete(id);
  },
  ready: (of, id) => change(of, id, { state: "ready" }),
  aside: (of, id, reason, item) => change(of, id, { state: "aside", reason, item }),
  lived: (of, lived, wall) => of("meta").put({ name: "age", lived, wall }),
  ballast: (of, there) =>
    there ? of("meta").put({ name: "ballast", bytes: noise(BALLAST) }) : of("meta").delete("ballast"),
};

/** A draft goes with the key that could read it. */
function forgetDraft(of, id) {
  keys.delete(id);
  of("drafts").delete(id);
  of("keys").delete(id);
}

async function change(of, id, to) {
  const record = await done(of("outbox").get(id));
  if (record) of("outbox").put({ ...record, reason: "", item: "", ...to });
}

/** Bytes that nothing on the way to the disk can make smaller. */
function noise(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
}

/** One transaction, all or nothing: `done`, `same`, `exists`, `full` or `severed`. */
export async function commit(ops) {
  const drafts = ops.every(([name]) => name === "saveDraft");
  try {
    for (const op of ops) {
      if (op[0] !== "saveDraft") continue;
      if (isEmpty(op[2])) op[0] = "dropDraft";
      else op[2] = await encrypted(op[1], op[2]);
    }
    const stores = Object.keys(STORES).filter((name) => name !== "forms");
    // a draft outlives a killed browser without waiting for the disk; finished answers wait for it
    const durability = drafts ? "relaxed" : "strict";
    await transact(stores, "readwrite", async (of) => {
      for (const [name, ...args] of ops) await DO[name](of, ...args);
    }, durability);
    return "done";
  } catch (error) {
    return typeof error === "string" ? error : severed(error);
  }
}

/** Closes the connection, which may be dead, and opens another. */
export async function reopen() {
  try {
    (await opened)?.close();
  } catch {}
  opened = undefined;
  try {
    await database();
    return "done";
  } catch {
    return "severed";
  }
}

/** The bytes of records: [[id, wave, body, hash]…]; none for one that is not there. */
export async function bodies(ids) {
  try {
    const rows = await transact("outbox", "readonly", (of) => {
      const store = of("outbox");
      return ids ? Promise.all(ids.map((id) => done(store.get(id)))) : done(store.getAll());
    });
    return rows.filter(Boolean).map((r) => [r.id, r.wave, r.body, r.hash]);
  } catch {
    return null;
  }
}

/** What was delivered from here and is kept no more: [[id, wave, late]…]. */
export async function receipts() {
  try {
    const rows = await transact("receipts", "readonly", (of) => done(of("receipts").getAll()));
    return rows.map((r) => [r.id, r.wave, r.late]);
  } catch {
    return [];
  }
}

/**
 * The key of one draft: only this browser can use it, nobody can take it out, and it goes when the draft goes. On a shared
 * tablet it is in the page alone, for there no draft is opened twice: nothing is left of it in a file of the browser.
 */
const keys = new Map();

async function keyOf(id) {
  const shared = localStorage.getItem("minxin.kiosk")?.includes('"token"');
  let key = keys.get(id) ?? (await transact("keys", "readonly", (of) => done(of("keys").get(id))))?.key;
  if (!key) {
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    if (!shared) await transact("keys", "readwrite", (of) => of("keys").put({ id, key }), "relaxed");
  }
  keys.set(id, key);
  return key;
}

const utf8 = (text) => new TextEncoder().encode(text);

/** A form on which nothing is filled in is no draft: the list of its fields comes last. */
const isEmpty = (text) => text.endsWith(",[]]");

async function encrypted(id, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: utf8(id) };
  const padded = text.padEnd(Math.ceil((text.length + 1) / 512) * 512);
  return { iv, ct: await crypto.subtle.encrypt(how, await keyOf(id), utf8(padded)) };
}

/** Every draft that can be read: [[id, text]…]. */
export async function drafts() {
  try {
    const rows = await transact("drafts", "readonly", (of) => done(of("drafts").getAll()));
    const read = await Promise.all(
      rows.map(async ({ id, iv, ct }) => {
        try {
          const how = { name: "AES-GCM", iv, additionalData: utf8(id) };
          const text = await crypto.subtle.decrypt(how, await keyOf(id), ct);
          return [id, new TextDecoder().decode(text).trimEnd()];
        } catch {
          return null;
        }
      }),
    );
    return read.filter(Boolean);
  } catch {
    return [];
  }
}

/** Is anything being filled in, on whichever page? */
export const begun = async () => (await drafts()).some(([, text]) => !isEmpty(text));

/** Forgets every draft and every key: between two people at one tablet. */
export async function forgetDrafts() {
  keys.clear();
  try {
    await transact(["drafts", "keys"], "readwrite", (of) => {
      of("drafts").clear();
      of("keys").clear();
    });
    return true;
  } catch {
    return false;
  }
}

/** Keeps what this tablet is, past a browser that is killed; true once it is on the disk. */
export async function remember(text) {
  try {
    await transact("meta", "readwrite", (of) => of("meta").put({ name: "kiosk", text }));
    return true;
  } catch {
    return false;
  }
}

/** What was remembered; empty for nothing. */
export async function recall() {
  try {
    return (await transact("meta", "readonly", (of) => done(of("meta").get("kiosk"))))?.text ?? "";
  } catch {
    return "";
  }
}
