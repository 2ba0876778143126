// Writes fixtures/webcrypto.json: bodies sealed by WebCrypto as a browser has it, for `webcrypto.rs` to open.
// Usage: node crates/seal/tests/webcrypto.mjs > crates/seal/tests/fixtures/webcrypto.json
const { subtle } = globalThis.crypto;
const utf8 = (text) => new TextEncoder().encode(text);
const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const be2 = (n) => new Uint8Array([n >> 8, n & 255]);
const b64u = (bytes) => Buffer.from(bytes).toString("base64url");
const hex = (bytes) => Buffer.from(bytes).toString("hex");

const hmac = async (key, data) => {
  const imported = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, data));
};
// RFC 9180 §4: LabeledExtract and LabeledExpand; an empty salt is 32 zero bytes, and no output is over 32 bytes
const extract = (suite, label, ikm, salt = new Uint8Array(32)) => hmac(salt, join(utf8("HPKE-v1"), suite, utf8(label), ikm));
const expand = async (suite, key, label, info, length) =>
  (await hmac(key, join(be2(length), utf8("HPKE-v1"), suite, utf8(label), info, [1]))).slice(0, length);

async function seal(publicKey, info, aad, plaintext) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const to = await subtle.importKey("raw", publicKey, curve, false, []);
  const own = await subtle.generateKey(curve, true, ["deriveBits"]);
  const enc = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const dh = new Uint8Array(await subtle.deriveBits({ name: "ECDH", public: to }, own.privateKey, 256));
  const kem = join(utf8("KEM"), be2(16));
  const shared = await expand(kem, await extract(kem, "eae_prk", dh), "shared_secret", join(enc, publicKey), 32);
  const suite = join(utf8("HPKE"), be2(16), be2(1), be2(2));
  const context = join(
    [0],
    await extract(suite, "psk_id_hash", new Uint8Array()),
    await extract(suite, "info_hash", info),
  );
  const secret = await extract(suite, "secret", new Uint8Array(), shared);
  const key = await expand(suite, secret, "key", context, 32);
  const iv = await expand(suite, secret, "base_nonce", context, 12);
  const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  return [enc, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, aes, plaintext))];
}

const pair = await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
const publicKey = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
const { d } = await subtle.exportKey("jwk", pair.privateKey);
const kid = hex(new Uint8Array(await subtle.digest("SHA-256", publicKey)).slice(0, 8));

const cases = [];
for (const [wave, version, id, envelope] of [
  ["demo", 1, "000102030405060708090a0b0c0d0e0f", '{"version":1,"lang":"zh-Hans","mode":"web","answers":{"Q_OVERALL":4}}'],
  ["城关镇-2026", 12, "ffeeddccbbaa99887766554433221100", `{"version":12,"answers":{"OWN":"${"路灯不亮。".repeat(60)}"}}`],
  ["w", 3, "10101010101010101010101010101010", `{"version":3,"answers":{"OWN":"${"x".repeat(480)}"}}`],
]) {
  const plain = utf8(envelope);
  const padded = new Uint8Array(Math.ceil(plain.length / 512) * 512).fill(32);
  padded.set(plain);
  const aad = utf8([wave, version, id, kid].join("\0"));
  const [enc, ct] = await seal(publicKey, utf8("minxin seal 1"), aad, padded);
  cases.push({ wave, id, envelope, body: JSON.stringify({ suite: 1, kid, version, enc: b64u(enc), ct: b64u(ct) }) });
}
const madeBy = `WebCrypto of ${process.versions.bun ? "bun" : "Node"} ${process.version}`;
console.log(JSON.stringify({ made_by: madeBy, kid, private: hex(Buffer.from(d, "base64url")), public: b64u(publicKey), cases }, null, 1));
