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
/** Ten thousand characters of all of it. */
const LONG = [...`${SCRIPT}${RTL}${EMOJI}${TEXTS.QUOTES}`.repeat(200)].slice(0, 9_999).join('') + '。';

const csv = (text) => `"${text.replaceAll('"', '""')}"`;

/** Runs the program on the server's data; what it printed. */
async function run(server, ...args) {
  const done = await minxin(['--data', server.data, ...args]);
  expect(done.code, done.stderr).toBe(0);
  return done.stdout;
}

/** Imports a file of these lines. */
async function load(server, kind, lines, ...options) {
  const file = path.join(server.data, `${kind}-${crypto.randomUUID()}.${kind === 'instrument' ? 'json' : 'csv'}`);
  await writeFile(file, `${lines.join('\n')}\n`);
  return run(server, 'import', kind, file, ...options);
}

const YEAR = new Date().getFullYear() - 1;

/** So many more write that what is written may be read. */
const OTHERS = Array.from({ length: 10 }, (_, n) => `nothing special ${n}`);

/** A wave with one question, which takes ten thousand characters, and what was written to it before. */
async function roomy(server, wave, texts) {
  await load(server, 'instrument', [JSON.stringify({
    id: 'roomy', version: 1, title: { 'zh-Hans': '想说的话', en: 'In your words' }, languages: ['zh-Hans', 'en'],
    scales: [{ id: 'LONG', kind: 'text', max_chars: 10_000 }],
    items: [{ code: 'ROOMY', text: { 'zh-Hans': '您想说什么？', en: 'What would you like to say?' }, scale: 'LONG' }],
  })]);
  await load(server, 'responses', ['ROOMY', ...[...texts, ...OTHERS].map(csv)], '--wave', wave, '--instrument', 'roomy', '--year', `${YEAR}`);
}

/** Every text of a closed wave, as it is stored; beside no answer. */
async function stored(server, wave) {
  const out = (await run(server, 'export', 'responses', '--wave', wave, '--county-internal')).trim().split('\n');
  const lines = out.map((line) => JSON.parse(line));
  for (const { answers } of lines.filter((line) => line.answers)) expect(answers).toEqual({});
  const { texts } = lines.find((line) => line.question === 'ROOMY');
  return texts.filter((text) => !OTHERS.includes(text));
}

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

    test('ten thousand hostile characters, typed and pasted, are stored as they were written', async ({ page, county, server }) => {
      expect(county.wave).toBeTruthy();
      const wave = javaScriptEnabled ? 'roomy-with' : 'roomy-without';
      await roomy(server, wave, ['first']);
      await run(server, 'wave', 'open', wave, '--until', day(20));
      await expect.poll(async () => (await fetch(`${server.url}/s/${wave}`)).status).toBe(200);
      await page.goto(`/s/${wave}?lang=en`);
      if (javaScriptEnabled) await page.locator('form.items.one').waitFor();
      const box = page.locator('form.items textarea');
      const [typed, pasted] = [[...LONG].slice(0, 40).join(''), [...LONG].slice(40).join('')];
      await box.pressSequentially(typed);
      await page.keyboard.insertText(pasted);
      expect([...(await box.inputValue())].length).toBe(10_000);
      if (javaScriptEnabled) {
        await expect(async () => {
          await page.locator('.pager button:not([type=button])').click();
          await expect(page).toHaveURL(/\/done\//, { timeout: 1_000 });
        }).toPass();
        await harmless(page);
      } else {
        await page.locator('form.items button:visible').click();
      }
      await expect(page).toHaveURL(/\/done\//);
      await run(server, 'wave', 'close', wave);
      expect((await stored(server, wave)).sort()).toEqual([LONG, 'first'].sort());
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

test('the county reads hostile texts as they were written, and a search for them is harmless', async ({ page, server, county }) => {
  expect(county.wave).toBeTruthy();
  const texts = [...Object.values(TEXTS), LONG, ALL, ...Array.from({ length: 8 }, (_, i) => `${SHORT} ${i}`)];
  await roomy(server, 'roomy-read', texts);
  expect((await stored(server, 'roomy-read')).sort()).toEqual([...texts].sort());
  for (const lang of ['zh-Hans', 'en']) {
    await page.goto(`/surveys/roomy-read/written?lang=${lang}`);
    await harmless(page);
    const shown = await page.locator('.written li').evaluateAll((rows) => rows.map((row) => row.textContent));
    expect(shown.sort()).toEqual([...texts, ...OTHERS].sort());
  }
  await page.getByRole('searchbox').fill(SHORT);
  await page.getByRole('searchbox').press('Enter');
  await expect(page.locator('.written li')).toHaveCount(8);
  await harmless(page);
  await expect(page.getByRole('searchbox')).toHaveValue(SHORT);
});

test('hostile projects, documents and payers of the ledger are shown as written', async ({ page, server, county }) => {
  expect(county.wave).toBeTruthy();
  await load(server, 'population', ['area,year,population', ...[0, 1, 2, 3].map((i) => `t${i},${YEAR},1000`)]);
  const rows = Object.values(TEXTS).map((text, i) => `t${i},${YEAR},roads,${1000 + i},${csv(`${text} project`)},${csv(`${text} source`)},${csv(`${text} payer`)}`);
  await load(server, 'spending', ['area,year,domain,amount,project,source,payer', ...rows]);
  for (const lang of ['zh-Hans', 'en']) {
    for (const address of ['/spending/roads', '/ledger/roads/t0', '/ledger/roads/t1', '/ledger/roads/t3']) {
      const response = await page.goto(`${address}?lang=${lang}`);
      expect(response.status(), address).toBe(200);
      await harmless(page);
    }
    await page.goto(`/spending/roads?lang=${lang}`);
    const main = await page.locator('main').evaluate((m) => m.textContent);
    for (const text of Object.values(TEXTS)) {
      for (const what of ['project', 'source', 'payer']) expect(main).toContain(`${text} ${what}`);
    }
  }
});

test('a hostile name of a tablet is shown as written wherever tablets are named', async ({ page, server, county }) => {
  const wave = county.wave;
  for (const text of [SHORT, RTL, EMOJI, `"'<b>&amp;`]) {
    await page.goto('/devices?lang=en');
    await page.locator('input[name=name]').fill(text);
    await page.locator(`input[name=wave][value="${wave}"]`).check();
    const answer = page.waitForResponse((r) => r.request().method() === 'POST');
    await page.locator('form:has(input[name=name]) button.primary').click();
    expect((await answer).status(), text).toBe(200);
    await harmless(page);
    await expect(page.getByRole('main')).toContainText(text);
  }
  for (const address of ['/devices', county.open]) {
    await page.goto(`${address}?lang=zh-Hans`);
    await harmless(page);
  }
  const long = await fetch(`${server.url}/devices`, { method: 'POST', body: new URLSearchParams({ name: LONG, wave }) });
  expect(long.status).toBe(422);
  const html = await long.text();
  expect(html).not.toContain('<script>alert(1)');
  expect(html).toContain('&lt;script&gt;alert(1)');
});

test('hostile lines of ranks come back as they were typed', async ({ page, county }) => {
  expect(county.wave).toBeTruthy();
  for (const [place, ranks] of [[SHORT, '4，9'], [RTL, '18，17'], [SCRIPT, 'x，y'], [LONG, '1，2']]) {
    await page.goto('/standing?lang=en');
    await page.locator('[name=kind][value=ranks]').check();
    const typed = { n: '150', places: '20', spread: '3', deff: '1.8', sd: '24' };
    for (const [name, value] of Object.entries(typed)) await page.locator(`[name=${name}]`).fill(value);
    await page.locator('[name=lines]').fill(`${place}，${ranks}`);
    const answer = page.waitForResponse((r) => r.request().method() === 'POST');
    await page.locator('form:has([name=lines]) button.primary').click();
    expect((await answer).status(), place.slice(0, 20)).toBeLessThan(500);
    await harmless(page);
    await expect(page.locator('textarea[name=lines]')).toHaveValue(`${place}，${ranks}`);
  }
});
