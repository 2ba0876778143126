// The demo county as a county leader meets it: the finding in two clicks, the doubt beside it, in three languages.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, inLanguage, open, test } from './pages.mjs';
import { minxin } from './server.mjs';
import { LANGUAGES, TOO_MUCH, words } from './words.mjs';

/** Where a page leads, without the language. */
function links(html, server) {
  return [...html.matchAll(/ href="(\/[^"#]*)/g)].map(([, href]) => {
    const url = new URL(href.replaceAll('&amp;', '&'), server.url);
    url.searchParams.delete('lang');
    return url.pathname + url.search;
  });
}

const addresses = (county) => Object.values(county).filter((value) => typeof value === 'string' && value.startsWith('/'));

test('two clicks lead from the front page to the finding on schools', async ({ page }) => {
  await open(page, '/?lang=zh-Hans');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('这些数据说不清');
  await page.getByRole('main').getByRole('link', { name: '学校教育', exact: true }).first().click();
  await expect(page).toHaveURL(/\/association\/schools/);
  const headline = page.getByRole('heading', { level: 1 });
  await expect(headline).toContainText('ρ 0.46');
  await expect(headline).toContainText('32 个地区');
  await expect(headline).toContainText('这些数据说不清');
});

test('the open sample form is one click from the front page', async ({ page }) => {
  await open(page, '/?lang=en');
  await page.locator('a[href="/s/demo"]').first().click();
  await expect(page.locator('form.items')).toBeVisible();
});

for (const lang of LANGUAGES) {
  test(`the finding on schools is said with its doubt in ${lang}`, async ({ page }) => {
    await open(page, `/association/schools?lang=${lang}`);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page.getByRole('main')).toContainText('0.46');
    await expect(page.getByRole('main')).toContainText('n = 32');
    await expect(page.locator('.doubt')).toContainText(lang === 'en' ? '(0.11–0.71)' : '（0.11–0.71）');
  });
}

test('what leaving Shetland out does is said with the program’s own figures', async ({ page, server }) => {
  const schools = async (...args) => {
    const { code, stdout, stderr } = await minxin(['--data', server.data, 'associate', '--json', ...args]);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout).rows.find((row) => row.domain === 'schools' && row.wave === '2017-20');
  };
  const [all, without] = [await schools(), await schools('--exclude', 'S12000027')];
  const text = (value) => value.toFixed(2);
  // what the story rests on: the straight line falls, the rank order stays
  expect([all.pearson, all.spearman, without.pearson, without.spearman].map(text)).toEqual(['0.42', '0.46', '0.30', '0.41']);
  const still = { 'zh-Hans': '名次相关还在', 'zh-Hant': '名次相關還在', en: 'The rank correlation is still there' };
  const cannot = { 'zh-Hans': '这些数据说不清', 'zh-Hant': '這些資料說不清', en: 'these data cannot say' };
  for (const lang of LANGUAGES) {
    await open(page, `/association/schools?lang=${lang}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(cannot[lang]);
    const notice = page.locator('.notices li', { hasText: 'Shetland' });
    await expect(notice).toHaveCount(1);
    await expect(notice).toContainText(still[lang]);
    const said = await notice.innerText();
    for (const value of [all.pearson, without.pearson, without.spearman]) expect(said, lang).toContain(text(value));
    for (const p of [all.pearson_p, without.spearman_p]) expect(said, lang).toContain(p.toFixed(3));
  }
});

test('where many areas turn the line, none is said to carry it', async ({ page }) => {
  await open(page, '/association/street_cleaning?lang=en&wave=2017-20');
  const notices = page.locator('.notices li');
  await expect(notices.filter({ hasText: 'cannot be relied on' })).toHaveCount(1);
  await expect(notices.filter({ hasText: /^Without / })).toHaveCount(0);
});

test('the first of many waves is not said to be the only one', async ({ page }) => {
  const none = { 'zh-Hans': '没有早 3 年以上、可比的一轮', 'zh-Hant': '沒有早 3 年以上、可比的一輪', en: 'No wave 3 years or more before this one to compare' };
  const one = { 'zh-Hans': '只有一轮', 'zh-Hant': '只有一輪', en: 'One wave only' };
  for (const lang of LANGUAGES) {
    await open(page, `/association/schools?lang=${lang}&wave=2010-14`);
    await expect(page.getByRole('link', { name: '2017-20', exact: true })).toBeVisible();
    await expect(page.locator('.doubt')).toContainText(none[lang]);
    await expect(page.locator('.doubt')).not.toContainText(one[lang]);
  }
});

for (const lang of LANGUAGES) {
  test(`no page says more than the data can say, ${lang}`, async ({ request, county, server }) => {
    const waiting = ['/', '/s/demo', '/check', '/check/0000-0000-0000', `/check/${county.receipt}`, ...addresses(county)];
    const [seen, found] = [new Set(), []];
    while (waiting.length > 0) {
      const address = waiting.shift();
      if (seen.has(address)) continue;
      seen.add(address);
      const response = await request.get(inLanguage(server.url + address, lang));
      if (!response.headers()['content-type']?.startsWith('text/html')) continue;
      const html = await response.text();
      // a stack of paper is in the language of those who fill it in
      if (!address.includes('/paper/stacks/')) expect(html, address).toMatch(new RegExp(`<html[^>]* lang="${lang}"`));
      const said = words(html);
      const match = TOO_MUCH.exec(said);
      if (match) found.push(`${address}: …${said.slice(Math.max(0, match.index - 40), match.index + 40)}…`);
      // the waves of one service differ in numbers, not in words
      waiting.push(...links(html, server).filter((next) => !next.includes('wave=') && !next.startsWith('/pkg/')));
    }
    expect(seen.size, 'the walk reached the pages of the desk').toBeGreaterThan(40);
    expect(found).toEqual([]);
  });
}

test('no link of any page leads nowhere', async ({ request, county, server }) => {
  const waiting = [['/', 'start'], ...addresses(county).map((a) => [a, 'start'])];
  waiting.push([`/s/demo/done/${county.receipt}`, 'start'], [`/check/${county.receipt}`, 'start']);
  const [seen, broken] = [new Set(), []];
  while (waiting.length > 0) {
    const [address, from] = waiting.shift();
    if (seen.has(address)) continue;
    seen.add(address);
    const response = await request.get(server.url + address);
    // a closed form answers 410 with a page that says so
    if (!response.ok() && response.status() !== 410) broken.push(`${from} → ${address}: ${response.status()}`);
    if (!response.headers()['content-type']?.startsWith('text/html')) continue;
    // a link that is hidden until there is something to lead to is none yet
    const html = (await response.text()).replace(/<a\b[^>]* hidden\b[^>]*>/g, '');
    const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    for (const [, href] of html.matchAll(/ href="(\/[^"]*|#[^"]*)"/g)) {
      const [next, fragment] = href.replaceAll('&amp;', '&').split('#');
      if (next === '' && fragment && !ids.has(fragment)) broken.push(`${address} → #${fragment}`);
      if (next !== '' && !next.includes('lang=')) waiting.push([next, address]);
    }
  }
  expect(broken).toEqual([]);
});

test('the chart has a name, a description and a table with the same areas', async ({ page }) => {
  await open(page, '/association/schools?lang=en');
  const chart = page.locator('#scatter svg[role=img]:visible');
  await expect(chart).toHaveCount(1);
  for (const id of (await chart.getAttribute('aria-labelledby')).split(' ')) {
    await expect(page.locator(`#${id}`)).not.toBeEmpty();
  }
  await page.locator('#scatter summary').click();
  const rows = page.locator('#scatter-table tbody tr');
  await expect(rows).toHaveCount(32);
  await expect(rows.filter({ hasText: 'Glasgow City' })).toHaveCount(1);
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((e) => e.id));
  expect(new Set(ids).size, 'an id is there twice').toBe(ids.length);
});

test('a table sorts by each column, up and down', async ({ page }) => {
  await open(page, '/association/schools?lang=en');
  await page.locator('#scatter summary').click();
  const table = page.locator('#scatter-table');
  for (const column of [1, 3]) {
    const head = table.locator('thead th').nth(column);
    const values = () => table.locator('tbody tr').evaluateAll((rows, at) => rows.map((r) => Number(r.children[at].dataset.value)), column);
    for (const direction of ['descending', 'ascending']) {
      await head.getByRole('button').click();
      await expect(head).toHaveAttribute('aria-sort', direction);
      const sorted = (await values()).toSorted((a, b) => (direction === 'ascending' ? a - b : b - a));
      expect(await values()).toEqual(sorted);
    }
  }
  await expect(table.locator('thead th[aria-sort]'), 'one column says that it is sorted').toHaveCount(1);
});

test('a table is narrowed down to what is typed, and is whole again', async ({ page }) => {
  await open(page, '/association/schools?lang=en');
  await page.locator('#scatter summary').click();
  const rows = page.locator('#scatter-table tbody tr:visible');
  await expect(rows).toHaveCount(32);
  await page.keyboard.press('Tab');
  const field = page.getByLabel('Only rows with');
  await field.focus();
  await page.keyboard.type('glasgow');
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('Glasgow City');
  await field.fill('');
  await expect(rows).toHaveCount(32);
});

test('a table is copied and downloaded whole', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '/association/schools?lang=en');
  await page.locator('#scatter summary').click();
  const tools = page.locator('[data-table-tools=scatter-table]');
  const waiting = page.waitForEvent('download');
  await tools.locator('[data-file=csv]').click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
  expect(lines).toHaveLength(33);
  expect(lines.some((l) => l.startsWith('Glasgow City,'))).toBe(true);
  const cells = (line) => line.replace(/"[^"]*"/g, 'quoted').split(',').length;
  expect(lines.map(cells)).toEqual(Array(33).fill(4));
  const workbook = page.waitForEvent('download');
  await tools.locator('[data-file=xlsx]').click();
  const bytes = await readFile(await (await workbook).path());
  expect(bytes.subarray(0, 4).toString('latin1'), 'a workbook is a zip').toBe('PK\u0003\u0004');
  await tools.locator('[data-copy]').click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Glasgow City\t');
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('everything is there to read, and no tool that would not work', async ({ page }) => {
    await page.goto('/?lang=en');
    await page.getByRole('main').getByRole('link', { name: 'Schools', exact: true }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('0.46');
    await expect(page.locator('#scatter svg[role=img]:visible')).toHaveCount(1);
    await page.locator('#scatter summary').click();
    await expect(page.locator('#scatter-table tbody tr')).toHaveCount(32);
    const tools = page.locator('[data-table-tools=scatter-table]');
    await expect(tools.locator('[data-copy]')).toBeHidden();
    for (const kind of ['csv', 'xlsx']) {
      const waiting = page.waitForEvent('download');
      await tools.locator(`[data-file=${kind}]`).click();
      expect((await waiting).suggestedFilename()).toBe(`minxin-scatter.${kind}`);
    }
  });

  test('the form is whole on one page and ends in one button', async ({ page }) => {
    await page.goto('/s/demo?lang=en');
    await expect(page.locator('form.items fieldset, form.items select').first()).toBeVisible();
    expect(await page.locator('form.items input[type=radio]:visible').count()).toBeGreaterThan(50);
    await expect(page.locator('form.items button:visible')).toHaveCount(1);
    await expect(page.locator('form.items input:checked'), 'nothing is chosen beforehand').toHaveCount(0);
  });
});

test('the form fits into the first 14 KB on the wire', async ({ server }) => {
  const headers = { 'accept-encoding': 'gzip' };
  const [answer] = await once(get(`${server.url}/s/demo?lang=zh-Hans`, { headers }), 'response');
  expect(answer.statusCode).toBe(200);
  let size = 0;
  for await (const chunk of answer) size += chunk.length;
  expect(size).toBeLessThan(14 * 1024);
});

/** What the server sends, as it is on the wire. */
async function wire(url, coding) {
  const [answer] = await once(get(url, { headers: { 'accept-encoding': coding } }), 'response');
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) };
}

test('files of the build come in the coding asked for and are kept for ever; an unknown one is not there', async ({ server }) => {
  const form = (await wire(`${server.url}/s/demo`, 'identity')).body.toString();
  const desk = (await wire(`${server.url}/`, 'identity')).body.toString();
  const names = new Set([...`${form}${desk}`.matchAll(/\/pkg\/[\w.-]+\.(?:js|css|wasm)/g)].map((m) => m[0]));
  expect([...names].filter((name) => name.endsWith('.wasm')).length, [...names].join(' ')).toBeGreaterThan(0);
  for (const name of names) {
    const plain = await wire(server.url + name, 'identity');
    expect(plain.status, name).toBe(200);
    expect(plain.headers['content-encoding'], name).toBeUndefined();
    for (const [asked, coding, open] of [['gzip, deflate, br', 'br', brotliDecompressSync], ['gzip', 'gzip', gunzipSync], ['br;q=0, gzip', 'gzip', gunzipSync]]) {
      const packed = await wire(server.url + name, asked);
      expect(packed.headers['content-encoding'], `${name} ${asked}`).toBe(coding);
      expect(packed.headers.vary, name).toMatch(/accept-encoding/i);
      expect(packed.headers['cache-control'], name).toBe('public, max-age=31536000, immutable');
      expect(packed.headers['content-type'], name).toBe(plain.headers['content-type']);
      expect(packed.body.length, name).toBeLessThan(plain.body.length);
      expect(open(packed.body).equals(plain.body), `${name} in ${coding}`).toBe(true);
    }
    expect(plain.headers['cache-control'], name).toBe('public, max-age=31536000, immutable');
    const other = name.replace(/[0-9a-f]{8,}/, (hash) => '0'.repeat(hash.length));
    expect(other, 'a name carries its hash').not.toBe(name);
    const missing = await wire(server.url + other, 'br');
    expect(missing.status, other).toBe(404);
    expect(missing.headers['cache-control'] ?? '', other).not.toContain('immutable');
  }
});
