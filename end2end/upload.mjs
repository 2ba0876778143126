// A phone that comes back with 1,500 finished answers: how many batches they are, how much memory the page takes, and how
// much is sent twice when the server is killed five times meanwhile. `cargo xtask bench upload`.
//
// The bound on what is sent again is on answers that the server had stored: `:have` spares them. A batch that a killed
// server had not stored yet must come again, whatever a phone does; that share is told beside it, the browser's own
// repeats of a request on a dead connection included, and has no bound.
import { chromium } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { counted, held, makeCounty, makeWave, startProxy } from './phone.mjs';
import { makeDataFolder, startServer } from './server.mjs';

const RECORDS = 1_500;
const BATCHES = 20;
const HEAP = 150;
const KILLS = 5;
/** Share of what the server has already that may be sent once more. */
const AGAIN = 0.1;

/** In the page: seals answers to the wave's key and puts them into the store, as finished while there was no network. */
async function finish({ wave, count }) {
  const files = performance.getEntriesByType('resource').map((entry) => entry.name);
  const file = (name) => import(files.find((address) => address.endsWith(`/${name}`)));
  const [{ seal }, { commit }] = [await file('seal.js'), await file('store.js')];
  const seed = JSON.parse(document.getElementById('minxin-form').textContent);
  const [text] = seed[5].at(-1);
  const { kid, key } = seed[7];
  for (let n = 0; n < count; n += 1) {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
    const answers = { [text]: `${n} ${'字'.repeat(150)}` };
    const body = await seal(kid, key, wave, 1, id, JSON.stringify({ version: 1, lang: 'zh-Hans', mode: 'web', answers }));
    const done = await commit([['finalise', id, wave, body, '', 2 * body.length + 64, null]]);
    if (done !== 'done') throw new Error(done);
  }
}

/** As another page of the site says that a person tapped. */
const tap = (page) =>
  page.evaluate(() => {
    const channel = new BroadcastChannel('minxin');
    channel.postMessage(true);
    channel.close();
  });

/** Bytes of the page: what its scripts hold, and what lies outside their heap for them, wasm included. */
async function heap(session) {
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

const data = await makeDataFolder();
let server = await startServer({ data });
const { port } = server;
const proxy = await startProxy(server);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

/** Uploads so many; `batch(n)` is awaited with the n-th batch, once it is on its way to the server. */
async function upload(name, batch = () => {}) {
  const wave = await makeWave(server);
  const context = await browser.newContext({ baseURL: proxy.url });
  const page = await context.newPage();
  await page.goto(`${proxy.url}/s/${wave}`);
  await page.locator('form.items.one').waitFor();
  const session = await context.newCDPSession(page);
  const before = await heap(session);
  await page.evaluate(finish, { wave, count: RECORDS });
  const sent = { batches: 0, items: 0, known: 0 };
  proxy.ask = (url, body) => {
    if (!url.endsWith(':batch')) return;
    sent.batches += 1;
    sent.items += JSON.parse(body).items.length;
    batch(sent.batches);
  };
  proxy.spoil = (url, status, bytes) => {
    if (url.endsWith(':batch') && status === 200) {
      sent.known += JSON.parse(bytes).results.filter((r) => r.status === 'duplicate').length;
    }
    return [status, bytes];
  };
  const began = performance.now();
  await page.reload(); // the queue is read anew when a page begins
  let most = 0;
  for (let left = RECORDS; left > 0; left = (await held(page, 'outbox')).length) {
    most = Math.max(most, await heap(session));
    await tap(page);
    await page.waitForTimeout(50);
  }
  const seconds = (performance.now() - began) / 1000;
  [proxy.ask, proxy.spoil] = [null, null];
  const stored = await counted(server, wave);
  if (stored !== RECORDS) throw new Error(`${stored} of ${RECORDS} are stored`);
  await context.close();
  const megabytes = (bytes) => (bytes / 1e6).toFixed(0);
  console.log(`${name}: ${sent.batches} batches, ${sent.items} answers sent, ${sent.known} of them known, heap at most ${megabytes(most)} MB (reference: before, ${megabytes(before)} MB), ${seconds.toFixed(0)} s`);
  return { ...sent, most };
}

const broken = [];
const hold = (what, value, bound) => {
  const holds = value <= bound;
  console.log(`${what}: ${value}, bound ${bound}: ${holds ? 'holds' : 'BROKEN'}`);
  if (!holds) broken.push(what);
};
try {
  await makeCounty(server);
  const calm = await upload(`${RECORDS} answers, nothing amiss`);
  hold('batches', calm.batches, BATCHES);
  hold('heap, MB', Math.ceil(calm.most / 1e6), HEAP);

  // killed with every third batch on its way: before it is stored or after, as it happens
  let kills = 0;
  const shaken = await upload(`${RECORDS} answers, ${KILLS} kills`, (batch) => {
    if (batch % 3 !== 2 || kills === KILLS) return;
    kills += 1;
    setTimeout(async () => {
      await server.kill();
      server = await startServer({ data, port });
    }, Math.random() * 60);
  });
  if (kills !== KILLS) throw new Error(`the server was killed ${kills} times`);
  hold('heap, MB', Math.ceil(shaken.most / 1e6), HEAP);
  hold('stored answers that were sent again, %', Number(((100 * shaken.known) / RECORDS).toFixed(1)), 100 * AGAIN);
  const lost = (100 * (shaken.items - shaken.known - RECORDS)) / RECORDS;
  console.log(`answers that a killed server had not stored, sent again, %: ${lost.toFixed(1)}, no bound`);
} finally {
  await browser.close();
  await proxy.close();
  await server.stop();
  await rm(data, { recursive: true, force: true });
}
if (broken.length > 0) process.exitCode = 1;
