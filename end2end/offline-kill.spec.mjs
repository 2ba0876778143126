// Browsers that end without a word, stores that fill up, files carried by hand, and what is left on the disk.
import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  answer, comeBack, counted, handOver, held, makeCounty, makeProfile, makeWave, often, open, press, startBrowser,
  startProxy, untilCounted, untilKept,
} from './phone.mjs';
import { expect, minxin, test as base } from './server.mjs';

const test = base.extend({
  county: [async ({ server }, use) => use(await makeCounty(server)), { scope: 'worker' }],
  wave: async ({ server, county }, use) => use(await makeWave(server, county)),
  between: async ({ server }, use) => {
    const between = await startProxy(server);
    await use(between);
    await between.close();
  },
  profile: async ({}, use) => {
    const profile = await makeProfile();
    await use(profile);
    await rm(profile, { recursive: true, force: true });
  },
});
test.use({ locale: 'zh-CN', forgiven: /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION|ERR_EMPTY/ });

const SAVED = '已保存在手机';
const ROUNDS = often(3, 30);

/** The form on a phone's own browser. */
async function formOn(browser, address) {
  const page = await browser.context.newPage();
  await page.goto(`${address}?lang=zh-Hans`);
  await page.locator('form.items.one, .waiting:visible').first().waitFor();
  return page;
}

test('what was called saved outlives a killed browser, however often', async ({ server, wave, between, profile }) => {
  test.setTimeout(60_000 + ROUNDS * 20_000);
  const address = `${between.url}/s/${wave}`;
  let browser = await startBrowser(profile);
  await untilKept(await formOn(browser, address));
  for (let round = 1; round <= ROUNDS; round += 1) {
    const page = await formOn(browser, address);
    between.down = true;
    await answer(page, `第${round}份`);
    await handOver(page, SAVED);
    await browser.kill();
    browser = await startBrowser(profile);
    const again = await formOn(browser, address);
    expect(await held(again, 'outbox'), `after round ${round}`).toHaveLength(round);
    await again.close();
  }
  between.down = false;
  await formOn(browser, address);
  await untilCounted(server, wave, ROUNDS);
  await browser.close();
});

test('a draft on a killed browser is at most 300 ms old', async ({ wave, between, profile }) => {
  test.setTimeout(60_000 + ROUNDS * 20_000);
  const address = `${between.url}/s/${wave}`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const browser = await startBrowser(profile);
    const page = await formOn(browser, address);
    if (round === 0) await answer(page, '');
    else await expect(page.locator('form.items textarea')).toBeVisible();
    await page.locator('form.items textarea').fill('');
    const typed = [];
    let text = '';
    const until = performance.now() + 400 + Math.random() * 900;
    while (performance.now() < until) {
      const next = String.fromCharCode(97 + (text.length % 26));
      await page.keyboard.type(next);
      text += next;
      typed.push([performance.now(), text]);
    }
    const killed = performance.now();
    await browser.kill();
    const old = typed.filter(([at]) => at < killed - 300).at(-1)?.[1] ?? '';
    const next = await startBrowser(profile);
    const again = await formOn(next, address);
    const value = await again.locator('form.items textarea').inputValue();
    expect(value.length, `typed ${text}, found ${value}`).toBeGreaterThanOrEqual(old.length);
    expect(text.startsWith(value)).toBe(true);
    await next.close();
  }
});

test('a browser killed in the middle of an upload delivers once', async ({ server, wave, between, profile }) => {
  test.setTimeout(60_000 + ROUNDS * 20_000);
  const address = `${between.url}/s/${wave}`;
  for (let round = 1; round <= ROUNDS; round += 1) {
    let browser = await startBrowser(profile);
    const page = await formOn(browser, address);
    await answer(page, `第${round}份`);
    // the server has it and its answer never comes, or has the beginning of it
    const arrived = new Promise((done) => {
      if (round % 2) between.hold = (url) => url.endsWith(':batch') && (done(), true);
      else between.fault = (url, body) => url.endsWith(':batch') && { after: Math.floor(Math.random() * body.length), then: () => (done(), browser.kill()) };
    });
    await press(page, () => Promise.race([arrived, new Promise((_, no) => setTimeout(no, 1500, new Error('not yet')))]));
    await browser.kill();
    between.hold = between.fault = null;
    browser = await startBrowser(profile);
    const again = await formOn(browser, address);
    await expect.poll(() => held(again, 'outbox'), { timeout: 20_000 }).toEqual([]);
    expect(await counted(server, wave)).toBe(round);
    await browser.close();
  }
});

/** Files below a folder that hold a text, as bytes or as UTF-16. */
async function holding(folder, text) {
  const ways = [Buffer.from(text), Buffer.from(text, 'utf16le')];
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (ways.some((way) => bytes.includes(way))) found.push(path.relative(folder, file));
  }
  return found;
}

test('no answer is anywhere in the profile: not as a draft, not while it waits, not after', async ({ server, wave, between, profile }) => {
  test.setTimeout(90_000);
  const address = `${between.url}/s/${wave}`;
  const canary = `KANARIENVOGEL${Math.random().toString(36).slice(2)}`;
  let browser = await startBrowser(profile);
  let page = await formOn(browser, address);
  await untilKept(page);
  await answer(page, canary);
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  await browser.kill();
  expect(await holding(profile, canary), 'as a draft').toEqual([]);
  browser = await startBrowser(profile);
  page = await formOn(browser, address);
  await expect(page.locator('form.items textarea')).toHaveValue(canary);
  between.down = true;
  await handOver(page, SAVED);
  expect(await page.locator('form.items textarea').inputValue(), 'in the page').toBe('');
  await page.goBack().catch(() => {});
  await browser.kill();
  expect(await holding(profile, canary), 'while it waits').toEqual([]);
  between.down = false;
  browser = await startBrowser(profile);
  page = await formOn(browser, address);
  await untilCounted(server, wave, 1);
  // the same search does find what is written down as it is
  const [local, stored] = ['KONTROLLE', 'KONTROLLIERT'].map((word) => word + Math.random().toString(36).slice(2));
  await page.evaluate(async ([local, stored]) => {
    localStorage.setItem('control', local);
    const asked = indexedDB.open('minxin');
    const db = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    const write = db.transaction('meta', 'readwrite', { durability: 'strict' });
    write.objectStore('meta').put({ name: 'control', text: stored });
    await new Promise((done) => (write.oncomplete = done));
    db.close();
  }, [local, stored]);
  await browser.quit();
  expect(await holding(profile, canary), 'after').toEqual([]);
  expect(await holding(profile, local)).not.toEqual([]);
  expect(await holding(profile, stored)).not.toEqual([]);
});

test('where the store has no room for them, the megabyte of nothing gives its place to the answers at hand', async ({ page, context, server, wave }) => {
  // how full a phone is cannot be set from here: while the megabyte is there, the record is refused as other browsers refuse
  // it, by a request that fails; here the second of two under one id, with its error under the name it has there
  await context.addInitScript(() => {
    const { add, delete: remove } = IDBObjectStore.prototype;
    let full = true;
    globalThis.refused = [];
    for (const of of [IDBRequest, IDBTransaction]) {
      const { get } = Object.getOwnPropertyDescriptor(of.prototype, 'error');
      const error = function () {
        const own = get.call(this);
        return own?.name === 'ConstraintError' ? new DOMException('full', 'QuotaExceededError') : own;
      };
      Object.defineProperty(of.prototype, 'error', { get: error });
    }
    IDBObjectStore.prototype.delete = function (key) {
      if (key === 'ballast') full = false;
      return remove.call(this, key);
    };
    IDBObjectStore.prototype.add = function (value) {
      const asked = add.call(this, value);
      if (!full || this.name !== 'outbox') return asked;
      const refused = add.call(this, value);
      refused.addEventListener('error', () => globalThis.refused.push([refused.error.name, this.transaction.error]));
      return refused;
    };
  });
  await open(page, wave);
  await expect.poll(() => held(page, 'meta').then((all) => all.map((m) => m.name))).toContain('ballast');
  await answer(page, '满了');
  await context.setOffline(true);
  await handOver(page, SAVED);
  expect(await page.evaluate(() => globalThis.refused), 'while its transaction had no error yet').toEqual([['QuotaExceededError', null]]);
  expect(await held(page, 'outbox')).toHaveLength(1);
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//, { timeout: 20_000 });
  expect(await counted(server, wave)).toBe(1);
});

test('what waits is carried by hand as a file, into a server that has one of them already', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await untilKept(page);
  await context.setOffline(true);
  await answer(page, '优盘一');
  await handOver(page, SAVED);
  await page.goto(`/s/${wave}`);
  await page.locator('form.items.one').waitFor();
  await answer(page, '优盘二');
  await handOver(page, SAVED);
  const records = await held(page, 'outbox');
  expect(records).toHaveLength(2);
  await page.goto('/offline?lang=zh-Hans');
  await expect(page.locator('.records li')).toHaveCount(2);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#rescue').click()]);
  expect(download.suggestedFilename()).toBe('minxin-1.rsbox');
  const file = path.join(server.data, download.suggestedFilename());
  await download.saveAs(file);
  const known = records[0];
  const put = await fetch(`${server.url}/api/v1/waves/${wave}/submissions/${known.id}`, { method: 'PUT', body: known.body });
  expect(put.status).toBe(201);
  // the phone is lost, before it comes near a network
  await context.clearCookies();
  const devtools = await context.newCDPSession(page);
  await page.goto('about:blank');
  await devtools.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'all' });
  const done = await minxin(['--data', server.data, 'import', 'rescue', file]);
  expect(done.code, done.stderr).toBe(0);
  expect(`${done.stdout}${done.stderr}`).toContain('1 stored, 1 stored before');
  expect(await counted(server, wave)).toBe(2);
});
