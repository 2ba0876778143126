// A day in a village, whole: a tablet prepared in the morning, a newer build and a newer version of the survey that wait from
// then on, residents one after the other without a network across three restarts, and everything handed in at night. Eight people here, two
// hundred with `cargo xtask test --long`.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { counted, held, makeCounty, makeProfile, makeWave, often, startBrowser, startProxy } from './phone.mjs';
import { newerRelease } from './release.mjs';
import { expect, makeDataFolder, minxin, startServer, test } from './server.mjs';
import { holding, interview, lend, pending, prepare, stand } from './tablet.mjs';

/** What everybody writes, before a number of their own. */
const CANARY = 'canary-day-灯';

const waits = (page) => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting));

/** Publishes the second version of the survey: another title and one item more. */
async function publishNewer(server, wave) {
  const file = path.join(server.data, 'newer.json');
  const text = { 'zh-Hans': '新问的一题?', en: 'A newer question?' };
  await writeFile(file, JSON.stringify({
    id: wave, version: 2, title: { 'zh-Hans': '新的路灯', en: 'Newer lamps' }, languages: ['zh-Hans', 'en'],
    items: [{ code: 'NEWER', text, scale: 'YN' }],
  }));
  const done = await minxin(['--data', server.data, 'import', 'instrument', file]);
  expect(done.code, done.stderr).toBe(0);
  expect(done.stdout).toContain('version 2');
}

/** To the screen for the end of the day. */
async function endOfDay(page) {
  await page.locator('[data-to=staff]').first().click();
  await page.locator('[data-to=end]').click();
}

test('a day in a village', async () => {
  const each = often(3, 50); // four times: 12, or 200
  const all = 4 * each;
  test.setTimeout(often(240_000, 2_400_000));
  const began = performance.now();
  const [data, profile] = [await makeDataFolder(), await makeProfile()];
  let server = await startServer({ data });
  const { port } = server;
  await makeCounty(server);
  const wave = await makeWave(server);
  const proxy = await startProxy(server);
  const receipts = [];
  const ask = async (page) => {
    for (let n = 0; n < each; n += 1) receipts.push(await interview(page, `${CANARY} ${receipts.length}`));
  };
  let browser;
  try {
    browser = await startBrowser(profile);
    let page = await browser.context.newPage();
    await prepare(page, proxy.url, await lend(server, wave));
    await page.locator('#prepare [data-to=start]').click();
    const [next, nextButOne] = [await newerRelease(server, 1), await newerRelease(server, 2)];
    Object.assign(proxy, next);
    await stand(page, proxy.url, '?lang=zh-Hans'); // from here on the tablet's own worker answers
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await expect.poll(() => waits(page), { timeout: 20_000 }).toBe(true);
    await expect(page.locator('#update')).toBeHidden();
    await publishNewer(server, wave);

    await server.kill();
    await ask(page);
    expect(await waits(page), 'nobody took the update between two residents').toBe(true);
    for (const end of ['quit', 'kill', 'close']) {
      await browser[end]();
      expect(await holding(profile, [CANARY]), `files that hold an answer after ${end}`).toEqual([]);
      browser = await startBrowser(profile);
      page = await browser.context.newPage();
      await stand(page, proxy.url, '?lang=zh-Hans');
      await ask(page);
    }
    expect(new Set(receipts).size).toBe(all);
    expect(await held(page, 'outbox')).toHaveLength(all);
    expect(await held(page, 'drafts')).toEqual([]);

    // the first try of the evening meets no server
    await endOfDay(page);
    expect(await pending(page)).toBe(all);
    await page.locator('#send').click();
    await expect(page.locator('#said')).toContainText(`还剩 ${all} 份`);
    let batches = 0;
    proxy.ask = (url) => (batches += url.endsWith(':batch'));
    server = await startServer({ data, port });
    await page.locator('#send').click();
    await expect(page.locator('#said')).toContainText('都交齐了', { timeout: 60_000 });
    expect(await pending(page)).toBe(0);
    expect(await counted(server, wave)).toBe(all);
    for (const receipt of receipts) {
      const check = await fetch(`${server.url}/check/${receipt}?lang=zh-Hans`);
      expect([check.status, /已收到|已计入/.test(await check.text())]).toEqual([200, true]);
    }
    // the county is told that nothing is left here
    await expect.poll(async () => (await (await fetch(`${server.url}/devices?lang=zh-Hans`)).text()).includes('答卷都交齐了'), { timeout: 40_000 }).toBe(true);

    // a newer build is offered here and nowhere else, and taken by a tap
    Object.assign(proxy, nextButOne);
    await stand(page, proxy.url, '?lang=zh-Hans');
    await expect.poll(() => waits(page), { timeout: 20_000 }).toBe(true);
    await expect(page.locator('#update')).toBeHidden();
    await endOfDay(page);
    await Promise.all([page.waitForEvent('load'), page.locator('#update').click()]);
    await page.locator('#minxin-kiosk[data-standing]').waitFor();
    await expect.poll(() => waits(page)).toBe(false);
    await endOfDay(page);
    expect(await pending(page)).toBe(0);
    await browser.quit();
    expect(await holding(profile, [CANARY]), 'files that hold an answer in the end').toEqual([]);

    // every answer once, by what was written: more than ten wrote, so it may be read, below the answers
    const closed = await minxin(['--data', data, 'wave', 'close', wave]);
    expect(closed.code, closed.stderr).toBe(0);
    const rows = await minxin(['--data', data, 'export', 'responses', '--wave', wave, '--county-internal']);
    expect(rows.code, rows.stderr).toBe(0);
    const written = [...rows.stdout.matchAll(new RegExp(`${CANARY} (\\d+)`, 'g'))].map((m) => Number(m[1]));
    expect(written.sort((a, b) => a - b)).toEqual(receipts.map((_, n) => n));
    const minutes = ((performance.now() - began) / 60_000).toFixed(1);
    // all on the version they were asked in, though a newer one was published in the morning
    expect(rows.stdout.trim().split('\n').map((row) => JSON.parse(row)).filter((row) => row.answers).map((row) => row.version)).toEqual(Array(all).fill(1));
    console.log(`a day in a village: ${all} interviews, delivered in ${batches} batches; ${minutes} minutes`);
  } finally {
    await browser?.kill();
    await proxy.close();
    await server.stop();
    for (const folder of [data, profile]) await rm(folder, { recursive: true, force: true });
  }
});
