// The finding as a county leader and a township meet it, on the drawn county: front page, card, township, statement.
// What stands on the pages is compared with what the program prints as JSON.
import { cardOf, expect, LANGUAGES, low, mistaken, pValue, shown, signed, STRAYS, test, TOO_MUCH } from './drawn.mjs';
import { inLanguage, open } from './pages.mjs';
import { violationsOf } from './violations.mjs';

const pages = (report) => {
  const cell = low(report);
  const held = report.verdicts.cells.find((c) => c.verdict === null) ?? cell;
  return ['/', cardOf(cell), cardOf(held), `/townships/${cell.place.area}`, `/townships/${cell.place.area}?item=S_ROADS&by=village`];
};

test('every cell of the matrix is the report’s, coloured only where the report is fairly sure', async ({ page, report }) => {
  await open(page, '/?lang=zh-Hans');
  const found = await page.locator('#matrix td a').evaluateAll((links) =>
    links.map((a) => ({ href: a.getAttribute('href'), text: a.innerText.trim(), tone: a.parentElement.className })),
  );
  const cells = new Map(report.verdicts.cells.map((c) => [cardOf(c), c]));
  expect(found.length).toBe(cells.size);
  for (const { href, text, tone } of found) {
    const cell = cells.get(href);
    expect(cell, href).toBeTruthy();
    // hatched: too few answers or none, and nothing else
    const few = ['SMALL_BASE', 'SUPPRESSED_PRIMARY', 'NO_DATA'].includes(cell.gate) && (cell.effect === null || cell.gate === 'SMALL_BASE');
    expect(/\bfew\b/.test(tone), href).toBe(few);
    if (cell.effect === null || cell.gate === 'SMALL_BASE') {
      expect(text, href).not.toMatch(/\d/);
      continue;
    }
    expect(text.replace(/[▲▽]/u, '').trim().split('\n')[0], href).toBe(signed(cell.effect));
    const sure = cell.verdict !== null && Math.max(cell.p_below, cell.p_above) >= 0.8;
    expect(/[ab][123]/.test(tone), href).toBe(sure);
    expect(tone.includes('np'), href).toBe(cell.listed);
  }
});

test('ranges sort by their ends, and townships never by how many answered', async ({ page, report }) => {
  const compared = report.comparison.find((c) => c.measure === 'Q_OVERALL');
  const rankOf = new Map(report.places.map((p) => [p.name, compared.places.find((c) => c.area === p.area).rank]));
  expect([...rankOf.values()].filter(Boolean).length, 'places have ranges of ranks').toBeGreaterThan(5);
  await open(page, '/townships?lang=en');
  for (const id of ['places', 'scored']) {
    await page.locator(`#${id} summary`).click();
    const heads = page.locator(`#${id}-table thead th`);
    const answers = heads.filter({ hasText: /^Answers$/ });
    await expect(answers).toHaveCount(1);
    await expect(answers.getByRole('button')).toHaveCount(0);
    expect(await heads.getByRole('button').count(), 'all others sort').toBe((await heads.count()) - 1);
  }
  const head = page.locator('#places-table thead th', { hasText: 'Range of ranks' });
  for (const [direction, turn] of [['descending', -1], ['ascending', 1]]) {
    await head.getByRole('button').click();
    await expect(head).toHaveAttribute('aria-sort', direction);
    const names = await page.locator('#places-table tbody th').allTextContents();
    const found = names.map((name) => rankOf.get(name)).filter(Boolean);
    const sorted = found.toSorted(([a, b], [c, d]) => turn * (a - c || b - d));
    expect(found).toEqual(sorted);
  }
});

test('places of a breakdown are never sorted by how many answered, groups of people may be', async ({ page, report }) => {
  const { area } = low(report).place;
  for (const [address, sorted] of [
    ['/surveys/w2025/breakdown?by=area&item=S_ROADS', 0],
    [`/townships/${area}?by=village&item=S_ROADS`, 0],
    ['/surveys/w2025/breakdown?by=age&item=S_ROADS', 1],
  ]) {
    await open(page, inLanguage(address, 'en'));
    await page.locator('figure#answers summary').click();
    const heads = page.locator('#answers-table thead th');
    const answers = heads.filter({ hasText: /^n$/ });
    await expect(answers, address).toHaveCount(1);
    await expect(heads.last().getByRole('button'), address).toHaveCount(1);
    await expect(answers.getByRole('button'), address).toHaveCount(sorted);
  }
});

test('the headline says how many, which, how many may be wrong, and what chance gives', async ({ page, report }) => {
  await open(page, '/?lang=zh-Hans');
  const { list } = report.verdicts;
  const headline = page.getByRole('heading', { level: 1 });
  expect(list.k, 'the drawn county has a list; calm ones are in server/tests/http/evidence.rs').toBeGreaterThan(0);
  for (const { place } of [...list.strong, ...list.probable]) await expect(headline).toContainText(place.name);
  // several services of one place are no several places
  const inOne = list.k > 1 && new Set([...list.strong, ...list.probable].map(({ place }) => place.area)).size === 1;
  await expect(headline).toContainText(`${list.k} ${inOne ? '项服务' : '处'}`);
  const below = page.locator('.standfirst').first();
  const wrong = list.k === 1 ? '列出的这一处其实也可能不低。' : `列出的 ${list.k} 处里，可能有 ${mistaken(list.expected_mistaken)} 处其实不低。`;
  await expect(below).toContainText(wrong);
  const { shuffled_expected: expected, shuffles, p } = list.chance;
  await expect(below).toContainText(`约 ${shown(expected, 1)} 处（重排 ${shown(shuffles, 0)} 次，p ${pValue(p)}）`);
  expect(/碰巧也可能有这么多/.test(await headline.innerText())).toBe(list.chance.no_longer_than_chance);
});

test('from the county to the card, its six points and back, without a mouse', async ({ page, report }) => {
  const cell = low(report);
  await open(page, '/?lang=zh-Hans');
  const link = page.locator(`#matrix a[href="${cardOf(cell)}"]`);
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${cell.place.area}/${cell.domain}`));
  await expect(page).toHaveTitle(new RegExp(cell.place.name));
  const headline = page.getByRole('heading', { level: 1 });
  await expect(headline).toContainText(`低 ${shown(Math.abs(cell.effect), 1)} 分`);
  await expect(headline).toContainText(`${shown(cell.per_resident, 0)} 元`);
  const doubt = page.locator('.doubt');
  await expect(doubt).toContainText(`${shown(cell.p_below * 100, 0)}%`);
  await expect(page.locator('.checks li')).toHaveCount(6);
  const whole = page.locator('#whole-text');
  for (const end of cell.interval90) await expect(whole).toContainText(shown(-end, 1));
  await expect(whole).toContainText('不等于资金使用不当');
  await page.locator('.kicker a').first().click();
  await expect(page).toHaveURL(/\/(\?|$)/);
});

test('a township says its own, longer than may be is refused with every word kept, empty takes it back', async ({ page, report }) => {
  const address = cardOf(low(report));
  const text = '转运站 2025 年 10 月才投用。</textarea><script>alert(1)</script>';
  await open(page, `${address}?lang=zh-Hans`);
  const box = page.locator('textarea[name=text]');
  await box.fill('长'.repeat(1001));
  await page.getByRole('button', { name: '保存说明' }).click();
  await expect(page.getByRole('alert')).toContainText('最多 1000 字');
  await expect(box).toHaveValue('长'.repeat(1001));
  await box.fill(text);
  await page.getByRole('button', { name: '保存说明' }).click();
  await expect(page.locator('blockquote.said')).toContainText(text);
  await open(page, `${address}?lang=en`);
  await expect(page.locator('blockquote.said')).toContainText(text);
  await page.locator('textarea[name=text]').fill('  ');
  await page.getByRole('button', { name: 'Keep the statement' }).click();
  await expect(page.locator('blockquote.said')).toHaveCount(0);
  await expect(page.locator('#statement').locator('..')).toContainText('said nothing yet');
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('a township looks closer at one question, and small groups are said to be hidden', async ({ page, report }) => {
    const { area } = low(report).place;
    await page.goto(`/townships/${area}?lang=zh-Hans`);
    await page.locator('select[name=item]').selectOption('S_ROADS');
    await page.locator('select[name=by]').selectOption('village');
    await page.getByRole('button', { name: '查看' }).click();
    await expect(page).toHaveURL(/item=S_ROADS&by=village/);
    const row = report.breakdowns
      .find((b) => b.cut === 'area')
      .items.find((i) => i.item === 'S_ROADS')
      .rows.find((r) => r.key === area);
    const table = page.locator('#answers-table');
    await page.locator('figure#answers summary').click();
    await expect(table.locator('tbody tr').first()).toContainText(shown(row.figures.score, 1));
    await expect(table).toContainText(/不显示/);
    for (const cells of await table.locator('tbody tr').all()) {
      const words = await cells.innerText();
      if (/不显示/.test(words)) expect(words.replace(/少于 \d+ 份/, '').replace(/^\S+/, '')).not.toMatch(/\d/);
    }
  });
});

for (const lang of LANGUAGES) {
  test(`nothing is said that such data cannot say, nothing overflows, axe finds nothing: ${lang}`, async ({ page, report }) => {
    test.setTimeout(180_000);
    for (const address of pages(report)) {
      const response = await open(page, inLanguage(address, lang));
      expect(response.status(), address).toBe(200);
      const text = await page.locator('body').innerText();
      expect(text.match(TOO_MUCH), address).toBeNull();
      expect(text.match(STRAYS), address).toBeNull();
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(over, `${address} at ${width}`).toBeLessThanOrEqual(0);
      }
      if (lang === 'zh-Hant') continue;
      const violations = await violationsOf(page);
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map((n) => `${n.target} ${n.html.slice(0, 160)}`).join(' | ')}`);
      expect(told, address).toEqual([]);
    }
  });
}
