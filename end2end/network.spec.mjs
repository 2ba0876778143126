// Finished answers on a phone between which and the server everything goes wrong: answers dropped, the server killed in
// the middle of an upload, clocks years off, refusals on the way. Small here, full with `cargo xtask test --long`;
// MINXIN_SEED repeats the moments of a run.
import { rm } from 'node:fs/promises';
import { expect, makeDataFolder, minxin, startServer, test as base } from './server.mjs';
import { makeFaults } from './faults.mjs';
import {
  counted, day, held, makeCounty, makeProfile, makeWave, often, open, putFinished, startBrowser, startProxy,
} from './phone.mjs';

/** A server of its own that may be killed, a wave, and a phone behind a bad network. */
const test = base.extend({
  phone: async ({ browser }, use) => {
    const data = await makeDataFolder();
    const server = await startServer({ data });
    const proxy = await startProxy(server);
    const context = await browser.newContext({ baseURL: proxy.url, locale: 'zh-CN' });
    const phone = { server, proxy, context, page: await context.newPage() };
    phone.restart = async () => {
      await phone.server.kill();
      phone.server = await startServer({ data, port: server.port });
    };
    try {
      await makeCounty(server);
      phone.wave = await makeWave(server);
      await use(phone);
    } finally {
      await context.close();
      await proxy.close();
      await phone.server.stop();
      await rm(data, { recursive: true, force: true });
    }
  },
});

const seed = Number(process.env.MINXIN_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Mulberry32 (Ettinger 2017): a number below `end`, the same for a seed. */
let state = seed;
function below(end) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * end);
}

test.beforeEach(({}, { title }) => {
  state = seed;
  console.log(`MINXIN_SEED=${seed}: ${title}`);
});

const isBatch = (url) => url.endsWith(':batch');
const idOf = (n) => n.toString(16).padStart(4, '0').repeat(8);
const numbers = (count, from = 1) => Array.from({ length: count }, (_, n) => n + from);

/** These answers are finished; `text` is what they say. */
const finish = ({ page }, ids, text = (n) => `第 ${n} 份`) => putFinished(page, ids.map((n) => [idOf(n), text(n)]));

/** As another page of the site says that a person tapped. */
const tap = ({ page }) =>
  page.evaluate(() => {
    const channel = new BroadcastChannel('minxin');
    channel.postMessage(true);
    channel.close();
  });

const waiting = async ({ page }) => (await held(page, 'outbox')).length;

/** Taps until no more than `left` wait. */
const untilDelivered = (phone, left = 0) =>
  expect(async () => {
    await tap(phone);
    await expect.poll(() => waiting(phone), { timeout: 3_000 }).toBe(left);
  }).toPass({ timeout: 60_000 });

/** What a batch was answered, item by item; nothing where the answer did not come. */
const results = ({ url, reply }) => (isBatch(url) && reply ? (JSON.parse(reply).results ?? []) : []);

/** Every answer once at the server, under one receipt however often it was told, and done with on the phone. */
async function expectOnce(phone, ids) {
  expect(await counted(phone.server, phone.wave)).toBe(ids.length);
  const kept = (await held(phone.page, 'receipts')).map((r) => r.id);
  expect(kept.toSorted()).toEqual(ids.map(idOf).toSorted());
  const receipts = new Map();
  for (const { id, receipt } of phone.proxy.asked.flatMap(results)) {
    if (!receipt) continue;
    expect(receipts.get(id) ?? receipt).toBe(receipt);
    receipts.set(id, receipt);
  }
  for (const receipt of [...receipts.values()].slice(0, 10)) {
    expect((await fetch(`${phone.server.url}/check/${receipt}`)).status).toBe(200);
  }
}

test('the server takes each answer and every word of it is dropped on the way back', async ({ phone }) => {
  const ids = numbers(often(4, 20));
  test.setTimeout(60_000 + 10_000 * ids.length);
  await open(phone.page, phone.wave);
  for (const n of ids) {
    let lost = 0;
    phone.proxy.fault = (url) => (isBatch(url) ? { lose: Boolean(++lost) } : undefined);
    await finish(phone, [n]);
    await tap(phone);
    await expect.poll(() => lost).toBeGreaterThan(0);
    await expect.poll(() => counted(phone.server, phone.wave)).toBe(n);
    expect(await waiting(phone), 'not said to be delivered').toBe(1);
    phone.proxy.fault = null;
    await untilDelivered(phone);
  }
  await expectOnce(phone, ids);
  const told = phone.proxy.asked.flatMap(results).map((r) => r.status);
  expect(told, 'the second time each was known').toEqual(ids.map(() => 'duplicate'));
});

test('the server is killed at any byte of an upload', async ({ phone }) => {
  const [times, each] = [often(3, 50), 5];
  test.setTimeout(60_000 + 15_000 * times);
  await open(phone.page, phone.wave);
  for (const time of numbers(times, 0)) {
    let killed = false;
    phone.proxy.fault = (url, body) => {
      if (!isBatch(url) || killed) return undefined;
      killed = true;
      return { after: below(body.length + 1), then: () => phone.server.kill() };
    };
    await finish(phone, numbers(each, 1 + time * each));
    await tap(phone);
    await expect.poll(() => killed).toBe(true);
    expect(await waiting(phone)).toBe(each);
    await phone.restart();
    await untilDelivered(phone);
  }
  await expectOnce(phone, numbers(times * each));
});

test('a tablet of many answers outlives a server that is killed again and again', async ({ phone }) => {
  const [count, kills] = often([300, 2], [1500, 5]);
  test.setTimeout(120_000 + 40_000 * kills);
  const ids = numbers(count);
  await open(phone.page, phone.wave);
  const devtools = await phone.context.newCDPSession(phone.page);
  await devtools.send('Performance.enable');
  const heap = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find((m) => m.name === 'JSHeapUsedSize').value;
  };
  // so many of the batches that there are at least
  const deadly = new Set();
  while (deadly.size < kills) deadly.add(1 + below(count / 100));
  let alive = true;
  let sent = 0;
  let cut = 0;
  phone.proxy.fault = (url, body) => {
    if (!isBatch(url) || !deadly.has((sent += 1))) return undefined;
    alive = false;
    const after = below(body.length + 1);
    cut += after;
    return { after, then: () => phone.server.kill() };
  };
  await finish(phone, ids);
  let most = 0;
  await expect(async () => {
    if (!alive) {
      await phone.restart();
      alive = true;
    }
    await tap(phone);
    most = Math.max(most, await heap());
    await expect.poll(() => waiting(phone), { timeout: 2_000 }).toBe(0);
  }).toPass({ timeout: 90_000 + 20_000 * kills });
  await expectOnce(phone, ids);

  // what was sent while nobody was there is no batch
  const answered = phone.proxy.asked.filter((a) => results(a).length > 0);
  const batches = answered.length + kills;
  const again = answered.flatMap(results).filter((r) => r.status === 'duplicate');
  const whole = answered.reduce((sum, a) => sum + a.body.length, 0);
  const figures = `${count} answers in ${batches} batches, ${kills} kills, ${again.length} sent although stored, ${Math.round((100 * cut) / whole)} % of the bytes begun in vain, heap ${Math.round(most / 2 ** 20)} MB`;
  console.log(figures);
  expect(batches, figures).toBeLessThanOrEqual(count / 100 + kills);
  expect(again.length, figures).toBeLessThan(count / 10);
  expect(most, figures).toBeLessThan(150 * 2 ** 20);
});

test('the same form five times at once is one answer with one receipt', async ({ phone }) => {
  const ids = numbers(often(20, 200)).map(idOf);
  await open(phone.page, phone.wave);
  phone.proxy.fault = (url) => (/submissions\/\w+$/.test(url) && below(4) === 0 ? { lose: true } : undefined);
  const item = await phone.page.locator('form.items textarea').getAttribute('name');
  const replies = await phone.page.evaluate(async ([wave, item, ids]) => {
    const found = [];
    for (const id of ids) {
      const body = JSON.stringify({ version: 1, lang: 'zh-Hans', mode: 'web', answers: { [item]: id } });
      const send = () => fetch(`/api/v1/waves/${wave}/submissions/${id}`, { method: 'PUT', body });
      const settled = await Promise.allSettled(Array.from({ length: 5 }, send));
      const came = settled.filter((r) => r.status === 'fulfilled').map((r) => r.value);
      found.push(await Promise.all(came.map(async (r) => [r.status, (await r.json()).receipt])));
    }
    return found;
  }, [phone.wave, item, ids]);
  expect(replies.flat().length, 'some answers were dropped, most came').toBeGreaterThan(ids.length);
  for (const of of replies) {
    expect(new Set(of.map(([, receipt]) => receipt)).size).toBeLessThanOrEqual(1);
    expect(of.filter(([status]) => status !== 200 && status !== 201)).toEqual([]);
    expect(of.filter(([status]) => status === 201).length).toBeLessThanOrEqual(1);
  }
  expect(await counted(phone.server, phone.wave)).toBe(ids.length);
});

for (const [what, days] of [['two years behind', -730], ['a year ahead', 365]]) {
  test(`a phone whose clock is ${what} delivers, and the day is the server's`, async ({ phone }) => {
    const profile = await makeProfile();
    const faults = await makeFaults(phone.server.data, profile);
    await faults.daysOff(days);
    const browser = await startBrowser(profile, faults.env);
    try {
      phone.page = await browser.context.newPage();
      await phone.page.goto(`${phone.proxy.url}/s/${phone.wave}?lang=zh-Hans`);
      await phone.page.locator('form.items.one').waitFor();
      const off = async () => ((await phone.page.evaluate(() => Date.now())) - Date.now()) / 86_400_000;
      expect(await off()).toBeCloseTo(days, 2);
      let lost = 0;
      phone.proxy.fault = (url) => (isBatch(url) ? { lose: Boolean(++lost) } : undefined);
      await finish(phone, numbers(5));
      await tap(phone);
      await expect.poll(() => lost).toBeGreaterThan(0);
      // and is right again, in the middle of a wait
      await faults.daysOff(0);
      expect(await off()).toBeCloseTo(0, 2);
      phone.proxy.fault = null;
      await untilDelivered(phone);
      await expectOnce(phone, numbers(5));

      await faults.daysOff(days);
      const closed = await minxin(['--data', phone.server.data, 'wave', 'close', phone.wave]);
      expect(closed.code, closed.stderr).toBe(0);
      await phone.restart(); // knows at once that it is closed
      await finish(phone, [6]);
      await untilDelivered(phone);
      const apart = await (await fetch(`${phone.server.url}/surveys/${phone.wave}/apart?lang=zh-Hans`)).text();
      expect([...new Set(apart.match(/\b20\d\d-\d\d-\d\d\b/g))]).toEqual([day(0)]);
    } finally {
      await browser.kill();
      await faults.close();
      await rm(profile, { recursive: true, force: true });
    }
  });
}

test('a refusal in the middle of the queue stops it, and nothing is deleted', async ({ phone }) => {
  await open(phone.page, phone.wave);
  let batches = 0;
  phone.proxy.fault = (url) => (isBatch(url) && ++batches === 2 ? { status: 401 } : undefined);
  await finish(phone, numbers(250));
  await tap(phone);
  await expect.poll(() => waiting(phone)).toBe(150);
  expect(await counted(phone.server, phone.wave)).toBe(100);
  expect(batches).toBe(2);
  expect(new Set((await held(phone.page, 'outbox')).map((r) => r.state))).toEqual(new Set(['ready']));
  await untilDelivered(phone);
  await expectOnce(phone, numbers(250));
});

test('a sign-in page that answers everything is not taken for the server', async ({ phone }) => {
  await open(phone.page, phone.wave);
  const asked = new Set();
  phone.proxy.fault = (url) => {
    if (!url.startsWith('/api/')) return undefined;
    asked.add(isBatch(url) ? 'batch' : url);
    return { status: 200, says: '<!doctype html><title>Sign in</title>' };
  };
  await finish(phone, numbers(3));
  await tap(phone);
  await expect.poll(() => asked.has('batch')).toBe(true);
  await phone.page.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => asked.has('/api/ping')).toBe(true);
  expect((await held(phone.page, 'outbox')).map((r) => r.state)).toEqual(['ready', 'ready', 'ready']);
  expect(await held(phone.page, 'receipts')).toEqual([]);
  expect(await counted(phone.server, phone.wave)).toBe(0);
  phone.proxy.fault = null;
  await untilDelivered(phone);
  await expectOnce(phone, numbers(3));
});

test('an answer in the middle of a hundred that cannot be taken holds up no other', async ({ phone }) => {
  await open(phone.page, phone.wave);
  await finish(phone, numbers(100), (n) => (n === 50 ? ['二', '个'] : `第 ${n} 份`));
  await untilDelivered(phone, 1);
  expect(await counted(phone.server, phone.wave)).toBe(99);
  const [left] = await held(phone.page, 'outbox');
  expect([left.id, left.state]).toEqual([idOf(50), 'aside']);
  expect(left.reason).not.toBe('');
});
