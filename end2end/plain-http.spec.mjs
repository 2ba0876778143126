// An address without https, as in a village's own network: nothing can be encrypted there, so nothing is kept, and the page
// says so.
import { chromium } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { answer, comeBack, counted, handOver, makeCounty, makeProfile, makeWave, startBrowser } from './phone.mjs';
import config from './playwright.config.mjs';
import { expect, startServer, test } from './server.mjs';
import { holding, lend, stand } from './tablet.mjs';

const NAME = 'county.test';

/** A browser that finds the residents' door of a server under a name that is not this machine's. */
async function onTheNetwork(use) {
  const server = await startServer({ args: ['--public', '127.0.0.1:0'] });
  const { executablePath, args } = config.use.launchOptions;
  const browser = await chromium.launch({ executablePath, args: [...args, `--host-resolver-rules=MAP ${NAME} 127.0.0.1`] });
  try {
    const port = /residents are served at http:\/\/127\.0\.0\.1:(\d+)/.exec(server.stderr())[1];
    await makeCounty(server);
    const wave = await makeWave(server);
    const context = await browser.newContext({ locale: 'zh-CN' });
    await use({ server, wave, context, page: await context.newPage(), url: `http://${NAME}:${port}` });
  } finally {
    await browser.close();
    await server.stop();
  }
}

test('without https a phone keeps answers until they are sent and says so', async () => {
  await onTheNetwork(async ({ server, wave, context, page, url }) => {
    await page.goto(`${url}/s/${wave}?lang=zh-Hans`);
    await page.locator('form.items.one').waitFor();
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await expect(page.locator('.news').first()).toContainText('没有加密，答案不会存在手机里');
    const canary = '金丝雀九九';
    const old = `minxin.draft.${wave}`;
    await page.evaluate((old) => sessionStorage.setItem(old, 'of an earlier page'), old);
    await answer(page, canary);
    // nothing of it outlives the page, so whoever leaves is asked
    const asks = page.waitForEvent('dialog');
    const gone = page.evaluate(() => location.reload()).catch(() => {});
    const question = await asks;
    expect(question.type()).toBe('beforeunload');
    await question.accept();
    await gone;
    await page.locator('form.items.one').waitFor();
    await expect(page.locator('form.items textarea')).toHaveValue('');
    expect(await page.evaluate((old) => sessionStorage.getItem(old), old)).toBeNull();
    await answer(page, canary);
    await context.setOffline(true);
    await handOver(page, '还没有送出');
    await expect(page.locator('.waiting')).toContainText('请不要关掉这个页面');
    await expect(page.locator('.waiting a')).toBeHidden();
    await expect(page.locator('#rescue'), 'what anybody could read goes into no file').toHaveCount(0);
    const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()]));
    expect(kept).not.toContain(canary);
    expect(kept).toContain('[]');
    await comeBack(context);
    await expect(page).toHaveURL(/\/done\//);
    expect(await counted(server, wave)).toBe(1);
    await page.goto(`${url}/s/${wave}?lang=zh-Hans`);
    await page.locator('form.items.one').waitFor();
    await expect(page.locator('form.items textarea')).toHaveValue('');
  });
});

test('without https no word of an answer is in any file of the browser, neither while it is filled in nor while it waits', async () => {
  await onTheNetwork(async ({ server, wave, url }) => {
    const profile = await makeProfile();
    const start = () => startBrowser(profile, {}, [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
    const form = async (browser) => {
      const page = await browser.context.newPage();
      await page.goto(`${url}/s/${wave}?lang=zh-Hans`);
      await page.locator('form.items.one').waitFor();
      return page;
    };
    const canary = `KANARIENVOGEL${Math.random().toString(36).slice(2)}`;
    const control = `KONTROLLE${Math.random().toString(36).slice(2)}`;
    let browser = await start();
    try {
      let page = await form(browser);
      await answer(page, canary);
      await page.locator('.pager button').first().click();
      // the same search does find what a tab keeps, and what the page writes down; Chromium writes both now and then
      await page.evaluate((control) => {
        sessionStorage.setItem('control', control);
        localStorage.setItem('control', control);
      }, control);
      await expect.poll(() => holding(profile, [control]), { timeout: 60_000 }).not.toEqual([]);
      await browser.kill();
      expect(await holding(profile, [canary]), 'while it is filled in').toEqual([]);
      browser = await start();
      page = await form(browser);
      await expect(page.locator('form.items textarea')).toHaveValue('');
      await answer(page, canary);
      await browser.context.setOffline(true);
      await handOver(page, '还没有送出');
      await browser.quit();
      // while the browser quits the network may be back for a moment: then the answer is delivered, and once
      expect(await holding(profile, [canary]), 'while it waited').toEqual([]);
      expect(await counted(server, wave)).toBeLessThan(2);
    } finally {
      await browser.kill();
      await rm(profile, { recursive: true, force: true });
    }
  });
});

test('without https a tablet is not ready for a village', async () => {
  await onTheNetwork(async ({ server, wave, page, url }) => {
    await stand(page, url, `?lang=zh-Hans#${await lend(server, wave)}`);
    await page.locator('#prepare-go').click();
    await expect(page.locator('#ready-sealed')).toHaveAttribute('data-good', 'false', { timeout: 30_000 });
    await expect(page.locator('#minxin-kiosk')).toHaveAttribute('data-ready', 'false');
  });
});
