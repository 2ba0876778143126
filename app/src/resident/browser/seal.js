// Sealing to the key of a wave: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Only
// the server can open what is sealed here; this phone cannot.

const bytes = (text) => new TextEncoder().encode(text);

function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const KEM = joined(bytes("KEM"), [0, 16]);
const SUITE = joined(bytes("HPKE"), [0, 16, 0, 1, 0, 2]);
const NONE = new Uint8Array();

async function hmac(key, ...parts) {
  // an empty key is as good as a key of zeros, and the browser refuses it
  const raw = key.length ? key : new Uint8Array(32);
  const used = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", used, joined(...parts)));
}

/** LabeledExtract and LabeledExpand of RFC 9180 §4; one block of the hash is enough for all that is expanded here. */
const extract = (suite, salt, label, ikm) => hmac(salt, bytes("HPKE-v1"), suite, bytes(label), ikm);
const expand = async (suite, prk, label, info, length) =>
  (await hmac(prk, [0, length], bytes("HPKE-v1"), suite, bytes(label), info, [1])).slice(0, length);

/** base64url without padding. */
function base64(of) {
  let text = "";
  for (const byte of of) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const unbase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** Spaces up to the next multiple of 512 bytes: the length tells little about what was written. */
const padded = (plain) => joined(plain, new Uint8Array(Math.ceil(plain.length / 512) * 512 - plain.length).fill(32));

/**
 * The sealed form of `envelope`, JSON text; empty where this browser cannot seal.
 * @param {string} kid names the key, 16 hex digits
 * @param {string} key the wave's public key, base64url of 65 bytes
 */
export async function seal(kid, key, wave, version, id, envelope) {
  try {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const theirs = unbase64(key);
    const recipient = await crypto.subtle.importKey("raw", theirs, curve, false, []);
    const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const enc = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
    const dh = await crypto.subtle.deriveBits({ name: "ECDH", public: recipient }, own.privateKey, 256);
    const prk = await extract(KEM, NONE, "eae_prk", new Uint8Array(dh));
    const shared = await expand(KEM, prk, "shared_secret", joined(enc, theirs), 32);
    const context = joined(
      [0],
      await extract(SUITE, NONE, "psk_id_hash", NONE),
      await extract(SUITE, NONE, "info_hash", bytes("minxin seal 1")),
    );
    const secret = await extract(SUITE, shared, "secret", NONE);
    const raw = await expand(SUITE, secret, "key", context, 32);
    const iv = await expand(SUITE, secret, "base_nonce", context, 12);
    const additionalData = bytes([wave, version, id, kid].join("\0"));
    const aes = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    const ct = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, aes, padded(bytes(envelope)));
    return JSON.stringify({ suite: 1, kid, version, enc: base64(enc), ct: base64(new Uint8Array(ct)) });
  } catch {
    return "";
  }
}
