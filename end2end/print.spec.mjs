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
