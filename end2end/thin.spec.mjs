// Bad and thin data in the browser: nothing overlaps, overflows or shows NaN, on a phone and on a desk, in three languages,
// and the dark has contrast; every page is kept as a picture.
import AxeBuilder from '@axe-core/playwright';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, minxin, startServer, test } from './server.mjs';
import { fill, KINDS } from './thin.mjs';
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

/** Lines of words that stand over each other outside of drawings. */
const overlaps = (page) =>
  page.evaluate(() => {
    const clips = new Map();
    /** What the elements around it leave to be seen of an element's content. */
    const clip = (element) => {
      if (!element || element === document.documentElement) return { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
      if (!clips.has(element)) {
        const outer = clip(element.parentElement);
        const { overflowX, overflowY, clipPath } = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const cut = [overflowX, overflowY].some((v) => v !== 'visible') || clipPath !== 'none';
        clips.set(element, cut ? {
          left: Math.max(outer.left, box.left), top: Math.max(outer.top, box.top),
          right: Math.min(outer.right, box.right), bottom: Math.min(outer.bottom, box.bottom),
        } : outer);
      }
      return clips.get(element);
    };
    const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const lines = [];
    const add = (text, box, within) => {
      // letters fill the middle of their line
      const [top, bottom] = [box.top + 0.2 * box.height, box.bottom - 0.2 * box.height];
      const line = {
        text, left: Math.max(box.left, within.left), right: Math.min(box.right, within.right),
        top: Math.max(top, within.top), bottom: Math.min(bottom, within.bottom),
      };
      if (line.right - line.left > 1 && line.bottom - line.top > 1) lines.push(line);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      if (!node.data.trim() || holder.closest('svg, script, style, noscript, select, textarea') || !seen(holder)) continue;
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) add(node.data.trim().slice(0, 40), box, clip(holder));
    }
    for (const field of document.querySelectorAll('select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])')) {
      if (seen(field)) add(`field ${field.name}`, field.getBoundingClientRect(), clip(field.parentElement));
    }
    lines.sort((a, b) => a.top - b.top);
    const found = [];
    lines.forEach((a, i) => {
      for (let j = i + 1; j < lines.length && lines[j].top < a.bottom - 1; j += 1) {
        const b = lines[j];
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1) found.push(`“${a.text}” over “${b.text}”`);
      }
    });
    return { found, lines: lines.length };
  });

test('words over each other are seen', async ({ browser }) => {
  const page = await browser.newPage();
  await page.setContent('<body style="font: 16px/1.5 sans-serif"><p style="margin: 0">One line</p><p style="margin: -20px 0 0">another</p><p>A third</p></body>');
  expect(await overlaps(page)).toEqual({ found: ['“One line” over “another”'], lines: 3 });
  await page.setContent('<body><div style="overflow: hidden; height: 0">Folded away</div><p>Shown</p><span>a</span> <b>b</b></body>');
  expect(await overlaps(page)).toEqual({ found: [], lines: 3 });
  await page.close();
});

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
            const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
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
