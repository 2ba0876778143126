// An address without https, as in a village's own network: nothing can be encrypted there, so nothing is kept, and the page
// says so.
import { chromium } from '@playwright/test';
import { answer, counted, handOver, makeCounty, makeWave } from './phone.mjs';
import config from './playwright.config.mjs';
import { expect, startServer, test } from './server.mjs';
import { lend, stand } from './tablet.mjs';

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
    await answer(page, canary);
    await page.reload();
    await expect(page.locator('form.items textarea'), 'in the same tab').toHaveValue(canary);
    await context.setOffline(true);
    await handOver(page, '还没有送出');
    await expect(page.locator('.waiting')).toContainText('请不要关掉这个页面');
    const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, await indexedDB.databases()]));
    expect(kept).not.toContain(canary);
    expect(kept).toContain('[]');
    await context.setOffline(false);
    await expect(page).toHaveURL(/\/done\//);
    expect(await counted(server, wave)).toBe(1);
    await page.goto(`${url}/s/${wave}?lang=zh-Hans`);
    await page.locator('form.items.one').waitFor();
    await expect(page.locator('form.items textarea')).toHaveValue('');
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
