// What becomes of finished answers on a phone whose network, store or browser lets it down.
import {
  answer, comeBack, counted, handOver, held, makeCounty, makeWave, open, putFinished, untilCounted, watchUploads,
} from './phone.mjs';
import { expect, test as base } from './server.mjs';

const test = base.extend({
  county: [async ({ server }, use) => use(await makeCounty(server)), { scope: 'worker' }],
  wave: async ({ server, county }, use) => use(await makeWave(server, county)),
});
test.use({ locale: 'zh-CN', forgiven: /ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 5\d\d/ });

const SAVED = '已保存在手机';

test('records and drafts of the first version of the page are kept and delivered', async ({ page, server, wave }) => {
  const version = 1;
  const body = (text) => JSON.stringify({ version, lang: 'zh-Hans', mode: 'web', answers: { [code]: text } });
  await page.goto(`/s/${wave}?plain=1`);
  const code = await page.locator('textarea').getAttribute('name');
  await page.evaluate(async ([wave, old, refused, code]) => {
    const asked = indexedDB.open('minxin', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('outbox', { keyPath: 'id' });
    const db = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    const write = db.transaction('outbox', 'readwrite');
    write.objectStore('outbox').put({ wave, id: 'a'.repeat(32), body: old, failed: '' });
    write.objectStore('outbox').put({ wave, id: 'b'.repeat(32), body: refused, failed: 'unknown_option' });
    await new Promise((done) => (write.oncomplete = done));
    db.close();
    localStorage.setItem(`minxin.draft.${wave}`, JSON.stringify(['1', 'c'.repeat(32), code, [[code, '写了一半']]]));
  }, [wave, body('旧的'), body('不收的'), code]);
  await open(page, wave);
  await expect(page.locator('form.items textarea')).toHaveValue('写了一半');
  await untilCounted(server, wave, 1);
  await expect.poll(async () => (await held(page, 'outbox')).map((r) => [r.id[0], r.state, r.reason])).toEqual([['b', 'aside', 'unknown_option']]);
  expect((await held(page, 'receipts')).map((r) => r.id[0])).toEqual(['a']);
  expect(await page.evaluate((wave) => localStorage.getItem(`minxin.draft.${wave}`), wave)).toBeNull();
});

test('a draft is on the phone as cipher text, comes back, and goes when it is handed over', async ({ page, wave }) => {
  await open(page, wave);
  await answer(page, 'KANARIENVOGEL');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  const [{ ct, ...rest }] = await held(page, 'drafts');
  expect(Object.keys(rest).sort()).toEqual(['id', 'iv']);
  expect(ct).toBeDefined();
  await page.reload();
  await expect(page.locator('form.items textarea')).toHaveValue('KANARIENVOGEL');
  await handOver(page, 'done');
  expect(await held(page, 'drafts')).toEqual([]);
  expect(await held(page, 'keys')).toEqual([]);
  expect(await held(page, 'outbox')).toEqual([]);
  expect(await held(page, 'receipts')).toHaveLength(1);
});

test('finished answers wait sealed: nothing on the phone can be read, and the server opens what arrives', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await context.setOffline(true);
  await answer(page, 'KANARIENVOGEL');
  await handOver(page, SAVED);
  const all = await Promise.all(['drafts', 'outbox', 'receipts', 'meta'].map((store) => held(page, store)));
  expect(JSON.stringify(all)).not.toContain('KANARIENVOGEL');
  const sealed = JSON.parse(all[1][0].body);
  expect(Object.keys(sealed)).toEqual(['suite', 'kid', 'version', 'enc', 'ct']);
  await expect(page.locator('form.items textarea')).toHaveValue('');
  const key = await (await fetch(`${server.url}/api/v1/waves/${wave}/key`)).json();
  expect(sealed.kid).toBe(key.kid);
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//);
  expect(await counted(server, wave)).toBe(1);
});

test('what cannot be sealed is not written down: the page says so, and sends as long as it is open', async ({ page, context, server, wave }) => {
  await context.addInitScript(() => {
    SubtleCrypto.prototype.deriveBits = () => Promise.reject(new Error('no'));
  });
  await open(page, wave);
  await context.setOffline(true);
  await answer(page, '封不上');
  await handOver(page, '还没有送出');
  expect(await held(page, 'outbox')).toEqual([]);
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//);
  expect(await counted(server, wave)).toBe(1);
  expect(await held(page, 'drafts')).toEqual([]);
  await open(page, wave);
  await expect(page.locator('form.items textarea')).toHaveValue('');
});

test('two pages of one form: one fills it in, the other waits its turn, one answer is sent', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await answer(page, '第一页');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  const other = await context.newPage();
  await other.goto(`/s/${wave}`);
  await expect(other.locator('.waiting h2')).toContainText('另一个页面');
  await page.close();
  await expect(other.locator('form.items textarea')).toHaveValue('第一页');
  await handOver(other, 'done');
  expect(await counted(server, wave)).toBe(1);
});

test('fifty answers wait, two pages come back to the network: one sends, each answer is stored once', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await context.setOffline(true);
  await answer(page, '一');
  await handOver(page, SAVED);
  const ids = Array.from({ length: 49 }, (_, n) => (n + 1).toString(16).padStart(2, '0').repeat(16));
  await putFinished(page, ids.map((id) => [id, '一']));
  const uploads = watchUploads(context);
  const other = await context.newPage();
  await comeBack(context);
  await other.goto(`/s/${wave}`);
  await untilCounted(server, wave, 50);
  await expect.poll(() => held(other, 'outbox')).toEqual([]);
  const sent = uploads.ids();
  expect([sent.length, new Set(sent).size], 'no answer twice').toEqual([50, 50]);
  expect(uploads.atOnce(), 'requests at once').toBe(1);
});

test('in a browser without locks one page fills a form in and one page sends all the same', async ({ page, context, server, wave }) => {
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
    Object.defineProperty(globalThis, 'BroadcastChannel', { value: undefined });
  });
  await open(page, wave);
  await answer(page, '第一页');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  const other = await context.newPage();
  await other.goto(`/s/${wave}`);
  await expect(other.locator('.waiting h2')).toContainText('另一个页面');
  await context.setOffline(true);
  await handOver(page, SAVED);
  const ids = Array.from({ length: 49 }, (_, n) => (n + 101).toString(16).padStart(2, '0').repeat(16));
  await putFinished(page, ids.map((id) => [id, '一']));
  const uploads = watchUploads(context);
  await comeBack(context);
  await other.goto(`/s/${wave}`);
  // a page that is left while it asks for its turn leaves that behind: it runs out in half a minute
  await expect.poll(() => counted(server, wave), { timeout: 60_000 }).toBe(50);
  await expect.poll(() => held(other, 'outbox')).toEqual([]);
  const sent = uploads.ids();
  expect([sent.length, new Set(sent).size], 'no answer twice').toEqual([50, 50]);
});

test('in a browser without locks a page that is left before its turn is certain keeps the next one waiting for nothing', async ({ page, context, server, wave }) => {
  await context.addInitScript(() => {
    const EDITOR = 'minxin.editor.';
    Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
    globalThis.leftBehind = Object.keys(localStorage).filter((name) => name.startsWith(EDITOR));
    // a page in a hurry never comes to look whether another one wrote over its turn
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (work, ms, ...rest) => (ms === 60 && localStorage.getItem('hurry') ? 0 : setTimeout(work, ms, ...rest));
  });
  const turn = () => page.evaluate(() => Object.entries(localStorage).filter(([name]) => name.startsWith('minxin.editor.')));
  await open(page, wave);
  await answer(page, '写了一半');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  await page.evaluate(() => localStorage.setItem('hurry', 'yes'));
  const [first] = await turn();
  await page.reload();
  // the form that has a draft is opened under the id of the draft
  await expect(async () => expect(await turn(), 'the same draft, another page').toEqual([[first[0], expect.not.stringContaining(first[1])]])).toPass();
  await page.evaluate(() => localStorage.removeItem('hurry'));
  await page.reload();
  await expect(page.locator('form.items textarea')).toHaveValue('写了一半');
  expect(await page.evaluate(() => globalThis.leftBehind)).toEqual([]);
  await handOver(page, 'done');
  expect(await counted(server, wave)).toBe(1);
});

test('a connection to the store that is cut is opened anew, and nothing is lost', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await answer(page, '断了');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb' });
  await context.setOffline(true);
  await handOver(page, SAVED);
  expect(await held(page, 'outbox')).toHaveLength(1);
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//);
  expect(await counted(server, wave)).toBe(1);
});

test('without a store the page says so, and sends as long as it is open', async ({ page, context, server, wave }) => {
  await context.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
  await open(page, wave);
  await answer(page, '存不住');
  await context.setOffline(true);
  await handOver(page, '还没有送出');
  await expect(page.locator('.waiting')).toContainText('请不要关掉这个页面');
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//);
  expect(await counted(server, wave)).toBe(1);
});
