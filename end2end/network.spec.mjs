// Finished answers on a phone between which and the server everything goes wrong: answers dropped, the server killed in
// the middle of an upload, clocks years off, refusals on the way. Small here, full with `cargo xtask test --long`;
// MINXIN_SEED repeats the moments of a run.
import { rm } from 'node:fs/promises';
import { expect, makeDataFolder, minxin, startServer, test as base } from './server.mjs';
import { makeFaults } from './faults.mjs';
import {
  answer, counted, day, handOver, held, makeCounty, makeProfile, makeWave, often, open, putFinished, startBrowser,
  startProxy,
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

const SAVED = '已保存在手机';
const again = ({ page }) => page.getByRole('button', { name: '现在再送一次' });

/** One more is answered by hand, so that the words of the page are seen; its id. */
async function answerByHand(phone, says = SAVED) {
  await open(phone.page, phone.wave, '?lang=zh-Hans');
  const id = await phone.page.locator('form.items input[name=id]').inputValue();
  await answer(phone.page, '自己填的');
  await handOver(phone.page, says);
  return id;
}

/** Presses “try again” until the page of the receipt stands. */
const untilThanked = (phone) =>
  expect(async () => {
    if (await again(phone).isVisible()) await again(phone).click({ timeout: 1000 });
    await expect(phone.page).toHaveURL(/\/done\//, { timeout: 3000 });
  }).toPass({ timeout: 60_000 });

/** The list of what became of this phone's answers, in the same page. */
async function openList({ page }) {
  await page.goto('/offline?lang=zh-Hans');
  await page.locator('html[data-hydrated]').waitFor();
  return page.locator('.records li');
}

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
async function expectOnce(phone, ids, byHand = []) {
  ids = [...ids.map(idOf), ...byHand];
  expect(await counted(phone.server, phone.wave)).toBe(ids.length);
  const kept = (await held(phone.page, 'receipts')).map((r) => r.id);
  expect(kept.toSorted()).toEqual(ids.toSorted());
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
  phone.proxy.fault = (url) => (isBatch(url) ? { lose: true } : undefined);
  const own = await answerByHand(phone);
  await expect.poll(() => counted(phone.server, phone.wave)).toBe(ids.length + 1);
  await expect(phone.page.locator('.waiting'), 'not said to be delivered').toContainText('连上以后会自动送出');
  phone.proxy.fault = null;
  await untilThanked(phone);
  await expectOnce(phone, ids, [own]);
  const told = phone.proxy.asked.flatMap(results).map((r) => r.status);
  expect(told, 'the second time each was known').toEqual([...ids, own].map(() => 'duplicate'));
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
  let killed = false;
  phone.proxy.fault = (url, body) => {
    if (!isBatch(url) || killed) return undefined;
    killed = true;
    return { after: below(body.length + 1), then: () => phone.server.kill() };
  };
  const own = await answerByHand(phone);
  expect(killed).toBe(true);
  await expect(phone.page.locator('.waiting')).toContainText('连上以后会自动送出');
  phone.proxy.fault = null;
  await phone.restart();
  await untilThanked(phone);
  await expectOnce(phone, numbers(times * each), [own]);
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
  const list = await openList(phone);
  await expect(list).toHaveCount(count);
  expect(new Set(await list.locator('b').allInnerTexts())).toEqual(new Set(['已送达']));

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
      await faults.daysOff(days);
      await phone.page.goto(`${phone.proxy.url}/s/${phone.wave}?lang=zh-Hans`);
      await phone.page.locator('form.items.one').waitFor();
      const own = await phone.page.locator('form.items input[name=id]').inputValue();
      await answer(phone.page, '自己填的');
      await handOver(phone.page, 'done');
      await expect(phone.page.locator('main')).toContainText('收到了，谢谢您');
      await expectOnce(phone, numbers(5), [own]);
      await phone.page.goto(`${phone.proxy.url}/s/${phone.wave}?lang=zh-Hans`);
      await phone.page.locator('form.items.one').waitFor();

      await faults.daysOff(days);
      const closed = await minxin(['--data', phone.server.data, 'wave', 'close', phone.wave]);
      expect(closed.code, closed.stderr).toBe(0);
      await phone.restart(); // knows at once that it is closed
      await finish(phone, [6]);
      await untilDelivered(phone);
      const apart = await (await fetch(`${phone.server.url}/surveys/${phone.wave}/apart?lang=zh-Hans`)).text();
      const [year, month, date] = day(0).split('-').map(Number);
      expect([...new Set(apart.match(/20\d\d年\d+月\d+日/g))]).toEqual([`${year}年${month}月${date}日`]);
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

  // one by hand: what happened and what to do is said, and nothing of waiting that is over by itself
  const STOPPED = '已停住：请管理员看一下';
  phone.proxy.fault = (url) => (isBatch(url) ? { status: 401 } : undefined);
  const own = await answerByHand(phone);
  await expect(phone.page.locator('.waiting')).toContainText(STOPPED);
  await expect(phone.page.locator('.waiting')).not.toContainText('自动再送');
  const list = await openList(phone);
  await expect(phone.page.locator('.news')).toContainText(STOPPED);
  const row = list.filter({ hasText: SAVED });
  phone.proxy.fault = null;
  await row.getByRole('button', { name: '再送一次' }).click();
  await expect(list.filter({ hasText: '已送达' })).toHaveCount(251);
  await expect(phone.page.locator('.news')).toBeHidden();
  await expectOnce(phone, numbers(250), [own]);
});

test('a survey that is not open yet says nothing of who is asking: it is tried again, and holds up no other', async ({ phone }) => {
  const [mine, other] = [phone.wave, await makeWave(phone.server)];
  await open(phone.page, mine);
  let refused = 0;
  phone.proxy.fault = (url) => {
    if (!isBatch(url) || !url.includes(`/${mine}/`)) return undefined;
    refused += 1;
    return { status: 403, says: '{"reason":"not_open","detail":"2099-01-01"}' };
  };
  await finish(phone, numbers(2));
  await tap(phone);
  await expect.poll(() => refused).toBeGreaterThan(0);
  await answerByHand({ ...phone, wave: other }, 'done');
  expect(await counted(phone.server, other)).toBe(1);
  const list = await openList(phone);
  await expect(list.filter({ hasText: SAVED })).toHaveCount(2);
  await expect(phone.page.locator('.news')).toBeHidden();
  phone.proxy.fault = null;
  await untilDelivered(phone);
  expect(await counted(phone.server, mine)).toBe(2);
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
  const own = await answerByHand(phone);
  await expect(phone.page.locator('.waiting')).toContainText('连上以后会自动送出');
  phone.proxy.fault = null;
  await untilThanked(phone);
  await untilDelivered(phone);
  await expectOnce(phone, numbers(3), [own]);
});

test('a link that is up before anything gets through: the server is asked until it answers, and then all is sent', async ({ phone }) => {
  await open(phone.page, phone.wave);
  let asked = 0;
  phone.proxy.fault = (url) => {
    if (url === '/api/ping') asked += 1;
    return url.startsWith('/api/') && asked < 3 ? { status: 502 } : undefined;
  };
  await finish(phone, numbers(3));
  await tap(phone);
  await expect.poll(() => phone.proxy.asked.filter(({ url }) => isBatch(url)).length).toBeGreaterThan(0);
  await phone.page.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => asked).toBe(3);
  await expect.poll(() => waiting(phone)).toBe(0);
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

  // what became of it is seen in the list, and tried once more from there
  const own = await answerByHand(phone, 'done');
  const list = await openList(phone);
  const row = list.filter({ hasText: '需要处理' });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(`原因：${left.reason}`);
  await expect(list.filter({ hasText: '已送达' })).toHaveCount(100);
  const asked = () => phone.proxy.asked.filter(({ url, body }) => isBatch(url) && JSON.parse(body).items.some(({ id }) => id === left.id));
  const before = asked().length;
  await row.getByRole('button', { name: '再送一次' }).click();
  await expect.poll(() => asked().length).toBe(before + 1);
  expect(JSON.parse(asked().at(-1).body).items.map(({ id }) => id)).toEqual([left.id]);
  await expect(row).toContainText(`原因：${left.reason}`);
  expect((await held(phone.page, 'receipts')).map((r) => r.id)).toContain(own);
  expect(await counted(phone.server, phone.wave)).toBe(100);
});
