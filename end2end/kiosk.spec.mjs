// A shared tablet in a village: prepared online, used without a network, private to each resident, handed in at the end
// of the day.
import { chromium } from '@playwright/test';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import config from './playwright.config.mjs';
import { answer, counted, held, makeCounty, makeProfile, makeWave, often, startBrowser, startProxy, untilCounted } from './phone.mjs';
import { expect, makeDataFolder, minxin, startServer, test as base } from './server.mjs';
import { handOut, holding, interview, lend, pending, prepare, stand } from './tablet.mjs';

const test = base.extend({
  county: [async ({ server }, use) => use(await makeCounty(server)), { scope: 'worker' }],
  wave: async ({ server, county }, use) => use(await makeWave(server, county)),
});
test.use({ locale: 'zh-CN', forgiven: /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION|status of [45]\d\d/ });

test('a tablet is set up by a code that works once', async ({ page, server, wave }) => {
  const code = await lend(server, wave);
  await stand(page, server.url, '?lang=zh-Hans');
  await expect(page.locator('#enrol')).toBeVisible();
  await page.locator('#code').fill('0'.repeat(26));
  await page.locator('#enrol button').click();
  await expect(page.locator('#said')).toContainText('登记码不对');
  await page.locator('#code').fill(code.toUpperCase());
  await page.locator('#enrol button').click();
  await expect(page.locator('#prepare')).toBeVisible();
  await page.evaluate(() => localStorage.clear());
  await stand(page, server.url, `?lang=zh-Hans#${code}`);
  await expect(page.locator('#said')).toContainText('登记码不对');
});

test('what is ready and what is not is said line by line', async ({ page, server, wave }) => {
  const code = await lend(server, wave);
  await prepare(page, server.url, code);
  await expect(page.locator('#ready-forms small')).toHaveText('6 / 6 份');
  await expect(page.locator('#ready-room')).toHaveAttribute('data-good', 'true');
  // this browser promises nothing, and the list says so instead of hiding it
  const promised = await page.evaluate(() => navigator.storage.persisted());
  await expect(page.locator('#ready-persisted')).toHaveAttribute('data-good', `${promised}`);
  const forms = await held(page, 'forms');
  const kept = forms.map((f) => `${f.lang} ${f.variant}`).sort();
  expect(kept).toEqual(['en 0000', 'en 0001', 'zh-Hans 0000', 'zh-Hans 0001', 'zh-Hant 0000', 'zh-Hant 0001']);
});

test('the next resident is two taps away, and Chinese comes first', async ({ page, server, wave }) => {
  await prepare(page, server.url, await lend(server, wave));
  await page.locator('#prepare [data-to=start]').click();
  const tongues = page.locator('#tongues button');
  await expect(tongues).toHaveText(['简体中文', '繁體中文', 'English']);
  for (const button of await page.locator('#start button:visible, #tongues button').all()) {
    expect((await button.boundingBox()).height).toBeGreaterThanOrEqual(60);
  }
  await interview(page, '路灯不亮');
  await untilCounted(server, wave, 1);
  await page.locator('[data-to=staff]').first().click();
  await expect(page.locator('#today')).toHaveText('1');
  expect(await page.locator('#staff').innerText()).not.toContain('路灯不亮');
});

test('the thank-you goes by itself', async ({ page, server, wave }) => {
  await prepare(page, server.url, await lend(server, wave));
  await page.locator('#prepare [data-to=start]').click();
  await interview(page, '一'); // the first screen is left and found again
  await page.evaluate(() => sessionStorage.setItem('minxin.done', 'AAAA-BBBB-CCCC'));
  await page.reload();
  await expect(page.locator('#thanks')).toBeVisible();
  await expect(page.locator('#start')).toBeVisible({ timeout: 15_000 });
});

test('back, reload and ten idle minutes show nothing of the resident before', async ({ page, server, wave }) => {
  await page.clock.install();
  await prepare(page, server.url, await lend(server, wave));
  const canary = '金丝雀七七';
  const nothing = async () => {
    await page.locator('#minxin-kiosk[data-standing]').waitFor();
    await expect(page.locator('#start')).toBeVisible();
    expect(await page.content()).not.toContain(canary);
    expect(await held(page, 'drafts')).toEqual([]);
    expect(await held(page, 'keys')).toEqual([]);
  };
  const begin = async () => {
    await handOut(page);
    await page.locator('form.items input[type=radio]:visible').first().check();
    await expect.poll(async () => (await held(page, 'drafts')).length).toBe(1);
  };
  await page.locator('#prepare [data-to=start]').click();
  await begin();
  await page.reload();
  await nothing();
  await begin();
  await page.clock.fastForward(600_001);
  await nothing();
  await begin();
  await page.getByRole('button', { name: '不填了，回到开始' }).click();
  await nothing();
  await page.clock.resume();
  await interview(page, canary);
  await page.goBack().catch(() => null);
  await stand(page, server.url);
  await nothing();
  await page.goto(`${server.url}/s/${wave}?lang=zh-Hans`);
  await nothing();
});

/** A tablet with a profile of its own, ready on its first screen; `use` gets its browser, and how to begin it anew. */
async function withTablet(use) {
  const [data, profile] = [await makeDataFolder(), await makeProfile()];
  const server = await startServer({ data });
  let browser;
  try {
    await makeCounty(server);
    const wave = await makeWave(server);
    browser = await startBrowser(profile);
    const page = await browser.context.newPage();
    await prepare(page, server.url, await lend(server, wave));
    await page.locator('#prepare [data-to=start]').click();
    await use({ server, wave, browser, page, profile });
  } finally {
    await browser?.kill();
    await server.stop();
    for (const folder of [data, profile]) await rm(folder, { recursive: true, force: true });
  }
}

test('a browser that dies while somebody types leaves no word of it on the tablet', async () => {
  test.setTimeout(90_000);
  await withTablet(async ({ browser, page, profile }) => {
    const word = 'canary-while-typing-灯';
    await handOut(page);
    await answer(page, word);
    await expect.poll(async () => (await held(page, 'drafts')).length).toBe(1);
    await page.locator('.pager button').first().click();
    await browser.kill();
    expect(await holding(profile, [word]), 'files of the browser that hold the answer').toEqual([]);
  });
});

test('a day in a village', async () => {
  const each = often(2, 50); // four times: 8, or 200
  test.setTimeout(often(180_000, 1_800_000));
  const [data, profile] = [await makeDataFolder(), await makeProfile()];
  let server = await startServer({ data });
  const { port } = server;
  await makeCounty(server);
  const wave = await makeWave(server);
  const proxy = await startProxy(server);
  const receipts = [];
  const ask = async (page) => {
    for (let n = 0; n < each; n += 1) receipts.push(await interview(page, '灯不亮'));
  };
  try {
    let browser = await startBrowser(profile);
    let page = await browser.context.newPage();
    await prepare(page, proxy.url, await lend(server, wave));
    await page.locator('#prepare [data-to=start]').click();
    await server.kill();
    await ask(page);
    for (const end of ['close', 'kill', 'close']) {
      await browser[end]();
      browser = await startBrowser(profile);
      page = await browser.context.newPage();
      await stand(page, proxy.url, '?lang=zh-Hans');
      await ask(page);
    }
    expect(new Set(receipts).size).toBe(4 * each);

    // the first try of the evening meets no server
    await page.locator('[data-to=staff]').first().click();
    await page.locator('[data-to=end]').click();
    expect(await pending(page)).toBe(4 * each);
    await page.locator('#send').click();
    await expect(page.locator('#said')).toContainText(`还剩 ${4 * each} 份`);
    server = await startServer({ data, port });
    await expect(page.locator('#update')).toBeHidden();
    await page.locator('#send').click();
    await expect(page.locator('#said')).toContainText('都交齐了', { timeout: 60_000 });
    expect(await pending(page)).toBe(0);
    expect(await counted(server, wave)).toBe(4 * each);
    for (const receipt of receipts) {
      const check = await fetch(`${server.url}/check/${receipt}?lang=zh-Hans`);
      expect([check.status, /已收到|已计入/.test(await check.text())]).toEqual([200, true]);
    }
    // the county is told that nothing is left here
    await expect.poll(async () => (await (await fetch(`${server.url}/devices?lang=zh-Hans`)).text()).includes('答卷都交齐了'), { timeout: 40_000 }).toBe(true);

    // a newer build waits, and is offered here and nowhere else
    proxy.spoil = (url, status, bytes) => [status, url === '/sw.js' ? Buffer.concat([bytes, Buffer.from('\n// newer\n')]) : bytes];
    await stand(page, proxy.url, '?lang=zh-Hans');
    await page.locator('[data-to=staff]').first().click();
    await page.locator('[data-to=end]').click();
    await expect(page.locator('#update')).toBeVisible({ timeout: 20_000 });
    await browser.close();
  } finally {
    await proxy.close();
    await server.stop();
    for (const folder of [data, profile]) await rm(folder, { recursive: true, force: true });
  }
});

test('a rescue file brings in what was missing after the tablet is gone, and doubles nothing', async () => {
  test.setTimeout(120_000);
  const [data, profile] = [await makeDataFolder(), await makeProfile()];
  const server = await startServer({ data });
  await makeCounty(server);
  const wave = await makeWave(server);
  const file = path.join(data, 'tablet.rsbox');
  const { executablePath, args } = config.use.launchOptions;
  const tablet = await chromium.launchPersistentContext(profile, { executablePath, args, acceptDownloads: true, locale: 'zh-CN' });
  try {
    const page = await tablet.newPage();
    await prepare(page, server.url, await lend(server, wave));
    await page.locator('#prepare [data-to=start]').click();
    for (const n of [1, 2, 3]) await interview(page, `送到了 ${n}`);
    await untilCounted(server, wave, 3);
    await tablet.setOffline(true);
    for (const n of [4, 5]) await interview(page, `没送到 ${n}`);
    await page.locator('[data-to=staff]').first().click();
    await page.locator('[data-to=end]').click();
    expect(await pending(page)).toBe(2);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#rescue').click()]);
    expect(download.suggestedFilename()).toMatch(/\.rsbox$/);
    await download.saveAs(file);
    await tablet.close();
    await rm(profile, { recursive: true });
    const first = await minxin(['--data', data, 'import', 'rescue', file]);
    expect([first.code, first.stdout + first.stderr]).toEqual([0, expect.stringMatching(/5 records: 2 stored, 3 stored before/)]);
    const again = await minxin(['--data', data, 'import', 'rescue', file]);
    expect([again.code, again.stdout + again.stderr]).toEqual([0, expect.stringMatching(/5 records: 5 stored before/)]);
    expect(await counted(server, wave)).toBe(5);
  } finally {
    await tablet.close().catch(() => {});
    await server.stop();
    for (const folder of [data, profile]) await rm(folder, { recursive: true, force: true });
  }
});
