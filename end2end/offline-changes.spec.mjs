// What a county changes while a phone is away: the survey ends, its questions or its villages are others by then.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plan, post, publish, step } from './county.mjs';
import {
  answer, comeBack, counted, handOver, held, makeCounty, makeWave, open, press, untilCounted, untilKept,
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
  await comeBack(context);
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
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//);
  await expect(page.getByRole('main')).toContainText('截止后');
  expect(await counted(server, wave)).toBe(0);
  expect(await (await fetch(`${server.url}/surveys/${wave}/apart?lang=zh-Hans`)).text()).toContain('1 份');
  expect(await told(page, server)).toContain('截止后');
  await expect(page.locator('.records li')).toContainText(['已送达']);
  await expect(page.locator('.records small')).toContainText('截止后收到，单独存放');
  expect(await held(page, 'outbox')).toEqual([]);
});

test('a survey is taken back while a phone is away: what it brings is kept apart, nothing counts, and said so', async ({ page, context, server, wave }) => {
  await open(page, wave);
  await untilKept(page);
  await answer(page, '这份先到了');
  await handOver(page, 'done');
  await open(page, wave);
  await context.setOffline(true);
  await answer(page, '这份还在手机里');
  await handOver(page, SAVED);
  expect(await run(server, 'wave', 'withdraw', wave)).toContain('taken back');
  await untilOver(server, wave);
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//);
  await expect(page.getByRole('main')).toContainText('已经撤回');
  const desk = await (await fetch(`${server.url}/surveys/${wave}?lang=zh-Hans`)).text();
  expect(desk).toContain('收到过 2 份');
  expect(await told(page, server)).toContain('不计入任何结果');
  expect(await held(page, 'outbox')).toEqual([]);
  await page.goto(`/s/${wave}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('已经撤回');
  const again = await minxin(['--data', server.data, 'wave', 'open', wave]);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('for good')]);
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
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//);
  await untilCounted(server, wave, 1);
});

test('a village goes to another township while a phone is away: who lives there is counted where they were asked', async ({ page, context, server, county }) => {
  const villages = async (rows, ...more) => {
    const file = path.join(server.data, 'villages.csv');
    await writeFile(file, `code,name,level,parent\n${rows}\n`);
    await run(server, 'import', 'areas', file, ...more);
  };
  await villages('t2,河口镇,township,c\nt3,山前镇,township,c\nv1,东村,village,t2\nv2,西村,village,t2\nv3,南村,village,t3');
  const draft = await post(server, '/surveys/new', {
    area: 't2', 'title.zh-Hans': '自来水', 'title.en': 'Water', start: 'empty', ...plan,
  });
  await step(server, draft, { action: 'add', code: 'D_VILLAGE' });
  await step(server, draft, { action: 'own', kind: 'text', text: '还想说什么?', 'text.en': 'Anything else?' });
  const wave = (await publish(server, draft)).split('/').pop();
  await open(page, wave);
  await untilKept(page);
  await context.setOffline(true);
  await page.getByRole('radio', { name: '西村' }).check();
  await press(page, () => expect(page.locator('form.items textarea')).toBeVisible({ timeout: 300 }));
  await page.locator('form.items textarea').fill('住在西村');
  await handOver(page, SAVED);
  await villages('v2,西村,village,t3', '--replace');
  await expect.poll(async () => (await (await fetch(`${server.url}/s/${wave}`)).text()).includes('西村')).toBe(false);
  await comeBack(context);
  await expect(page).toHaveURL(/\/done\//);
  await untilCounted(server, wave, 1);
  expect(await held(page, 'outbox')).toEqual([]);
});
