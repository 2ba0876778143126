// Writes fixtures/page.json: bodies sealed by the file that the resident's page seals with, for `page.rs` to open.
// Usage: node crates/seal/tests/page.mjs > crates/seal/tests/fixtures/page.json
import { readFile } from "node:fs/promises";

const file = new URL("../../../app/src/resident/browser/seal.js", import.meta.url);
// Node takes a .js file without a package for CommonJS; as data: it is the module that browsers take it for
const { seal } = await import(`data:text/javascript;base64,${(await readFile(file)).toString("base64")}`);

const { subtle } = globalThis.crypto;
const pair = await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
const publicKey = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
const { d } = await subtle.exportKey("jwk", pair.privateKey);
const kid = Buffer.from(await subtle.digest("SHA-256", publicKey)).toString("hex", 0, 8);
const key = Buffer.from(publicKey).toString("base64url");

const cases = [];
for (const [wave, version, id, envelope] of [
  ["demo", 1, "000102030405060708090a0b0c0d0e0f", '{"version":1,"lang":"zh-Hans","mode":"web","answers":{"Q_OVERALL":4}}'],
  ["城关镇-2026", 12, "ffeeddccbbaa99887766554433221100", `{"version":12,"answers":{"OWN":"${"路灯不亮。".repeat(60)}"}}`],
  ["w", 3, "10101010101010101010101010101010", JSON.stringify({ version: 3, answers: { OWN: "x".repeat(481) } })],
]) {
  cases.push({ wave, id, envelope, body: await seal(kid, key, wave, version, id, envelope) });
}
const made = { made_by: `seal.js in Node ${process.version}`, kid, private: Buffer.from(d, "base64url").toString("hex"), public: key, cases };
console.log(JSON.stringify(made, null, 1));
