// Paper: how many sheets a page takes, and what is not to be pressed there.
import { expect, test, visit } from './atlas.mjs';

/** Sheets of the page as the browser would print it, and their width and height in millimetres. */
async function printed(page) {
  const file = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const boxes = [...file.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)];
  const sheets = file.match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
  expect(sheets.length, 'the file can be read').toBeGreaterThan(0);
  const size = boxes[0].slice(1).map((points) => Math.round((Number(points) * 25.4) / 72));
  return { sheets: sheets.length, size };
}

for (const lang of ['zh-Hans', 'zh-Hant', 'en']) {
  test(`public results go on one or two sheets of A3 for the village board, ${lang}`, async ({ page, atlas }) => {
    for (const name of ['public results', 'drawn: public results']) {
      await visit(page, atlas.entries.find((e) => e.name === name), lang);
      const { sheets, size } = await printed(page);
      expect(size, name).toEqual([297, 420]);
      expect(sheets, name).toBeLessThanOrEqual(2);
    }
  });
}

test('on paper every table stands open under its name, with a head that is repeated, and nothing is to be pressed', async ({ page, atlas }) => {
  for (const name of ['drawn: townships', 'drawn: card', 'drawn: spending']) {
    await visit(page, atlas.entries.find((e) => e.name === name), 'zh-Hans');
    await page.emulateMedia({ media: 'print' });
    const amiss = () => page.evaluate(() => {
      const seen = (e) => e.checkVisibility({ contentVisibilityAuto: true });
      const tables = [...document.querySelectorAll('main table.data')];
      return {
        tables: tables.length > 0,
        folded: tables.filter((t) => !seen(t)).length,
        // a button in a head keeps it from being repeated on the next sheet
        boxes: [...document.querySelectorAll('main thead button')].filter((b) => getComputedStyle(b).display !== 'contents').length,
        pressed: [...document.querySelectorAll('main :is(details > summary, .tools, .btn)')].filter((e) => seen(e) && e.closest('details, .tools, .btn')?.querySelector('table')).length,
      };
    });
    // what paper unfolds is laid out with the next frame
    await expect.poll(amiss, { message: name }).toEqual({ tables: true, folded: 0, boxes: 0, pressed: 0 });
    await page.emulateMedia({ media: null });
  }
});

test('every page of the finding fits A4, without its menu, under its headline and over its source', async ({ page, atlas }) => {
  test.setTimeout(240_000);
  // what has figures to cite; a form or a refusal has none
  const finding = atlas.entries.filter(({ name, status }) => status === 200 && /^drawn: (?!settings|method)|^(front page|association|spending|ledger|breakdown|townships|equations)/.test(name));
  expect(finding.length, 'pages of the finding').toBeGreaterThan(20);
  await page.setViewportSize({ width: 794, height: 1123 });
  for (const entry of finding) {
    await page.emulateMedia({ media: 'print' });
    await visit(page, entry, 'zh-Hans');
    const sheet = await page.evaluate(() => ({
      menus: [...document.querySelectorAll('nav')].filter((e) => e.checkVisibility()).length,
      headline: document.querySelector('h1')?.checkVisibility(),
      source: [...document.querySelectorAll('.source, footer, .wall > .promise')].some((e) => e.checkVisibility() && /来源|不显示|人均 =/.test(e.innerText)),
      over: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    }));
    expect(sheet, entry.name).toEqual({ menus: 0, headline: true, source: true, over: 0 });
  }
});

test('a grey printer loses nothing: below and above carry a sign, and each cell can be read', async ({ page, atlas }) => {
  await page.emulateMedia({ media: 'print' });
  await visit(page, atlas.entries.find((e) => e.name === 'drawn: front page'), 'zh-Hans');
  const cells = await page.evaluate(() => {
    const light = (colour) => {
      const [r, g, b] = colour.match(/[\d.]+/g).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return [...document.querySelectorAll('.matrix td:is(.a2, .a3, .b2, .b3)')].map((cell) => {
      const style = getComputedStyle(cell);
      const [one, other] = [light(style.color), light(style.backgroundColor)].sort((a, b) => b - a);
      return { tone: cell.className.match(/[ab][23]/)[0], text: cell.querySelector('b, span:not(.vh)').innerText.trim(), contrast: (one + 0.05) / (other + 0.05) };
    });
  });
  expect(cells.length).toBeGreaterThan(5);
  for (const { tone, text, contrast } of cells) {
    expect(text[0], `${tone} ${text}`).toBe(tone[0] === 'a' ? '+' : '−');
    expect(contrast, `${tone} ${text}`).toBeGreaterThanOrEqual(4.5);
  }

  // in charts, what is coloured is also marked in words beside it
  await visit(page, atlas.entries.find((e) => e.name === 'drawn: townships'), 'zh-Hans');
  const { coloured, marked } = await page.evaluate(() => {
    const chart = [...document.querySelectorAll('main figure svg')].find((s) => s.checkVisibility());
    const probe = document.createElement('i');
    document.body.append(probe);
    const tone = (name) => ((probe.style.color = `var(--${name})`), getComputedStyle(probe).color);
    const tones = ['above-3', 'above-2', 'below-3', 'below-2'].map(tone);
    const dots = [...chart.querySelectorAll('circle')].filter((c) => tones.includes(getComputedStyle(c).fill));
    return { coloured: dots.length, marked: [...chart.querySelectorAll('text')].filter((t) => /[▲▽]$/.test(t.textContent.trim())).length };
  });
  expect(coloured).toBeGreaterThan(0);
  expect(marked).toBe(coloured);
});

test('on paper no row of a table stands alone on a sheet, and figures keep off the words beside them', async ({ page, atlas }) => {
  for (const name of ['drawn: front page', 'drawn: spending', 'drawn: equations']) {
    await visit(page, atlas.entries.find((e) => e.name === name), 'zh-Hans');
    await page.emulateMedia({ media: 'print' });
    const kept = await page.evaluate(() => [...document.querySelectorAll('main table')].map((table) => {
      const bodies = [...table.tBodies].map((body) => [...body.rows]);
      const first = bodies[0].slice(0, 2).every((row) => getComputedStyle(row).breakAfter === 'avoid');
      const last = bodies.at(-1).slice(-3).every((row) => getComputedStyle(row).breakBefore === 'avoid');
      const beside = [...table.querySelectorAll('.n + :not(.n)')].map((cell) => parseFloat(getComputedStyle(cell).paddingInlineStart));
      return { id: table.id, first, last, apart: beside.every((px) => px >= 12) };
    }));
    expect(kept.length, name).toBeGreaterThan(0);
    for (const { id, ...rest } of kept) expect(rest, `${name}: ${id}`).toEqual({ first: true, last: true, apart: true });
    await page.emulateMedia({ media: null });
  }
  await visit(page, atlas.entries.find((e) => e.name === 'drawn: front page'), 'zh-Hans');
  const { sheets } = await printed(page);
  expect(sheets, 'the front page of 24 townships').toBeLessThanOrEqual(5);
});
