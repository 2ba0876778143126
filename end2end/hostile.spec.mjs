// Whatever people write stays what they wrote: it is shown, it does not run, it does not break a page.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { day, plan, post, publish, step } from './county.mjs';
import { expect, minxin, test as base } from './server.mjs';

const SCRIPT = '</textarea></title></script><script>alert(1)</script><img src=x onerror=alert(2)>';
const RTL = '\u202e\u2067\u200fمرحبا';
const EMOJI = '👩‍👩‍👧‍👦🏳️‍🌈e\u0301\u{1F600}';
const TEXTS = { SCRIPT, RTL, EMOJI, QUOTES: `"'\`<!--]]>&lt;&#60;{{7*7}}\${7*7}` };
const SHORT = '<img src=x onerror=alert(3)>';
const ALL = `${SCRIPT}${EMOJI}`;

/** A county whose every name is hostile, with a round, a wave and a draft. */
const test = base.extend({
  county: [
    async ({ server }, use) => {
      const rows = Object.values(TEXTS).map((text, i) => `t${i},"${text.replaceAll('"', '""')}",township,c`);
      const areas = path.join(server.data, 'areas.csv');
      await writeFile(areas, `code,name,level,parent\nc,"${SCRIPT}",county,\n${rows.join('\n')}\nv,"${SCRIPT} v",village,t0\n`);
      const done = await minxin(['--data', server.data, 'import', 'areas', areas]);
      expect(done.code, done.stderr).toBe(0);
      const words = {
        asker: `${SHORT} asker`, form_number: SHORT, issued_by: SHORT, approval_number: SHORT, valid_until: SHORT,
      };
      const round = await post(server, '/surveys/rounds/new', {
        ...plan, ...words, 'title.zh-Hans': `${SCRIPT}`, 'title.en': `${EMOJI}${RTL}`, area: 'c', core: 'short', reply_by: day(29),
      });
      const draft = await post(server, '/surveys/new', {
        round: round.split('/').pop(), area: 't0', 'title.zh-Hans': `${SCRIPT} wave`, 'title.en': `${SCRIPT} wave`,
      });
      await step(server, draft, { action: 'own', kind: 'text', text: ALL, 'text.en': `${ALL} en` });
      await step(server, draft, { action: 'own', kind: 'single', text: `${RTL} single`, options: `${SHORT}\n${EMOJI}\n"'>` });
      const open = await publish(server, draft);
      const second = await post(server, '/surveys/new', {
        round: round.split('/').pop(), area: 't1', 'title.zh-Hans': SCRIPT, 'title.en': SCRIPT,
      });
      await step(server, second, { action: 'own', kind: 'several', text: ALL, options: `${SHORT}\n${RTL}` });
      await use({ round, draft: second, open, wave: open.split('/').pop() });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

/** Nothing of what was written became a part of the page. */
async function harmless(page) {
  const built = await page.evaluate(() => ({
    scripts: [...document.scripts].filter((s) => /alert/.test(s.textContent) && s.type !== 'application/json').length,
    images: document.querySelectorAll('img[src=x], [onerror]').length,
  }));
  expect(built).toEqual({ scripts: 0, images: 0 });
}

for (const lang of ['zh-Hans', 'en']) {
  test(`hostile names are shown as written on every page of the desk, ${lang}`, async ({ page, county }) => {
    const addresses = [
      '/', '/surveys', '/surveys/new', '/surveys/rounds/new', county.round, `/surveys/new?round=${county.round.split('/').pop()}`,
      county.draft, `${county.draft}/settings`, `${county.draft}/preview`, `${county.draft}/publish`, county.open, `${county.open}/poster`,
      `${county.open}/breakdown`, `${county.draft}?q=${encodeURIComponent(SCRIPT)}`, `/surveys/${encodeURIComponent(SCRIPT)}`,
      `/association/${encodeURIComponent(SCRIPT)}`, `/spending/${encodeURIComponent(SCRIPT)}`, `/data?kind=${encodeURIComponent(SCRIPT)}`,
    ];
    for (const address of addresses) {
      const response = await page.goto(`${address}${address.includes('?') ? '&' : '?'}lang=${lang}`);
      expect(response.status(), address).toBeLessThan(500);
      await harmless(page);
    }
    await page.goto(`${county.open}?lang=zh-Hans`);
    await expect(page.getByRole('main')).toContainText(`${SCRIPT} wave`);
  });
}

test('hostile names are shown as written on the form, and the form still works', async ({ page, county }) => {
  await page.goto(`/s/${county.wave}?lang=zh-Hans`);
  await page.locator('form.items.one').waitFor();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<script>alert(1)</script>');
  await expect(page.locator('.approval')).toContainText(SHORT);
  await harmless(page);
});

for (const javaScriptEnabled of [false, true]) {
  test.describe(javaScriptEnabled ? 'with the script' : 'without a script', () => {
    test.use({ javaScriptEnabled });

    test('a hostile answer is taken and shown nowhere', async ({ page, county, server }) => {
      await page.goto(`/s/${county.wave}?lang=en`);
      const box = page.locator('form.items textarea');
      const answer = `${SCRIPT.slice(0, 90)}\n${RTL}\n${EMOJI}`;
      if (javaScriptEnabled) {
        await page.locator('form.items.one').waitFor();
        const send = page.locator('.pager button:not([type=button])');
        for (;;) {
          if (await box.isVisible()) await box.fill(answer);
          const at = await page.locator('.where .at b').innerText();
          const last = Number(at) === Number(/\/\s*(\d+)/.exec(await page.locator('.where .at').innerText())[1]);
          if (last) break;
          await expect(async () => {
            await send.click();
            await expect(page.locator('.where .at b')).not.toHaveText(at, { timeout: 700 });
          }).toPass();
        }
        await expect(async () => {
          await send.click();
          await expect(page).toHaveURL(/\/done\//, { timeout: 1_000 });
        }).toPass();
      } else {
        await box.fill(answer);
        await page.locator('form.items button:visible').click();
      }
      await expect(page).toHaveURL(/\/done\//);
      if (javaScriptEnabled) await harmless(page);
      const receipt = (await page.locator('output').innerText()).trim();
      for (const address of [`/check/${receipt}`, county.open, `${county.open}/breakdown`, '/surveys', '/']) {
        const html = await (await fetch(server.url + address)).text();
        expect(html, address).not.toContain('مرحبا\n');
      }
    });

    test('an answer that is far too long comes back with words and all that was typed', async ({ page, county }) => {
      await page.goto(`/s/${county.wave}?lang=en`);
      const box = page.locator('form.items textarea');
      if (javaScriptEnabled) {
        await page.locator('form.items.one').waitFor();
        const send = page.locator('.pager button:not([type=button])');
        while (!(await box.isVisible())) {
          const at = await page.locator('.where .at b').innerText();
          await expect(async () => {
            await send.click();
            await expect(page.locator('.where .at b')).not.toHaveText(at, { timeout: 700 });
          }).toPass();
        }
        await box.fill('x'.repeat(10_000));
        await expect(async () => {
          await send.click();
          await expect(page.locator('#summary')).toBeVisible({ timeout: 700 });
        }).toPass();
        await expect(page.locator('#summary')).toBeFocused();
      } else {
        await box.fill('x'.repeat(10_000));
        const answer = page.waitForResponse((r) => r.request().method() === 'POST');
        await page.locator('form.items button:visible').click();
        expect((await answer).status()).toBe(422);
        await expect(page.locator('#summary')).toBeVisible();
      }
      expect((await box.inputValue()).length).toBe(10_000);
    });
  });
}

test('ten thousand characters in any field are refused with words, never a failure', async ({ county, server }) => {
  const long = '长'.repeat(10_000);
  for (const [address, fields] of [
    ['/surveys/rounds/new', { ...plan, 'title.zh-Hans': long, area: 'c', core: 'short' }],
    ['/surveys/rounds/new', { ...plan, 'title.zh-Hans': 'x', area: 'c', core: 'short', asker: long }],
    ['/surveys/rounds/new', { ...plan, 'title.zh-Hans': 'x', area: 'c', core: 'short', approval_number: long }],
    ['/surveys/new', { ...plan, 'title.zh-Hans': long, area: 'c', start: 'short' }],
    ['/surveys/new', { ...plan, 'title.zh-Hans': 'x', area: long, start: long }],
    [`${county.draft}/settings`, { 'title.zh-Hans': long }],
    [county.draft, { action: 'own', kind: 'text', text: long }],
    [county.draft, { action: 'own', kind: 'single', text: 'x', options: `${long}\n${long}` }],
    [county.draft, { action: long, code: long }],
    [`${county.open}/address`, { public_base: `https://${long}` }],
    [`${county.open}/dates`, { closes: long }],
  ]) {
    const response = await fetch(server.url + address, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
    expect(response.status, `${address} ${Object.keys(fields)}`).toBeGreaterThanOrEqual(400);
    expect(response.status, `${address} ${Object.keys(fields)}`).toBeLessThan(500);
    expect(await response.text()).toMatch(/<h1/);
  }
});

test('a receipt code in the address is shown, not run', async ({ page }) => {
  for (const code of [SCRIPT, RTL, EMOJI, 'x'.repeat(5_000), '%', '\u0007']) {
    const response = await page.goto(`/check/${encodeURIComponent(code)}?lang=en`);
    expect(response.status()).toBe(404);
    await harmless(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  }
});

test('an address typed for residents cannot become a script', async ({ county, server, page }) => {
  for (const base of ['javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', `https://x"><script>alert(1)</script>`, 'file:///etc/passwd']) {
    const response = await fetch(`${server.url}${county.open}/address`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ public_base: base }) });
    expect(response.status, base).toBe(422);
  }
  await page.goto(county.open);
  await harmless(page);
});

test('a hostile file is refused on the data page with its name and cells shown as written', async ({ page, server, county }) => {
  expect(county.wave).toBeTruthy();
  const file = path.join(server.data, `<img src=x onerror=alert(3)>.csv`);
  await writeFile(file, `code,name,level\nx,"${SCRIPT}",township\ny,"${SCRIPT}",<script>alert(4)</script>\n`);
  await page.goto('/data?lang=en');
  await page.locator('input[name=kind][value=areas]').check();
  await page.locator('input[name=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Read and preview' }).click();
  await expect(page.locator('#refused')).toContainText('row 3');
  await harmless(page);
});
