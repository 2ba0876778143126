// How long a slow phone takes to seal finished answers and to have them in its store, by the page's own files, beside the
// same bytes written by a transaction that does nothing else; and in the page itself, from the tap on “send” until it knows
// that they are saved. Judged is the median of “seal and store”; the rest is printed to be seen. `cargo xtask bench sealing`.
//
// The browser slows the page's own thread; what its cryptography does on another one is as fast as this machine.
import { chromium, expect } from '@playwright/test';
import { answer, makeCounty, makeWave, press, untilKept } from './phone.mjs';
import { startServer } from './server.mjs';

const BOUND = 20;
const SLOWER = 6;
const TIMES = 200;
/** Visits to the form. */
const VISITS = 100;
/** The first ones are made while the browser still compiles. */
const COLD = 10;
const COLD_VISITS = 3;

/** In the page: milliseconds of [the transaction alone, sealing, sealing and the store] for each of many answers. */
async function measure({ wave, times }) {
  const files = performance.getEntriesByType('resource').map((entry) => entry.name);
  const file = (name) => import(files.find((address) => address.endsWith(`/${name}`)));
  const [{ seal }, { commit, transact }] = [await file('seal.js'), await file('store.js')];
  const { kid, key } = JSON.parse(document.getElementById('minxin-form').textContent)[7];
  const answers = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`S_ITEM_${i}`, 1 + (i % 5)]));
  const envelope = JSON.stringify({ version: 1, lang: 'zh-Hans', mode: 'web', answers: { ...answers, T: '字'.repeat(200) } });
  const all = [];
  for (let n = 0; n < times; n += 1) {
    const id = n.toString(16).padStart(4, '0').repeat(8);
    const start = performance.now();
    const body = await seal(kid, key, wave, 1, id, envelope);
    const sealed = performance.now();
    const done = await commit([['finalise', id, wave, body, '', 2 * body.length + 64, null]]);
    const stored = performance.now();
    if (!body || done !== 'done') throw new Error(`sealed ${body.length} bytes, ${done}`);
    await transact('meta', 'readwrite', (of) => of('meta').put({ name: 'reference', body }));
    all.push([performance.now() - stored, sealed - start, stored - start]);
  }
  return all;
}

/**
 * Before the page: notes how long after the last tap the page remembers that the answers left the form; in the tab, for the
 * page may be another one a moment later.
 */
function watchSaving() {
  let tapped = 0;
  addEventListener('click', () => (tapped = performance.now()), true);
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (name, value) {
    if (name.startsWith('minxin.sent.')) setItem.call(sessionStorage, 'took', String(performance.now() - tapped));
    return setItem.call(this, name, value);
  };
}

/** One visit without a network: milliseconds from the tap until the answers are saved. */
async function visit(page, address) {
  await page.goto(address);
  await page.locator('form.items.one').waitFor();
  await answer(page, '字'.repeat(200));
  await page.evaluate(() => sessionStorage.removeItem('took'));
  const took = () => page.evaluate(() => Number(sessionStorage.getItem('took')));
  await press(page, () => expect.poll(took, { timeout: 1000 }).toBeGreaterThan(0));
  return took();
}

const server = await startServer();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  await makeCounty(server);
  const wave = await makeWave(server);
  const page = await browser.newPage();
  await page.goto(`${server.url}/s/${wave}`);
  await page.locator('form.items.one').waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const took = (await page.evaluate(measure, { wave, times: TIMES + COLD })).slice(COLD);
  const share = (all, part) => all.toSorted((a, b) => a - b)[Math.floor(part * (all.length - 1))];
  const at = (place, part) => share(took.map((t) => t[place]), part);
  const line = (name, ...figures) => console.log([name.padEnd(52), ...figures.map((f) => f.padStart(13))].join(''));
  line(`milliseconds, processor ${SLOWER} times slower`, 'median', '95 % within');
  const names = ['(reference) the same bytes in one transaction', 'seal', 'seal and store'];
  for (const [place, name] of names.entries()) {
    line(`${name}, ${took.length} times`, at(place, 0.5).toFixed(1), at(place, 0.95).toFixed(1));
  }
  await page.addInitScript(watchSaving);
  await untilKept(page);
  await page.context().setOffline(true);
  const taps = [];
  for (let n = 0; n < VISITS + COLD_VISITS; n += 1) taps.push(await visit(page, `${server.url}/s/${wave}`));
  const saved = taps.slice(COLD_VISITS);
  line(`tap to saved, in the page, ${saved.length} times`, share(saved, 0.5).toFixed(1), share(saved, 0.95).toFixed(1));
  const judged = at(2, 0.5);
  const holds = judged <= BOUND;
  console.log(`judged: the median of seal and store, ${judged.toFixed(1)} ms, bound ${BOUND} ms: ${holds ? 'holds' : 'BROKEN'}`);
  if (!holds) process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
}
