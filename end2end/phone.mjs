// A phone in somebody's hand: a short survey to answer on it, what its store holds, a browser that can be killed.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { day, plan, post, publish, step } from './county.mjs';
import { expect, minxin } from './server.mjs';
import config from './playwright.config.mjs';

/** How often what is tried by chance is tried. */
export const often = (few, many) => (process.env.MINXIN_LONG ? many : few);

/** One place, and as many surveys of two questions as are asked for: what to choose, and what to write. */
export async function makeCounty(server) {
  const areas = path.join(server.data, 'areas.csv');
  await writeFile(areas, 'code,name,level,parent\nc,安禾县,county,\nt1,城关镇,township,c\n');
  const done = await minxin(['--data', server.data, 'import', 'areas', areas]);
  expect(done.code, done.stderr).toBe(0);
}

/** A new wave; its id. */
export async function makeWave(server, days = {}) {
  const draft = await post(server, '/surveys/new', {
    area: 't1', 'title.zh-Hans': '路灯', 'title.en': 'Street lamps', start: 'empty', ...plan, ...days,
  });
  const lamps = { text: '路灯亮不亮?', options: '亮\n不亮', 'text.en': 'Are the lamps lit?', 'options.en': 'Yes\nNo' };
  await step(server, draft, { action: 'own', kind: 'single', ...lamps });
  await step(server, draft, { action: 'own', kind: 'text', text: '还想说什么?', 'text.en': 'Anything else?' });
  return (await publish(server, draft)).split('/').pop();
}

export { day };
export { startProxy } from './proxy.mjs';

/** Opens a form and waits until it is one item a screen. */
export async function open(page, wave, query = '') {
  await page.goto(`/s/${wave}${query}`);
  await page.locator('form.items.one').waitFor();
}

/**
 * The network is back, and the pages hear of it. A page that was opened without one would not by itself, as a phone's
 * does: Chromium takes it for online although nothing gets through, so nothing changes for it now.
 */
export async function comeBack(context) {
  await context.setOffline(false);
  const left = () => {}; // for the page of the receipt, meanwhile
  await Promise.all(context.pages().map((page) => page.evaluate(() => dispatchEvent(new Event('online'))).catch(left)));
}

const next = (page) => page.locator('.pager button:not([type=button])');

/** The button, pressed until `then` holds: a second touch within 400 ms counts for a slip. */
export async function press(page, then) {
  await expect(async () => {
    if (await next(page).isVisible()) await next(page).click({ timeout: 1000 });
    await then();
  }).toPass();
}

/** Answers both items; the last one is on the screen afterwards. */
export async function answer(page, text) {
  await page.locator('form.items input[type=radio]:visible').first().check();
  await press(page, () => expect(page.locator('form.items textarea')).toBeVisible({ timeout: 300 }));
  await page.locator('form.items textarea').fill(text);
}

/** Hands over, and waits for what the page says: `done`, or a title. */
export async function handOver(page, says) {
  if (says === 'done') return press(page, () => expect(page).toHaveURL(/\/done\//, { timeout: 1500 }));
  return press(page, () => expect(page.locator('.waiting h2')).toHaveText(says, { timeout: 1500 }));
}

/** Everything a store of the phone holds. */
export const held = (page, store) =>
  page.evaluate(async (store) => {
    const wait = (request) => new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const db = await wait(indexedDB.open('minxin'));
    try {
      return await wait(db.transaction(store).objectStore(store).getAll());
    } finally {
      db.close();
    }
  }, store);

/**
 * Finished answers that wait on the phone, put there as the page of their form puts them: each sealed for its own id.
 * @param {[id: string, text: string | string[]][]} answers what was written, by id
 */
export const putFinished = (page, answers) =>
  page.evaluate(async (answers) => {
    const files = performance.getEntriesByType('resource').map((entry) => entry.name);
    const { seal } = await import(files.find((address) => address.endsWith('/seal.js')));
    const { kid, key } = JSON.parse(document.getElementById('minxin-form').textContent)[7];
    const wave = decodeURIComponent(location.pathname.split('/').pop());
    const item = document.querySelector('form.items textarea').name;
    const records = [];
    for (const [id, text] of answers) {
      const envelope = JSON.stringify({ version: 1, lang: 'zh-Hans', mode: 'web', answers: { [item]: text } });
      const body = await seal(kid, key, wave, 1, id, envelope);
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
      const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      records.push({ id, wave, body, hash, size: 2 * body.length + 64, state: 'ready' });
    }
    const asked = indexedDB.open('minxin');
    const db = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    const write = db.transaction('outbox', 'readwrite');
    for (const record of records) write.objectStore('outbox').add(record);
    await new Promise((done, failed) => {
      write.oncomplete = done;
      write.onabort = () => failed(write.error);
    });
    db.close();
  }, answers);

/** How many answers the server has, as the desk counts them. */
export async function counted(server, wave) {
  const page = await (await fetch(`${server.url}/surveys/${wave}?lang=zh-Hans`)).text();
  return Number(/(?:已收|收了|计入)\s*(\d+)\s*份/.exec(page.replaceAll(/<[^>]*>/g, ''))[1]);
}

/** Waits until it has so many. */
export const untilCounted = (server, wave, count) =>
  expect.poll(() => counted(server, wave), { timeout: 30_000 }).toBe(count);

/**
 * A browser of its own that can be killed without a word, with a profile that outlives it.
 * @param {object} [env] more of its environment; see `faults.mjs`
 * @param {string[]} [more] more of its arguments
 * @returns {Promise<{context: import('@playwright/test').BrowserContext, kill: () => Promise<void>, close: () => Promise<void>, quit: () => Promise<void>}>}
 */
export async function startBrowser(profile, env = {}, more = []) {
  const { executablePath, args } = config.use.launchOptions;
  await rm(path.join(profile, 'DevToolsActivePort'), { force: true });
  const asked = [...args, ...more, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(executablePath, asked, { stdio: 'ignore', detached: true, env: { ...process.env, ...env } });
  const closed = once(child, 'close');
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
    await closed;
    for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) await rm(path.join(profile, name), { force: true });
  };
  for (let patience = 600; ; patience -= 1) {
    const port = await readFile(path.join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    if (port.includes('\n')) {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port.split('\n')[0]}`);
      const close = async () => {
        await browser.close();
        await kill();
      };
      // ends in good order: what it would still write, it writes
      const quit = async () => {
        await (await browser.newBrowserCDPSession()).send('Browser.close').catch(() => {});
        await closed;
      };
      return { context: browser.contexts()[0], kill, close, quit };
    }
    if (patience === 0) throw new Error('the browser did not start');
    await delay(50);
  }
}

/** An empty profile folder; whoever makes it removes it. */
export const makeProfile = () => mkdtemp(path.join(tmpdir(), 'minxin-profile-'));

/** Waits until this form can be opened without a network; false where it never can. */
export const untilKept = (page) =>
  expect
    .poll(
      () =>
        page.evaluate(async () => {
          const all = await navigator.serviceWorker.getRegistration();
          const form = await (await caches.open('minxin-forms')).match(location.pathname);
          return [all?.active?.state, Boolean(form)];
        }),
      { timeout: 20_000 },
    )
    .toEqual(['activated', true]);

/**
 * What pages of `context` send from now on: the ids that left the phone, in order, and how many requests were under way
 * at once. A page may try while the phone has no network: nothing of that leaves it.
 */
export function watchUploads(context) {
  const requests = [];
  const [underWay, atOnce] = [new Set(), []];
  context.on('request', (request) => {
    if (!request.url().endsWith(':batch')) return;
    requests.push(request);
    atOnce.push(underWay.add(request).size);
  });
  for (const end of ['requestfinished', 'requestfailed']) context.on(end, (request) => underWay.delete(request));
  const left = (request) => request.failure()?.errorText !== 'net::ERR_INTERNET_DISCONNECTED';
  return {
    ids: () => requests.filter(left).flatMap((request) => request.postDataJSON().items.map((item) => item.id)),
    atOnce: () => Math.max(...atOnce),
  };
}
