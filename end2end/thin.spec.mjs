// Bad and thin data in the browser: nothing overlaps, overflows or shows NaN, on a phone and on a desk; every page is kept as
// a picture. One county for each kind of data, drawn by the program, its files changed as the kind wants it.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, makeDataFolder, minxin, startServer, test } from './server.mjs';
import { STRAYS, TOO_MUCH } from './words.mjs';

const pictures = path.join(import.meta.dirname, 'test-results/thin');
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };
const LONG = '很长很长的名字一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑';

/** A file with every row as `change` gives it back; none where it gives nothing. */
const rows = (change) => (text) => {
  const [head, ...lines] = text.trim().split('\n');
  const changed = lines.map((line, i) => change(line.split(','), i)).filter(Boolean);
  return [head, ...changed.map((cells) => cells.join(','))].join('\n');
};
/** The last year of a file, by the column of its years. */
const lastYear = (at) => (text) => {
  const last = text.trim().split('\n').slice(1).map((line) => line.split(',')[at]).toSorted().at(-1);
  return rows((cells) => (cells[at] === last ? cells : undefined))(text);
};
const SMALL = ['--townships', '9', '--villages', '27', '--responses', '900', '--waves', '1'];

const KINDS = {
  'no waves': { synth: SMALL, without: ['responses'] },
  'one township': { synth: ['--townships', '1', '--villages', '6', '--responses', '400', '--waves', '1'] },
  'no spending': { synth: SMALL, without: ['spending'] },
  'one year': {
    synth: SMALL,
    change: { spending: lastYear(1), population: lastYear(1), indicators: lastYear(1), deflator: lastYear(0) },
  },
  'all suppressed': { synth: ['--townships', '9', '--villages', '27', '--responses', '54', '--waves', '1'] },
  'two hundred townships': { synth: ['--townships', '200', '--villages', '400', '--responses', '8000', '--waves', '1'] },
  'names of thirty characters': {
    synth: SMALL,
    change: { areas: rows((cells, i) => (cells[2] === 'township' ? [cells[0], `${LONG.slice(0, 28)}${i}`, ...cells.slice(2)] : cells)) },
  },
  zeros: { synth: SMALL, change: { spending: rows((cells) => [...cells.slice(0, 3), '0', ...cells.slice(4)]) } },
  'one domain': { synth: [...SMALL, '--domains', 'roads'] },
  'an open wave': { synth: SMALL, open: true },
};

/** A data folder of a kind, filled by the program's own import. */
async function fill({ synth, without = [], change = {}, open }) {
  const data = await makeDataFolder();
  const files = path.join(data, 'files');
  const run = async (...args) => {
    const done = await minxin(['--data', data, ...args]);
    expect(done.code, `${args.join(' ')}: ${done.stderr}`).toBe(0);
  };
  await run('synth', '--out', files, ...synth);
  for (const kind of ['areas', 'population', 'spending', 'deflator', 'indicators', 'instrument']) {
    if (without.includes(kind)) continue;
    const file = path.join(files, `${kind}.${kind === 'instrument' ? 'json' : 'csv'}`);
    if (change[kind]) await writeFile(file, `${change[kind](await readFile(file, 'utf8'))}\n`);
    await run('import', kind, file);
  }
  const waves = (await readdir(files)).filter((f) => f.startsWith('responses-'));
  for (const file of without.includes('responses') ? [] : waves) {
    const [, wave, year] = /responses-(w(\d+))\.csv/.exec(file);
    await run('import', 'responses', path.join(files, file), '--wave', wave, '--instrument', 'synthetic', '--year', year);
    if (open) await run('wave', 'open', wave, '--until', '2999-12-31');
  }
  return data;
}

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

for (const [kind, made] of Object.entries(KINDS)) {
  test(`${kind}: every page is whole, on a phone and on a desk`, async ({ browser }) => {
    test.setTimeout(180_000);
    const data = await fill(made);
    const server = await startServer({ data });
    const context = await browser.newContext();
    const page = await context.newPage();
    try {
      const json = await minxin(['--data', server.data, 'report', '--json']);
      const report = json.code === 0 ? JSON.parse(json.stdout) : undefined;
      expect(Boolean(report), 'a report is there where a wave has closed').toBe(!made.open && !made.without?.includes('responses'));
      const pages = ['/', '/townships', '/standing', '/spending/roads', '/association/roads', '/equations', '/balance', '/surveys', '/data'];
      if (report) {
        const { area } = report.places[0];
        const cell = report.verdicts.cells.find((c) => c.place.area === area);
        pages.push(`/townships/${area}`, `/townships/${area}?item=S_ROADS&by=village`, `/ledger/roads/${area}`);
        pages.push(`/surveys/${report.wave.id}/breakdown?by=area&item=S_ROADS`, `/results/${report.wave.id}`);
        if (cell) pages.push(`/townships/${area}/${cell.domain}`);
      }
      await mkdir(path.join(pictures, kind.replaceAll(' ', '-')), { recursive: true });
      for (const address of pages) {
        for (const lang of ['zh-Hans', 'en']) {
          const response = await page.goto(`${server.url}${address}${address.includes('?') ? '&' : '?'}lang=${lang}`);
          expect([200, 404], address).toContain(response.status());
          const text = await page.locator('body').innerText();
          expect(text.match(STRAYS), `${address}, ${lang}`).toBeNull();
          expect(text.match(TOO_MUCH), `${address}, ${lang}`).toBeNull();
          for (const [size, viewport] of Object.entries(SIZES)) {
            await page.setViewportSize(viewport);
            expect(await amiss(page), `${address}, ${lang}, ${size}`).toEqual([]);
            if (lang === 'zh-Hans') {
              const name = address.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '') || 'front';
              await page.screenshot({ path: path.join(pictures, kind.replaceAll(' ', '-'), `${name}.${size}.png`), fullPage: true });
            }
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
