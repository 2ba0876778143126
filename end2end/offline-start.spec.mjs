// Forms that start, are answered and finished without a network; updates that lose nothing; a way back.
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  answer, comeBack, counted, handOver, held, makeCounty, makeProfile, makeWave, open, startBrowser, startProxy,
  untilCounted, untilKept,
} from './phone.mjs';
import { newerRelease } from './release.mjs';
import { expect, makeDataFolder, startServer, test as base } from './server.mjs';

const test = base.extend({
  county: [async ({ server }, use) => use(await makeCounty(server)), { scope: 'worker' }],
  wave: async ({ server, county }, use) => use(await makeWave(server, county)),
  between: async ({ server }, use) => {
    const between = await startProxy(server);
    await use(between);
    await between.close();
  },
});
test.use({ locale: 'zh-CN', forgiven: /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION|status of [45]\d\d|integrity|addAll|Failed to fetch/ });

const SAVED = '已保存在手机';

test('opened once online, a form starts, is answered and finished without a network, and arrives once', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await untilKept(page);
  await context.setOffline(true);
  await page.reload();
  await page.locator('form.items.one').waitFor();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.getByText('填好的不会留下')).toBeHidden();
  await answer(page, '没有网也能答');
  await handOver(page, SAVED);
  const [{ id }] = await held(page, 'outbox');
  const list = await context.newPage();
  await list.goto('/offline?lang=zh-Hans');
  await expect(list.locator('.records li')).toContainText([SAVED]);
  const receipt = await list.locator('.records a').innerText(); // made by the phone itself
  await list.close();
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//, { timeout: 20_000 });
  await expect(page.locator('output')).toHaveText(receipt);
  await untilCounted(server, wave, 1);
  await page.goto(`/check/${receipt}`);
  await expect(page.getByRole('main')).toContainText('已收到');
  await page.goto('/offline?lang=zh-Hans');
  await expect(page.locator('.records li')).toContainText(['已送达']);
  await expect(page.locator('.records a')).toHaveText(receipt);
  expect((await held(page, 'receipts')).map((r) => r.id)).toEqual([id]);
  await expect(page.locator('.forms a')).toHaveText(/路灯/);
});

test('after the browser was closed and the server is away, the form starts all the same', async () => {
  test.setTimeout(90_000);
  const [data, profile] = [await makeDataFolder(), await makeProfile()];
  let server = await startServer({ data });
  await makeCounty(server);
  const wave = await makeWave(server);
  const at = `${server.url}/s/${wave}`;
  try {
    let browser = await startBrowser(profile);
    let page = await browser.context.newPage();
    await page.goto(`${at}?lang=zh-Hans`);
    await page.locator('form.items.one').waitFor();
    await untilKept(page);
    await browser.close();
    await server.kill();
    browser = await startBrowser(profile);
    page = await browser.context.newPage();
    await page.goto(`${at}?lang=zh-Hans`);
    await page.locator('form.items.one').waitFor();
    await answer(page, '停了服务');
    await handOver(page, SAVED);
    server = await startServer({ data, port: server.port });
    await page.locator('.waiting button:visible').click();
    await expect(page).toHaveURL(/\/done\//, { timeout: 20_000 });
    expect(await counted(server, wave)).toBe(1);
    await browser.close();
  } finally {
    await server.kill();
    await rm(data, { recursive: true, force: true });
    await rm(profile, { recursive: true, force: true });
  }
});

test('a draft is open while a new release comes: it stays, nothing is missing, one reload brings the new one', async ({ page, server, wave, between }) => {
  const newer = await newerRelease(server);
  const before = (await (await fetch(`${server.url}/s/${wave}`)).text()).match(/\/pkg\/resident\.\w+\.js/)[0];
  expect(newer.names).not.toContain(before);
  const missing = [];
  page.on('response', (reply) => reply.status() === 404 && missing.push(reply.url()));
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(`${between.url}/s/${wave}`);
  await untilKept(page);
  await page.reload();
  await answer(page, '写到一半');
  Object.assign(between, newer);
  expect((await fetch(between.url + before)).status, 'the files of the release before are gone').toBe(404);
  await page.evaluate(async () => {
    const all = await navigator.serviceWorker.getRegistration();
    await all.update();
    while (!all.waiting) await new Promise((r) => setTimeout(r, 20));
  });
  await expect(page.locator('#newer'), 'not while something is answered').toBeHidden();
  between.down = true;
  await page.reload();
  await expect(page.locator('form.items textarea'), 'without a network').toHaveValue('写到一半');
  between.down = false;
  await page.reload();
  await expect(page.locator('form.items textarea')).toHaveValue('写到一半');
  await handOver(page, 'done');
  await page.goto(`${between.url}/s/${wave}`);
  loads = 0;
  await page.locator('#newer').click();
  await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration()).waiting);
  // the newer one has taken over; the page is opened anew with the message that says so
  await expect.poll(() => loads, { message: 'times the page was opened anew' }).toBe(1);
  await page.locator('form.items.one').waitFor();
  expect(loads, 'times the page was opened anew').toBe(1);
  const used = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname));
  const code = used.filter((name) => /^\/pkg\/.*\.(js|wasm)$/.test(name));
  expect(code.length).toBeGreaterThan(3);
  expect(code.filter((name) => !newer.names.includes(name)), 'the page is made of the new files').toEqual([]);
  const caches = await page.evaluate(() => globalThis.caches.keys());
  expect(caches.filter((name) => name !== 'minxin-forms')).toHaveLength(2);
  expect(missing).toEqual([]);
});

test('while another page holds a draft nobody is offered a new release, and none takes over', async ({ page, context, server, wave, between }) => {
  const second = await makeWave(server);
  await page.goto(`${between.url}/s/${wave}`);
  await untilKept(page);
  await page.reload();
  await answer(page, '写到一半');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  Object.assign(between, await newerRelease(server));
  const other = await context.newPage();
  const waits = () => other.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting));
  await other.goto(`${between.url}/s/${second}`);
  await expect.poll(waits).toBe(true);
  await other.reload();
  await other.locator('html[data-hydrated]').waitFor();
  // after the page has registered it, and looked at the drafts
  await other.evaluate(() => navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }));
  expect(await held(other, 'drafts')).toHaveLength(1);
  await expect(other.locator('#newer')).toBeHidden();
  expect(await waits()).toBe(true);
  await page.bringToFront();
  await handOver(page, 'done');
  await other.bringToFront();
  await other.reload();
  await other.locator('#newer').click();
  await other.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration()).waiting);
});

/** A release with another wasm, which nobody has yet. */
const other = (bytes) => Buffer.from(bytes.toString().replace(/BUILD="/, 'BUILD="3').replace(/resident\.\w+\.wasm/, 'resident.new.wasm'));
const broken = {
  'its worker answers 500': (url, status, bytes) => (url === '/sw.js' ? [500, Buffer.from('')] : [status, bytes]),
  'a file of it is not there': (url, status, bytes) => [status, url === '/sw.js' ? other(bytes) : bytes],
  'its wasm is cut short': (url, status, bytes) =>
    url.endsWith('.new.wasm') ? [200, Buffer.from('\0asm')] : [status, url === '/sw.js' ? other(bytes) : bytes],
};
for (const [what, spoil] of Object.entries(broken)) {
  test(`a release that cannot be fetched whole, because ${what}, leaves the one before at work`, async ({ page, context, wave, between }) => {
    await page.goto(`${between.url}/s/${wave}`);
    await untilKept(page);
    await page.reload();
    between.spoil = spoil;
    const states = await page.evaluate(async () => {
      const all = await navigator.serviceWorker.getRegistration();
      const tried = await all.update().then(() => all.installing, () => null);
      while (tried?.state === 'installing') await new Promise((r) => setTimeout(r, 20));
      return [all.active.state, all.waiting?.state ?? tried?.state ?? 'redundant'];
    });
    expect(states).toEqual(['activated', 'redundant']);
    between.spoil = null;
    await context.setOffline(true);
    await page.reload();
    await page.locator('form.items.one').waitFor();
  });
}

test('pages of the releases before find their files at the server', async () => {
  const data = await makeDataFolder();
  try {
    const before = await startServer({ data });
    const [own] = await readdir(path.join(data, 'assets'));
    await before.stop();
    // as a release with another script would have left it
    const earlier = path.join(data, 'assets', '0123456789ab');
    await cp(path.join(data, 'assets', own), earlier, { recursive: true });
    await writeFile(path.join(earlier, 'resident.before.js'), gzipSync('export const release = "before";'));
    const now = await startServer({ data });
    const reply = await fetch(`${now.url}/pkg/resident.before.js`);
    expect([reply.status, await reply.text()]).toEqual([200, 'export const release = "before";']);
    expect((await fetch(`${now.url}/pkg/resident.never.js`)).status).toBe(404);
    await now.stop();
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});

test('without the worker: it goes, its files go, what people answered stays', async ({ browser }) => {
  const data = await makeDataFolder();
  let server = await startServer({ data });
  await makeCounty(server);
  const wave = await makeWave(server);
  const context = await browser.newContext({ locale: 'zh-CN' });
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/s/${wave}`);
    await untilKept(page);
    await page.reload();
    await context.setOffline(true);
    await answer(page, '留着');
    await handOver(page, SAVED);
    await page.goto('about:blank');
    await server.kill();
    server = await startServer({ data, port: server.port, args: ['--no-offline'] });
    await comeBack(context);
    await page.goto(`${server.url}/check`);
    await page.evaluate(async () => {
      const all = await navigator.serviceWorker.getRegistration();
      await all?.update();
      while (await navigator.serviceWorker.getRegistration()) await new Promise((r) => setTimeout(r, 50));
      while ((await caches.keys()).length > 0) await new Promise((r) => setTimeout(r, 50));
    });
    expect(await held(page, 'outbox')).toHaveLength(1);
    await page.goto(`${server.url}/s/${wave}`);
    await untilCounted(server, wave, 1);
  } finally {
    await context.close();
    await server.kill();
    await rm(data, { recursive: true, force: true });
  }
});

test('with the wasm blocked the form is sent as a plain one', async ({ page, context, server, wave }) => {
  await context.route(/\.wasm$/, (route) => route.abort());
  await page.goto(`/s/${wave}`);
  await expect(page.getByText('没交就关掉页面，填好的不会留下')).toBeVisible();
  await page.locator('form.items input[type=radio]').first().check();
  await page.locator('form.items textarea').fill('没有 wasm');
  await page.locator('.pager button:not([type=button])').click();
  await expect(page).toHaveURL(/\/done\//);
  expect(await counted(server, wave)).toBe(1);
});

test('what was typed before the script came is still there when it has come, and is sent', async ({ page, context, server, wave }) => {
  let come;
  const late = new Promise((done) => (come = done));
  await context.route(/\.wasm$/, async (route) => {
    await late;
    await route.continue();
  });
  await page.goto(`/s/${wave}`, { waitUntil: 'commit' });
  const chosen = page.locator('form.items input[type=radio]').first();
  const typed = page.locator('form.items textarea');
  await chosen.check();
  await typed.fill('没等到就写了');
  await expect(page.locator('html[data-hydrated]')).toHaveCount(0);
  come();
  await expect(page.locator('html[data-hydrated]')).toHaveCount(1);
  await expect(chosen).toBeChecked();
  await expect(typed).toHaveValue('没等到就写了');
  await handOver(page, 'done');
  await untilCounted(server, wave, 1);
});

test('in a browser without service workers the form works and waits for the network on its own page', async ({ page, context, server, wave }) => {
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined }));
  await open(page, wave);
  await answer(page, '没有帮手');
  await context.setOffline(true);
  await handOver(page, SAVED);
  await expect(page.locator('.waiting')).toContainText('请在有网时再打开一次');
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//, { timeout: 20_000 });
  expect(await counted(server, wave)).toBe(1);
});

test('the worker is asked for anew each time, keeps only what it says, and desk pages never', async ({ page, server, wave }) => {
  const reply = await fetch(`${server.url}/sw.js`);
  expect([reply.status, reply.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  const files = JSON.parse(/FILES=(\[.*\]);/.exec((await reply.text()).split('\n')[0])[1]);
  for (const [address, integrity] of files) {
    const file = await fetch(server.url + address);
    expect(file.status, address).toBe(200);
    const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    expect(integrity, address).toBe(`sha256-${Buffer.from(hash).toString('base64')}`);
  }
  await open(page, wave);
  await untilKept(page);
  await page.reload();
  const opened = await page.reload();
  const sent = page.waitForResponse((reply) => reply.request().method() === 'POST');
  await page.evaluate(() => HTMLFormElement.prototype.submit.call(document.querySelector('form.items')));
  expect([opened.fromServiceWorker(), (await sent).fromServiceWorker()], 'what is sent never passes through it').toEqual([true, false]);
  await page.waitForURL(/\/done\//);
  await page.goto('/surveys');
  await page.goto(`/check`);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url))));
    return all.flat().map((url) => url.pathname + url.search);
  });
  expect(kept.sort()).toEqual([...files.map(([address]) => address), `/s/${wave}`].sort());
});
