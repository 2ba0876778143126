// A clerk types paper questionnaires by keyboard alone: two passes, what differs is decided from the paper, and the
// answers come in like all others. With a script and without one.
import { minxin, startServer, test as base, expect } from './server.mjs';
import { paperStack, plan, post, publish } from './county.mjs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

const AREAS = 'code,name,level,parent\nc,安禾县,county,\nt1,城关镇,township,c\nv1,东街村,village,t1\nv2,西街村,village,t1\n';

const test = base.extend({
  wave: [
    async ({ server }, use) => {
      const file = path.join(server.data, 'areas.csv');
      await writeFile(file, AREAS);
      const { code, stderr } = await minxin(['--data', server.data, 'import', 'areas', file]);
      expect(code, stderr).toBe(0);
      const draft = await post(server, '/surveys/new', { area: 't1', 'title.zh-Hans': '居民满意度调查', 'title.en': 'Survey', start: 'short', ...plan });
      await use(await publish(server, draft));
    },
    { scope: 'worker' },
  ],
});

/** Types a sheet by keys alone: its serial, then what the paper says, Enter after each. */
async function type(page, serial, answers) {
  await expect(page.locator('#serial')).toBeFocused();
  await page.keyboard.type(serial.replace('-', ''));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(serial);
  const names = await page.locator('form[data-enter] input:not([type=hidden])').evaluateAll((all) => all.map((f) => f.name.slice(2)));
  for (const name of names) {
    const field = page.locator(`[name="a.${name}"]`);
    await expect(field).toBeFocused();
    const keys = answers[name] ?? '.';
    await page.keyboard.type(keys);
    // a number that can be no other has gone on by itself
    const stays = await field.evaluate((f) => document.activeElement === f);
    if (stays || name === names.at(-1)) await page.keyboard.press('Enter');
  }
  await expect(page.getByRole('status')).toContainText(serial);
}

for (const javaScriptEnabled of [true, false]) {
  test(`two clerks type a stack ${javaScriptEnabled ? 'by keys alone' : 'without a script'}`, async ({ browser, server, wave }) => {
    const sheets = await paperStack(server, wave, { sheets: '2', village: 'v1', lang: 'zh-Hans' });
    expect(sheets).toHaveLength(2);
    const before = await counted(server, wave);
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled, locale: 'zh-CN' });
    const page = await context.newPage();
    const answers = { Q_OVERALL: '4', S_ROADS: '2', R_TOP3: '1 3', D_AGE: '3', D_SEX: '1', COACH: '2' };
    const typed = javaScriptEnabled ? type : plainly;
    await page.goto(`${wave}/paper/type/first`);
    if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
    await typed(page, sheets[0], answers);
    await typed(page, sheets[1], answers);
    expect(await counted(server, wave), 'one pass is no answer').toBe(before);
    await page.goto(`${wave}/paper/type/second`);
    await typed(page, sheets[0], answers);
    await expect(page.getByRole('status')).toContainText('收进来了');
    await typed(page, sheets[1], { ...answers, S_ROADS: '5', R_TOP3: '3 1' });
    await expect(page.getByRole('status')).toContainText('核对单');
    expect(await counted(server, wave)).toBe(before + 1);

    await page.goto(`${wave}/paper`);
    await page.getByRole('link', { name: '对着纸定 1 份' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('1 题两遍不一样');
    const field = page.locator('form[data-enter] input:not([type=hidden])');
    await expect(field).toHaveCount(1);
    // the browser moves the focus a moment after the page is read
    await expect(field).toBeFocused();
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('没有两遍不一样的了');
    expect(await counted(server, wave)).toBe(before + 2);

    await page.goto(`${wave}/paper/type/second?serial=${sheets[1]}`);
    await expect(page.locator('#serial-error')).toContainText('已经收进来了');
    await context.close();
  });
}

/** The same without a script: Enter hands the form in, and it comes back at the first field that is still empty. */
async function plainly(page, serial, answers) {
  await page.locator('#serial').fill(serial);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(serial);
  await page.locator('[name="a.Q_OVERALL"]').fill('9');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert');
  await expect(alert.getByRole('heading')).toContainText('题没录好');
  expect(await alert.getByRole('link').count()).toBe(await page.locator('form[data-enter] .amiss').count());
  await expect(alert.getByRole('link').first()).toHaveAttribute('href', '#a.Q_OVERALL');
  await expect(page.locator('[id="a.Q_OVERALL-error"]')).toContainText('没有“9”这个编号');
  await expect(page.locator('[name="a.Q_OVERALL"]')).toBeFocused();
  for (const field of await page.locator('form[data-enter] input:not([type=hidden])').all()) {
    const name = (await field.getAttribute('name')).slice(2);
    await field.fill(answers[name] ?? '.');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText(serial);
}

async function counted(server, wave) {
  const page = await (await fetch(`${server.url}${wave}`)).text();
  return Number(/已收 (\d+) 份/.exec(page)[1]);
}
