// Phones and tablets with no room left: the browser's own quota, and a disk that is full.
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFaults } from './faults.mjs';
import {
  answer, counted, handOver, held, makeCounty, makeProfile, makeWave, press, startBrowser, startProxy, untilCounted, untilKept,
} from './phone.mjs';
import { expect, makeDataFolder, test as base } from './server.mjs';
import { handOut, interview, lend, prepare, stand } from './tablet.mjs';

const test = base.extend({
  county: [async ({ server }, use) => use(await makeCounty(server)), { scope: 'worker' }],
  wave: async ({ server, county }, use) => use(await makeWave(server, county)),
  between: async ({ server }, use) => {
    const between = await startProxy(server);
    await use(between);
    await between.close();
  },
  /** A page of a browser with a disk of its own, as a phone has, that gives this site eight megabytes. */
  page: async ({ between }, use) => {
    const profile = await makeProfile();
    const browser = await startBrowser(profile);
    const page = await browser.context.newPage();
    const devtools = await browser.context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: between.url, quotaSize: 8_000_000 });
    await use(page);
    await browser.kill();
    await rm(profile, { recursive: true, force: true });
  },
});

const SAVED = '已保存在手机';

const ballast = async (page) => (await held(page, 'meta')).some((m) => m.name === 'ballast');

/** Fills the store until not even a small record finds room. */
const fillUp = (page, without) =>
  page.evaluate(async (without) => {
    const asked = indexedDB.open('minxin');
    const db = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    const change = (work) =>
      new Promise((done, failed) => {
        const write = db.transaction('meta', 'readwrite');
        write.oncomplete = () => done(true);
        write.onabort = () => (write.error.name === 'QuotaExceededError' ? done(false) : failed(write.error));
        work(write.objectStore('meta'));
      });
    if (without) await change((store) => store.delete(without));
    let n = 0;
    // what cannot fit makes the browser count anew; it reckons for half a minute with the room that there was
    for (const size of [16_000_000, 50_000, 5_000, 200]) {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += 50_000) crypto.getRandomValues(bytes.subarray(at, at + 50_000));
      while (await change((store) => store.put({ name: `fill ${(n += 1)}`, bytes })));
    }
    db.close();
    return n;
  }, without);

/** Answers that live in this page alone: nothing leads away from it, and whoever leaves is asked first. */
async function expectToStay(page) {
  await expect(page.locator('.waiting a')).toBeHidden();
  const asks = page.waitForEvent('dialog');
  const gone = page.evaluate(() => location.reload()).catch(() => {});
  const question = await asks;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await gone;
  await expect(page.locator('.waiting h2')).toHaveText('还没有送出');
}

/** Presses the button for the rescue file; the file. */
async function rescue(page, folder) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  const before = (await readdir(folder)).length;
  const files = async () => (await readdir(folder)).filter((name) => name.endsWith('.rsbox'));
  await page.locator('.waiting #rescue').click();
  await expect.poll(async () => (await files()).length).toBe(before + 1);
  return path.join(folder, (await files()).at(-1));
}

/** Takes a rescue file in at the desk: read first, stored by the second click. */
async function takeIn(browser, server, file, says) {
  const desk = await browser.newPage();
  await desk.goto(`${server.url}/data?kind=rescue&lang=en`);
  await desk.locator('input[name=file]').setInputFiles(file);
  await desk.getByRole('button', { name: 'Read and preview' }).click();
  await expect(desk.locator('main')).toContainText(says);
  await desk.getByRole('button', { name: 'Store', exact: true }).click();
  await expect(desk.locator('main')).toContainText(says);
  await desk.close();
}

/** The form, with the store ready. */
async function begin(page, between, wave) {
  await page.goto(`${between.url}/s/${wave}?lang=zh-Hans`);
  await page.locator('form.items.one').waitFor();
  await expect.poll(() => ballast(page)).toBe(true);
  await untilKept(page);
}

test('the quota is used up: the megabyte of nothing gives its place to the interview under way, and later ones are told', async ({ page, between, server, wave }) => {
  await begin(page, between, wave);
  await answer(page, '满了也存得下');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  expect(await fillUp(page)).toBeGreaterThan(4);
  expect(await ballast(page)).toBe(true);
  between.down = true;
  await handOver(page, SAVED);
  expect(await held(page, 'outbox')).toHaveLength(1);
  expect(await ballast(page)).toBe(false);
  await page.goto(`${between.url}/s/${wave}?lang=zh-Hans`);
  await expect(page.locator('.news').first()).toContainText('存不住答案');
  between.down = false;
  await untilCounted(server, wave, 1);
});

test('the quota is used up: the page says that it keeps nothing, offers a file, and sends as long as it is open', async ({ page, browser, between, server, wave }) => {
  const folder = await makeDataFolder();
  await begin(page, between, wave);
  await answer(page, '真的满了');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  expect(await fillUp(page, 'ballast')).toBeGreaterThan(4);
  between.down = true;
  await handOver(page, '还没有送出');
  await expect(page.locator('.waiting')).toContainText('请不要关掉这个页面');
  expect(await held(page, 'outbox')).toEqual([]);
  await expectToStay(page);
  await takeIn(browser, server, await rescue(page, folder), '1 stored');
  expect(await counted(server, wave)).toBe(1);
  between.down = false;
  await page.getByRole('button', { name: '现在再送一次' }).click();
  await expect(page).toHaveURL(/\/done\//, { timeout: 20_000 });
  expect(await counted(server, wave), 'what came by hand is known').toBe(1);
  await rm(folder, { recursive: true });
});

test('a full tablet holds the answers of one resident: idle or asked to, it does not leave them, and they go out as a file', async ({ page, browser, between, server, wave }) => {
  const folder = await makeDataFolder();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: between.url, quotaSize: 40_000_000 });
  await page.addInitScript(() => (navigator.storage.estimate = async () => ({ quota: 10_000_000_000, usage: 0 })));
  await prepare(page, between.url, await lend(server, wave));
  await expect.poll(() => ballast(page)).toBe(true);
  await page.locator('#prepare [data-to=start]').click();
  await page.clock.install();
  await handOut(page);
  await answer(page, '平板满了');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  expect(await fillUp(page, 'ballast')).toBeGreaterThan(4);
  between.down = true;
  await handOver(page, '还没有送出');
  await expect(page.locator('form.items textarea')).toHaveValue('');
  const stays = () => expect(page.locator('.waiting h2')).toHaveText('还没有送出');
  await page.clock.fastForward(600_001);
  await stays();
  const stop = page.getByRole('button', { name: '不填了，回到开始' });
  await stop.click();
  await stays();
  await expectToStay(page);
  const file = await rescue(page, folder);
  // whoever has the file may leave; the browser asks
  page.once('dialog', (question) => question.accept());
  await stop.click();
  await page.locator('#minxin-kiosk[data-standing]').waitFor();
  between.down = false;
  await takeIn(browser, server, file, '1 stored');
  expect(await counted(server, wave)).toBe(1);
  await rm(folder, { recursive: true });
});

test('the disk of a phone is full: what was called saved is there after a kill, and what is not is said', async ({ between, server, wave }) => {
  const [folder, profile] = [await makeDataFolder(), await makeProfile()];
  const faults = await makeFaults(folder, profile);
  let browser = await startBrowser(profile, faults.env);
  try {
    let page = await browser.context.newPage();
    await begin(page, between, wave);
    await answer(page, '磁盘满了');
    await faults.room(0);
    between.down = true;
    await press(page, () => expect(page.locator('.waiting h2')).toBeVisible({ timeout: 1500 }));
    const said = await page.locator('.waiting h2').innerText();
    expect(await faults.refused(), 'writes that found no room').toBeGreaterThan(0);
    console.log(`disk full: ${said}`);
    if (said === SAVED) {
      await browser.kill();
      await faults.room();
      browser = await startBrowser(profile, faults.env);
      page = await browser.context.newPage();
      between.down = false;
      await page.goto(`${between.url}/s/${wave}?lang=zh-Hans`);
    } else {
      expect(said).toBe('还没有送出');
      await expect(page.locator('.waiting')).toContainText('请不要关掉这个页面');
      between.down = false;
      // the network is back: it may have gone out by itself before anybody could tap
      await page.evaluate(() => dispatchEvent(new Event('online')));
    }
    await untilCounted(server, wave, 1);
  } finally {
    await browser.kill();
    await faults.close();
    for (const each of [folder, profile]) await rm(each, { recursive: true, force: true });
  }
});

test('a tablet whose store is full takes no new interview, whatever the browser says of its room, until there is room', async ({ page, between, server, wave }) => {
  const devtools = await page.context().newCDPSession(page);
  const quota = (quotaSize) => devtools.send('Storage.overrideQuotaForOrigin', { origin: between.url, quotaSize });
  await quota(40_000_000);
  // some browsers say ten gigabytes, whatever there is
  await page.addInitScript(() => (navigator.storage.estimate = async () => ({ quota: 10_000_000_000, usage: 0 })));
  await prepare(page, between.url, await lend(server, wave));
  await page.locator('#prepare [data-to=start]').click();
  await interview(page, '还有地方');
  await untilCounted(server, wave, 1);
  const tongues = page.locator('#tongues button');
  await expect(tongues.first()).toBeEnabled();

  await expect.poll(() => ballast(page)).toBe(true);
  expect(await fillUp(page, 'ballast')).toBeGreaterThan(4);
  for (const _ of ['once', 'and after another reload']) {
    await stand(page, between.url, '?lang=zh-Hans');
    await expect(page.locator('#start')).toBeVisible();
    await expect(page.locator('#said')).toContainText('平板快存满了');
    for (const button of await tongues.all()) await expect(button).toBeDisabled();
  }

  await quota(400_000_000);
  await stand(page, between.url, '?lang=zh-Hans');
  await expect.poll(() => ballast(page)).toBe(true);
  await expect(tongues.first()).toBeEnabled();
  await interview(page, '又有地方了');
  await untilCounted(server, wave, 2);
});
