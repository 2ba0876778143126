// The table behind every chart sorts, unless its order would rank what must not be ranked, is copied, and is had as a file.
import { addresses, expect, test } from './drawn.mjs';
import { inLanguage, open } from './pages.mjs';

/** Tables in an order of the page's own, and why. */
const KEPT_IN_ORDER = {
  funnel: 'townships are never ordered by their number of answers',
  ways: 'three ways of telling shared money over',
  signs: 'what points to something is no ranking',
  surveys: 'nor is a list of surveys',
};

test('every table behind a chart sorts, is copied and is had as CSV and XLSX', async ({ page, report }) => {
  test.setTimeout(180_000);
  const seen = new Set();
  const finding = Object.entries(addresses(report)).filter(([name]) => !['settings', 'data', 'surveys', 'public results'].includes(name));
  for (const [name, address] of finding) {
    await open(page, inLanguage(address, 'zh-Hans'));
    const tables = page.locator('main table.data');
    if ((await tables.count()) === 0) continue;
    await page.locator('main').evaluate((main) => main.querySelectorAll('details').forEach((d) => (d.open = true)));
    // the script shows what it can do when it has begun
    await expect(page.locator('main .tools [data-copy]').first(), name).toBeVisible();
    for (const table of await tables.all()) {
      const id = await table.getAttribute('id');
      const about = `${name}, ${id}`;
      seen.add(id);
      const tools = page.locator(`[data-table-tools="${id}"]`);
      await expect(tools.locator('[data-copy]'), about).toBeVisible();
      const files = await tools.locator('a[data-file]').evaluateAll((all) => all.map((a) => [a.dataset.file, a.href]));
      expect(files.map(([kind]) => kind), about).toEqual(['csv', 'xlsx']);
      for (const [kind, href] of files) {
        const file = await page.request.get(href);
        expect([file.status(), (await file.body()).subarray(0, 2).toString('latin1') === 'PK'], `${about}, ${kind}`).toEqual([200, kind === 'xlsx']);
      }
      const sorts = await table.locator('thead th button').count();
      const columns = await table.locator('thead th').count();
      // of places and scores every column but the number of answers
      const ofPlaces = ['places-table', 'scored-table', 'nearest-table'].includes(id) || (id === 'answers-table' && /by=(area|village)/.test(address));
      const sortable = columns - (ofPlaces ? 1 : 0);
      expect(sorts, about).toBe(id.replace('-table', '') in KEPT_IN_ORDER ? 0 : sortable);
    }
  }
  for (const id of ['gap', 'years', 'places', 'funnel', 'scatter', 'answers', 'shares', 'standing']) {
    expect([...seen], 'charts of the finding').toContain(`${id}-table`);
  }
});

test('the matrix breaks no word of its heads, on any screen, and names every service in full to those who listen', async ({ page }) => {
  for (const width of [360, 700, 1000, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await open(page, inLanguage('/', 'en'));
    const heads = await page.locator('.matrix thead th:has(.long)').evaluateAll((all) =>
      all.map((th) => {
        const shown = [...th.children].find((e) => e.getBoundingClientRect().width > 1 && getComputedStyle(e).clipPath === 'none');
        const text = shown.firstChild;
        const broken = [...text.data.matchAll(/\S+/g)].filter(({ 0: word, index }) => {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          return range.getClientRects().length > 1;
        });
        return { said: th.innerText.trim().length > 0 && getComputedStyle(th.querySelector('.long')).display !== 'none', broken: broken.map(([w]) => w) };
      }),
    );
    expect(heads.length).toBe(12);
    for (const head of heads) expect(head, `${width}`).toEqual({ said: true, broken: [] });
  }
});
