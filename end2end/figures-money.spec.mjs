// The money of the pages is the report's and the ledger's: spending by year and payer, the years of a card, the lines
// behind its figure; the answers of a wave by age, sex and mode; and the association of published scores.
import { cardOf, expect, held, ledger, low, pValue, percent, range, rowsOf, serviceNames, shown, signed, test } from './drawn.mjs';
import { inLanguage } from './pages.mjs';
import { makeDataFolder, minxin, startServer } from './server.mjs';

// what a program reads is on the page without a script; loading none makes the walk short
test.use({ javaScriptEnabled: false });

const zh = (address) => inLanguage(address, 'zh-Hans');
const given = (value) => (value === null || value === undefined ? '–' : shown(value, 0));
/** Totals of one column: as many decimals as the least of them needs. */
const totals = (all) => {
  const least = Math.min(...all.filter(Boolean));
  const decimals = least >= 1e7 ? 0 : least >= 1e6 ? 1 : 2;
  return all.map((value) => `${shown(value / 10_000, decimals)} 万元`);
};
const total = (value) => `${shown(value / 10_000, value >= 1e7 ? 0 : value >= 1e6 ? 1 : 2)} 万元`;
const nameOf = (report, area) => report.places.find((p) => p.area === area).name;

test('spending of a service, year by year: every place, the median, the highest and the lowest', async ({ page, report }) => {
  const service = await serviceNames('zh-Hans');
  expect(report.spent.length).toBe(report.exposure.length);
  for (const { domain, years } of report.spent) {
    const last = years.at(-1);
    for (const { year, median, places } of domain === report.spent[0].domain ? years : [last]) {
      await page.goto(zh(`/spending/${domain}?year=${year}`));
      const about = `${domain}, ${year}`;
      const sorted = places.toSorted((a, b) => b.per_resident - a.per_resident);
      const rows = await rowsOf(page, '#areas-table');
      expect([...rows], about).toEqual(sorted.map((p) => [nameOf(report, p.area), [`${given(p.per_resident)} 元`]]));
      const [most, least] = [sorted[0], sorted.at(-1)];
      await expect(page.getByRole('heading', { level: 1 }), about).toContainText(
        `${service(domain)}：人均投入最高的是${nameOf(report, most.area)}（${given(most.per_resident)} 元），最低的是${nameOf(report, least.area)}（${given(least.per_resident)} 元），中位数 ${given(median)} 元`,
      );
      const over = await rowsOf(page, '#years-table');
      const of = (y, area) => given(y.places.find((p) => p.area === area)?.per_resident);
      expect([...over], about).toEqual(years.map((y) => [`${y.year}`, [given(y.median), of(y, most.area), of(y, least.area)]]));
    }
  }
});

test('who paid in a year is the sum of the ledger’s lines, and the whole is their sum', async ({ page, report }) => {
  const names = { county: '县级', province: '省级', township: '本镇' };
  const lines = (await ledger()).filter((l) => l.stage !== 'budget');
  for (const { domain, years } of report.spent.slice(0, 4)) {
    const { year } = years.at(-1);
    const of = lines.filter((l) => l.domain === domain && l.year === year);
    const sum = (all) => all.reduce((s, l) => s + l.amount, 0);
    expect(of.length).toBeGreaterThan(20);
    await page.goto(zh(`/spending/${domain}?year=${year}`));
    const rows = await rowsOf(page, '#payers-table');
    const payers = [...new Set(of.map((l) => l.payer))].map((who) => [who, sum(of.filter((l) => l.payer === who))]);
    expect(rows.size, domain).toBe(payers.length);
    const told = totals(payers.map(([, paid]) => paid));
    payers.forEach(([who, paid], i) => expect(rows.get(names[who]), `${domain}, ${who}`).toEqual([told[i], percent(paid / sum(of))]));
    await expect(page.locator('.kicker')).toContainText(`合计 ${total(sum(of))}`);
  }
});

test('the years of a card: its place, the median, what is usual in its conditions', async ({ page, report }) => {
  const cells = [low(report), held(report), ...report.verdicts.cells.filter((c) => c.ratios.length > 0).slice(-2)];
  for (const cell of cells.filter(Boolean)) {
    await page.goto(zh(cardOf(cell)));
    const { years } = report.spent.find((s) => s.domain === cell.domain);
    const here = (year) => year.places.find((p) => p.area === cell.place.area);
    const rows = await rowsOf(page, '#years-table');
    expect([...rows], cardOf(cell)).toEqual(
      years.map((y) => [`${y.year}`, [given(here(y)?.per_resident), given(y.median), given(here(y)?.usual)]]),
    );
    expect(years.filter((y) => here(y)?.usual > 0).length, 'something was compared').toBeGreaterThan(5);
    // drawn as well, each with its name at its end
    const drawn = page.locator('figure#years .wide svg');
    for (const name of [cell.place.name, '各地中位数', '同样条件通常花']) await expect(drawn).toContainText(name);
  }
});

test('the ledger behind a card adds up to the card’s figure', async ({ page, report }) => {
  for (const cell of [low(report), held(report), report.verdicts.cells.at(-1)].filter((c) => c?.per_resident)) {
    await page.goto(zh(`/ledger/${cell.domain}/${cell.place.area}`));
    await expect(page.locator('main')).toContainText(`加起来人均 ${shown(cell.per_resident, 1)} 元，就是卡上的数`);
    const rows = [...(await page.locator('table', { hasText: '除以当年人口' }).locator('tbody tr').all())];
    let [sum, counted] = [0, 0];
    const all = await Promise.all(rows.map((row) =>
      row.locator('td').evaluateAll((tds) => tds.slice(-4).map((td) => [td.textContent, Number(td.dataset.value ?? 0)]))));
    const [owns, shareds] = [0, 1].map((column) => totals(all.map((cells) => cells[column][1])));
    for (const [at, cells] of all.entries()) {
      const [own, shared, residents, each] = cells.map(([, value]) => value);
      if (!residents) continue;
      expect(Math.abs((own + shared) / residents - each), cardOf(cell)).toBeLessThan(1e-6 * each);
      // totals in ten thousands, what they come to for each resident to a tenth
      expect(cells.map(([text]) => text)).toEqual([owns[at], shareds[at], shown(residents, 0), `${shown(each, 1)} 元`]);
      sum += each;
      counted += 1;
    }
    expect(counted, 'some years count').toBeGreaterThan(1);
    expect(Math.abs(sum - cell.per_resident), cardOf(cell)).toBeLessThan(1e-6 * sum);
  }
});

test('a wave by age, sex and mode is the report’s breakdown', async ({ page, report }) => {
  for (const by of ['age', 'sex', 'mode']) {
    const { rows, total, tested } = report.breakdowns.find((b) => b.cut === by).items.find((i) => i.item === 'S_ROADS');
    await page.goto(zh(`/surveys/w2025/breakdown?by=${by}&item=S_ROADS`));
    const { score, score_sampled: sampled, top_two: top, n_valid: n } = total.figures;
    await expect(page.getByRole('heading', { level: 1 })).toContainText(
      `${shown(score, 1)} 分 (${range(sampled.interval, 1)})，前两档 ${percent(top.share)} (${range([100 * top.low, 100 * top.high], 0)})，n = ${shown(n, 0)}`,
    );
    const seen = await page.locator('figure.chart svg').first().locator('text').allTextContents();
    const figures = rows.filter((r) => r.figures).map((r) => r.figures);
    expect(figures.length).toBeGreaterThan(1);
    for (const f of figures) {
      const said = `${shown(f.score, 1)} · ${percent(f.top_two.share)} (${shown(f.top_two.low * 100, 0)}–${shown(f.top_two.high * 100, 0)})`;
      expect(seen, by).toContain(said);
      expect(seen, by).toContain(shown(f.n_valid, 0));
    }
    const q = tested.q < 0.0005 ? '< 0.001' : shown(tested.q, tested.q < 0.1 ? 3 : 2);
    const differ = tested.code === 'GROUPS_DIFFER' ? '各组的答法有差别' : '还分不清';
    expect(['GROUPS_DIFFER', 'GROUPS_NOT_TOLD_APART'], by).toContain(tested.code);
    await expect(page.locator('.groups-differ'), by).toContainText(
      new RegExp(`${differ}.*（共 ${tested.family} 道题一起校正，q ${q}；q 不超过 0.10 才说有差别）`),
    );
  }
});

test.describe('the published scores of 32 councils', () => {
  let server;
  let found;
  test.beforeAll(async () => {
    server = await startServer({ command: 'demo' });
    const { code, stdout, stderr } = await minxin(['--data', server.data, 'associate', '--json']);
    expect(code, stderr).toBe(0);
    found = JSON.parse(stdout);
  });
  test.afterAll(() => server.stop());

  test('the page of a service is what `associate --json` prints, in every wave', async ({ page }) => {
    let pages = 0;
    for (const { domain, wave, ...row } of found.rows.filter((r) => r.wave === '2017-20' || r.domain === 'schools')) {
      await page.goto(`${server.url}${zh(`/association/${encodeURIComponent(domain)}`)}&wave=${encodeURIComponent(wave)}`);
      const about = `${domain}, ${wave}`;
      await expect(page.getByRole('heading', { level: 1 }), about).toContainText(`ρ ${shown(row.spearman, 2)}，${row.n} 个地区`);
      await expect(page.locator('main'), about).toContainText(`£${shown(row.mean_x, 0)}，平均满意度 ${shown(row.mean_y, 1)} 分`);
      await expect(page.locator('main'), about).toContainText(
        `p ${pValue(row.spearman_p)} · q ${pValue(row.q_bh)} · n ${row.n} · Pearson ${shown(row.pearson, 2)} · Kendall ${shown(row.kendall, 2)}`,
      );
      const rows = await rowsOf(page, '#scatter-table');
      expect(rows.size, about).toBe(row.n);
      const mean = (at) => [...rows.values()].reduce((sum, cells) => sum + Number(cells[at].replaceAll(/[^\d.]/g, '')), 0) / row.n;
      expect(Math.abs(mean(0) - row.mean_x), about).toBeLessThanOrEqual(0.5);
      expect(Math.abs(mean(1) - row.mean_y), about).toBeLessThanOrEqual(0.05);
      pages += 1;
    }
    expect(pages).toBeGreaterThan(7);
  });

  test('change and within areas are what `associate --json` prints', async ({ page }) => {
    await page.goto(`${server.url}${zh('/association/schools')}`);
    const change = found.change.filter((c) => c.domain === 'schools').at(-1);
    const within = found.within.find((w) => w.domain === 'schools');
    const main = page.locator('main');
    await expect(main).toContainText(`Spearman ρ ${shown(change.spearman, 2)}`);
    await expect(main).toContainText(`p ${pValue(change.spearman_p)} · ${change.from} → ${change.to} · n ${change.n}`);
    await expect(main).toContainText(`Pearson r ${shown(within.pearson, 2)} · 每多 £100：${shown(within.slope * 100, 1)} 分 · n ${within.n}`);
    const row = found.rows.find((r) => r.domain === 'schools' && r.wave === '2017-20');
    await expect(main).toContainText(`人均每多 £100，满意度相差 ${signed(row.theil_sen * 100)} 分（95%：${range(row.theil_sen_interval.map((e) => e * 100), 1)}）`);
    for (const note of row.notices.filter((n) => n.area)) {
      const { name } = note;
      if (name) await expect(main).toContainText(name);
    }
  });
});
