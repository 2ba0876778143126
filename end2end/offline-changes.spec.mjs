// What a county changes while a phone is away: the survey ends, its questions are others by then.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  answer, counted, handOver, held, makeCounty, makeWave, open, untilCounted, untilKept,
} from './phone.mjs';
import { expect, minxin, test as base } from './server.mjs';

const test = base.extend({
  county: [async ({ server }, use) => use(await makeCounty(server)), { scope: 'worker' }],
  wave: async ({ server, county }, use) => use(await makeWave(server, county)),
});
test.use({ locale: 'zh-CN', forgiven: /ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of [45]\d\d/ });

const SAVED = '已保存在手机';

/** A command of the county; what it says. */
async function run(server, ...args) {
  const done = await minxin(['--data', server.data, ...args]);
  expect(done.code, done.stderr).toBe(0);
  return done.stdout;
}

/** Waits until the running server knows that nobody begins any more. */
const untilOver = (server, wave) => expect.poll(async () => (await fetch(`${server.url}/s/${wave}`)).status).toBe(410);

/** What the receipt of a record of this phone says at the server. */
async function told(page, server) {
  await page.goto('/offline?lang=zh-Hans');
  const receipt = await page.locator('.records a').first().innerText();
  return (await fetch(`${server.url}/check/${receipt}?lang=zh-Hans`)).text();
}

test('a survey ends while a phone is away: what was finished before counts, and so does what is finished in grace', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await untilKept(page);
  await context.setOffline(true);
  await answer(page, '截止前填完');
  await handOver(page, SAVED);
  await page.goto(`/s/${wave}`);
  await page.locator('form.items.one').waitFor();
  await answer(page, '截止时只填了一半');
  await expect.poll(() => held(page, 'drafts')).toHaveLength(1);
  await run(server, 'wave', 'close', wave, '--grace', '24');
  await untilOver(server, wave);
  await handOver(page, SAVED);
  expect(await held(page, 'outbox')).toHaveLength(2);
  await context.setOffline(false);
  await expect(page).toHaveURL(/\/done\//);
  await untilCounted(server, wave, 2);
  await expect.poll(() => held(page, 'outbox')).toEqual([]);
});

test('a phone that comes back after grace hands over all the same: kept apart, and said so', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await untilKept(page);
  await context.setOffline(true);
  await answer(page, '太晚了');
  await handOver(page, SAVED);
  await run(server, 'wave', 'close', wave);
  await untilOver(server, wave);
  await context.setOffline(false);
  await expect(page).toHaveURL(/\/done\//);
  await expect(page.getByRole('main')).toContainText('截止后');
  expect(await counted(server, wave)).toBe(0);
  expect(await (await fetch(`${server.url}/surveys/${wave}/apart?lang=zh-Hans`)).text()).toContain('1 份');
  expect(await told(page, server)).toContain('截止后');
  await expect(page.locator('.records li')).toContainText(['已送达']);
  await expect(page.locator('.records small')).toContainText('截止后收到，单独存放');
  expect(await held(page, 'outbox')).toEqual([]);
});

test('a newer version is published while a phone is away: what was answered on the one before is taken', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await untilKept(page);
  await context.setOffline(true);
  await page.reload();
  await page.locator('form.items.one').waitFor();
  await answer(page, '答的是旧版');
  await handOver(page, SAVED);
  const file = path.join(server.data, 'newer.json');
  const text = { 'zh-Hans': '别的问题?', en: 'Another question?' };
  await writeFile(file, JSON.stringify({
    id: wave, version: 2, title: { 'zh-Hans': '路灯', en: 'Street lamps' }, languages: ['zh-Hans', 'en'],
    items: [{ code: 'OTHER', text, scale: 'YN' }],
  }));
  expect(await run(server, 'import', 'instrument', file)).toContain('version 2');
  await context.setOffline(false);
  await expect(page).toHaveURL(/\/done\//);
  await untilCounted(server, wave, 1);
});
