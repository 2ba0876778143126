// Bad and thin data in the browser: nothing overlaps, overflows or shows NaN, on a phone and on a desk, in three languages,
// and the dark has contrast; every page is kept as a picture.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { overlaps } from './overlaps.mjs';
import { expect, minxin, startServer, test } from './server.mjs';
import { fill, KINDS } from './thin.mjs';
import { violationsOf } from './violations.mjs';
import { LANGUAGES, STRAYS, TOO_MUCH } from './words.mjs';

const pictures = path.join(import.meta.dirname, 'test-results/thin');
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };

/** What no eye is needed to see: words over each other or off the drawing, pages that scroll sideways. */
const amiss = (page) =>
  page.evaluate(() => {
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    if (document.querySelectorAll('h1').length !== 1) found.push('not one headline');
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const svg of document.querySelectorAll('svg[role=img]')) {
      if (svg.getBoundingClientRect().width === 0) continue;
      const { width, height } = svg.viewBox.baseVal;
      const texts = [...svg.querySelectorAll('text')].map((text) => {
        const { x, width: wide } = text.getBBox();
        const y = Number(text.getAttribute('y'));
        const font = Number(text.getAttribute('font-size'));
        return { text: text.textContent, left: x, right: x + wide, top: y - 0.8 * font, bottom: y + 0.22 * font };
      });
      const name = svg.querySelector('title')?.id;
      for (const [i, a] of texts.entries()) {
        // a letter may stand a hair outside the place that it takes
        if (a.left < -1.5 || a.right > width + 1.5 || a.top < -1 || a.bottom > height + 1) {
          const box = [a.left, a.top, a.right, a.bottom].map((v) => v.toFixed(1));
          found.push(`${name}: “${a.text}” (${box}) is off the drawing of ${width} by ${height}`);
        }
        for (const b of texts.slice(i + 1)) {
          if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) found.push(`${name}: “${a.text}” over “${b.text}”`);
        }
      }
      if (/NaN|Infinity|undefined/.test(svg.outerHTML)) found.push(`${name}: no number`);
    }
    return found;
  });

test('words over each other are seen', async ({ browser }) => {
  const page = await browser.newPage();
  await page.setContent('<body style="font: 16px/1.5 sans-serif"><p style="margin: 0">One line</p><p style="margin: -20px 0 0">another</p><p>A third</p></body>');
  expect(await overlaps(page)).toEqual({ found: ['“One line” over “another”'], lines: 3 });
  await page.setContent('<body><div style="overflow: hidden; height: 0">Folded away</div><p>Shown</p><span>a</span> <b>b</b></body>');
  expect(await overlaps(page)).toEqual({ found: [], lines: 3 });
  await page.close();
});

// each has a county of its own
test.describe.configure({ mode: 'parallel' });

for (const [kind, made] of Object.entries(KINDS)) {
  test(`${kind}: every page is whole, on a phone and on a desk`, async ({ browser }) => {
    test.setTimeout(420_000);
    const data = await fill(made);
    const server = await startServer({ data });
    const context = await browser.newContext();
    const page = await context.newPage();
    try {
      const json = await minxin(['--data', server.data, 'report', '--json']);
      const report = json.code === 0 ? JSON.parse(json.stdout) : undefined;
      expect(Boolean(report), 'a report is there where a wave has closed').toBe(!made.open && !made.without?.includes('responses'));
      const pages = ['/', '/townships', '/standing', '/spending/roads', '/association/roads', '/equations', '/balance', '/surveys', '/data', '/settings', '/method'];
      if (report) {
        const { area } = report.places[0];
        const cell = report.verdicts.cells.find((c) => c.place.area === area);
        pages.push(`/townships/${area}`, `/townships/${area}?item=S_ROADS&by=village`, `/ledger/roads/${area}`);
        pages.push(`/surveys/${report.wave.id}/breakdown?by=area&item=S_ROADS`, `/results/${report.wave.id}`);
        const measured = report.scores.map((m) => m.measure);
        pages.push(...[measured.find((id) => id === 'roads'), measured.at(-1)].filter(Boolean).map((id) => `/townships?measure=${id}`));
        if (cell) pages.push(`/townships/${area}/${cell.domain}`);
      }
      await mkdir(path.join(pictures, kind.replaceAll(' ', '-')), { recursive: true });
      for (const address of pages) {
        for (const lang of LANGUAGES) {
          const response = await page.goto(`${server.url}${address}${address.includes('?') ? '&' : '?'}lang=${lang}`);
          expect(response.status(), address).toBe(200);
          const text = await page.locator('body').innerText();
          expect(text.match(STRAYS), `${address}, ${lang}`).toBeNull();
          expect(text.match(TOO_MUCH), `${address}, ${lang}`).toBeNull();
          for (const [size, viewport] of Object.entries(SIZES)) {
            await page.setViewportSize(viewport);
            expect(await amiss(page), `${address}, ${lang}, ${size}`).toEqual([]);
            const { found, lines } = await overlaps(page);
            expect(found, `${address}, ${lang}, ${size}`).toEqual([]);
            expect(lines, `${address}, ${lang}, ${size}: there are words`).toBeGreaterThan(5);
            if (lang === 'zh-Hans') {
              const name = address.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '') || 'front';
              await page.screenshot({ path: path.join(pictures, kind.replaceAll(' ', '-'), `${name}.${size}.png`), fullPage: true });
            }
          }
          if (lang === 'zh-Hant') {
            await page.emulateMedia({ colorScheme: 'dark' });
            const violations = await violationsOf(page, ['color-contrast']);
            expect(violations.flatMap((v) => v.nodes.map((n) => n.html.slice(0, 160))), `${address}, dark`).toEqual([]);
            await page.emulateMedia({ colorScheme: 'light' });
          }
        }
      }
    } finally {
      await context.close();
      await server.stop();
      await rm(data, { recursive: true, force: true });
    }
  });
}
