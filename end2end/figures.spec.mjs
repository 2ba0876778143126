// Every figure that a page of the finding shows is the report's: tables row by row, sentences with the numbers of the
// JSON, and no figure at all that the part of the report behind the page does not have.
import {
  addresses, cardOf, chance, expect, given, ledger, low, mistaken, percent, pValue, range, rowsOf, serviceNames, shown, signed, studentQuantile, test,
} from './drawn.mjs';
import { inLanguage } from './pages.mjs';

// what a program reads is on the page without a script; loading none makes the walk short
test.use({ javaScriptEnabled: false });

const zh = (address) => inLanguage(address, 'zh-Hans');
const nameOf = (report) => (area) => report.places.find((p) => p.area === area).name;
/** Ends in a sentence: a dash behind a minus is hard to read. */
const span = (ends, decimals) => (ends.some((e) => shown(e, decimals).startsWith('−')) ? `${shown(ends[0], decimals)} 至 ${shown(ends[1], decimals)}` : range(ends, decimals));
const ranks = (set) => (set[0] === set[1] ? `范围里只有第 ${set[0]} 名` : `第 ${set[0]}–${set[1]} 名之间`);

test('the list of the front page: who, how much, how far below, how sure', async ({ page, report }) => {
  const service = await serviceNames('zh-Hans');
  await page.goto(zh('/'));
  const { list, cells, bureaus } = report.verdicts;
  const entries = page.locator('ol.findings > li:has(.grade):has(.dots)');
  const listed = [...list.strong, ...list.probable];
  await expect(entries).toHaveCount(listed.length);
  for (const [i, { place, domain, p }] of listed.entries()) {
    const cell = cells.find((c) => c.place.area === place.area && c.domain === domain);
    const entry = entries.nth(i);
    await expect(entry.getByRole('link')).toHaveText(`${place.name}·${service(domain)}`);
    await expect(entry.getByRole('link')).toHaveAttribute('href', cardOf(cell));
    const [from, last] = report.exposure.find((e) => e.domain === domain).years;
    const spent = last > from ? `近 ${last - from + 1} 年投入折合人均` : '人均投入';
    await expect(entry).toContainText(`${spent} ${shown(cell.per_resident, 0)} 元，是各地中位数的`);
    await expect(entry).toContainText(`${shown(cell.ratios[0].median, 2)} 倍`);
    const [low, high] = cell.interval90;
    await expect(entry).toContainText(`低 ${shown(-cell.effect, 1)} 分（90% 区间 ${shown(-high, 1)} 至 ${shown(-low, 1)}）`);
    expect(p, 'listed with the probability of its cell').toBe(cell.p_below);
    await expect(entry.locator('.dots .on')).toHaveCount(p >= 0.95 ? 9 : 8);
  }
  await expect(page.locator('.doubt')).toContainText(`${shown(report.wave.answers, 0)} 份`);
  for (const bureau of bureaus.filter((b) => b.places.some((at) => at.p_below >= 0.8))) {
    const said = page.locator('#bureaus + ul li', { hasText: `${bureau.bureau}·${service(bureau.domain)}` });
    const named = bureau.places.filter((b) => b.p_below >= 0.8);
    const wrong = named.length === 1 ? '这一处其实也可能不低。' : `其中可能有 ${mistaken(bureau.expected_mistaken)} 处其实不低。`;
    await expect(said).toContainText(wrong);
    await expect(said.getByRole('link')).toHaveText(named.map((at) => at.place.name));
    for (const [i, at] of named.entries()) {
      await expect(said.getByRole('link').nth(i)).toHaveAttribute('href', `/townships/${at.place.area}/${bureau.domain}`);
    }
  }
});

test('the card: expected, estimate, shares of payers, ways of sharing, the nearest places', async ({ page, report }) => {
  const names = { county: '县级', province: '省级', township: '本镇', higher: '上级' };
  for (const cell of report.verdicts.cells.filter((c) => c.listed || c.verdict === 'DOING_MORE_WITH_LESS').slice(0, 4)) {
    await page.goto(zh(cardOf(cell)));
    const about = cardOf(cell);
    const gap = await rowsOf(page, '#gap-table');
    expect(gap.get('模型预期')[0], about).toBe(shown(cell.expected, 1));
    const ends = cell.interval90.map((end) => cell.expected + end);
    expect(gap.get(cell.place.name), about).toEqual([shown(cell.expected + cell.effect, 1), range(ends, 1)]);
    const ways = await rowsOf(page, '#ways-table');
    expect([...ways.values()], about).toEqual(cell.ratios.map((r) => [shown(r.median, 2), shown(r.need, 2)]));
    const [{ median, need }] = cell.ratios;
    await expect(page.locator('#years .foot'), about).toContainText(
      `本镇人均 ${shown(cell.per_resident, 0)} 元；各地中位数 ${shown(cell.per_resident / median, 0)} 元；同样条件的乡镇通常花 ${shown(cell.per_resident / need, 0)} 元`,
    );
    const money = page.locator('#money + p');
    for (const part of cell.payers.slice(0, 3)) await expect(money).toContainText(`${names[part.who] ?? part.who}付 ${percent(part.share)}`);
    const written = cell.deciders.some((part) => part.who);
    for (const part of written ? cell.deciders.slice(0, 3) : []) {
      await expect(money).toContainText(`${part.who ? (names[part.who] ?? part.who) : '没有写明'}决定 ${percent(part.share)}`);
    }
    const p = cell.effect < 0 ? cell.p_below : cell.p_above;
    const doubt = page.locator('.doubt');
    await expect(doubt.locator('.num')).toHaveText(chance(p));
    await expect(doubt).toContainText(`${shown(cell.n, 0)} 份答卷，单凭这些只分得清 ${shown(cell.detectable, 1)} 分以上的差异`);
    await expect(doubt.locator('.grade')).toHaveText(new RegExp(`证据等级\\s*${cell.grade.at(-1)}`));
    await expect(page.locator('#settle + ul')).toContainText(`约 ${shown(cell.needed_answers, 0)} 份`);
    const near = await rowsOf(page, '#nearest ~ .scroll table');
    expect(near.size, about).toBe(4);
    for (const [name, shownHere] of near) {
      const other = report.verdicts.cells.find((c) => c.place.name === name && c.domain === cell.domain);
      const money = other.per_resident === null ? '–' : `${shown(other.per_resident, 0)} 元`;
      const effect = other.effect === null ? '–' : signed(other.effect);
      const mean = other.gate === 'SMALL_BASE' ? null : other.score;
      expect(shownHere.slice(0, 4), `${about}, ${name}`).toEqual([money, given(mean, 1), given(other.n, 0), effect]);
    }
  }
});

test('the whole sentence of a card, for every kind of verdict there is', async ({ page, report }) => {
  const service = await serviceNames('zh-Hans');
  const { cells, models } = report.verdicts;
  const kinds = new Set(cells.map((c) => c.verdict).filter(Boolean));
  expect(kinds.size).toBeGreaterThan(3);
  expect(kinds).toContain('NO_CLEAR_SIGNAL');
  for (const kind of kinds) {
    const cell = cells.find((c) => c.verdict === kind);
    await page.goto(zh(cardOf(cell)));
    const whole = await page.locator('#whole-text').innerText();
    expect(whole, kind).not.toMatch(/[{}]/);
    expect(whole, kind).toContain(`${cell.place.name}·${service(cell.domain)}：`);
    if (kind === 'NO_CLEAR_SIGNAL') {
      const { places } = models.find((m) => m.domain === cell.domain);
      expect(whole).toContain(`现有数据（${places} 个乡镇、本镇 ${shown(cell.n, 0)} 份）尚不能下结论`);
      expect(whole).toContain(`只分得清 ${shown(cell.detectable, 1)} 分以上的差异`);
      expect(whole).toContain(`本镇仍这样抽约需 ${shown(cell.needed_answers, 0)} 份答卷`);
      continue;
    }
    const [from, to] = report.exposure.find((e) => e.domain === cell.domain).years;
    const below = cell.effect < 0;
    const side = below ? '低' : '高';
    const ends = below ? cell.interval90.map((end) => -end).toReversed() : cell.interval90;
    expect(whole, kind).toContain(`近 ${to - from + 1} 年的投入折合人均 ${shown(cell.per_resident, 0)} 元`);
    expect(whole, kind).toContain(`${shown(cell.ratios[0].median, 2)} 倍`);
    expect(whole, kind).toContain(`比预期${side} ${shown(Math.abs(cell.effect), 1)} 分（90% 区间 ${shown(ends[0], 1)} 至 ${shown(ends[1], 1)}）`);
    const p = below ? cell.p_below : cell.p_above;
    expect(whole.replaceAll(' ', ''), kind).toContain(`${side}于预期2分以上的概率${chance(p).match(/^\d/) ? '约' : ''}${chance(p)}（证据等级${cell.grade.at(-1)}）`.replaceAll(' ', ''));
    expect(/请先弄清：①.* ②.* ③.* ④.* ⑤.* ⑥/.test(whole), kind).toBe(below);
  }
});

test('the township: every service against what is expected, what changed, what goes with the whole', async ({ page, report }) => {
  const service = await serviceNames('zh-Hans');
  const { area } = low(report).place;
  await page.goto(zh(`/townships/${area}`));
  const rows = await rowsOf(page, '#effects-table');
  const cells = report.verdicts.cells.filter((c) => c.place.area === area);
  expect(rows.size).toBe(cells.length);
  for (const cell of cells) {
    expect(rows.get(service(cell.domain)).slice(0, 2), cell.domain).toEqual([shown(cell.effect, 1), range(cell.interval90, 1)]);
  }
  const shares = await rowsOf(page, '#shares-table');
  expect([...shares].map(([name, [tier, share]]) => [name, tier, share])).toEqual(
    report.drivers.drivers.map((d) => [service(d.domain), `第 ${d.tier} 档`, percent(d.share)]),
  );
  const overall = report.scores.find((m) => m.measure === 'Q_OVERALL').places.find((p) => p.area === area);
  await expect(page.locator('.doubt')).toContainText(`${shown(overall.n, 0)} 份，相当于 ${shown(overall.n_eff, 0)} 份随机答卷`);
  for (const [i, code] of ['UP', 'DOWN', 'ABOUT_THE_SAME', 'CANNOT_TELL'].entries()) {
    const line = page.locator('#change + ul > li').nth(i);
    for (const measure of report.change.measures.filter((m) => m.domain)) {
      const place = measure.places.find((p) => p.area === area);
      if (place?.code !== code) continue;
      await expect(line).toContainText(service(measure.measure));
      if (code !== 'CANNOT_TELL') await expect(line).toContainText(`${signed(place.difference)} (${span(place.interval, 1)})`);
    }
  }
});

/** Wilson’s 95 % interval of k in n. */
function wilson(k, n) {
  const [z, p] = [1.959963984540054, k / n];
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [-half, half].map((h) => (p + (z * z) / (2 * n) + h) / (1 + (z * z) / n));
}

test('what a township wants improved first, as sure as its villages let one be', async ({ page, report }) => {
  const { area } = low(report).place;
  await page.goto(zh(`/townships/${area}`));
  const { figures } = report.breakdowns
    .find((b) => b.cut === 'area').items.find((i) => i.item === 'R_TOP3').rows.find((r) => r.key === area);
  const overall = report.scores.find((m) => m.measure === 'Q_OVERALL').places.find((p) => p.area === area);
  const deff = Math.max(1, overall.n / overall.n_eff);
  expect(deff, 'people of one village answer alike').toBeGreaterThan(1);
  const { n, share } = figures.distribution.toSorted((a, b) => b.n - a.n)[0];
  const [from, to] = wilson(n / deff, figures.n_valid / deff).map((end) => shown(end * 100, 0));
  await expect(page.locator('.lede .standfirst').first()).toContainText(`${shown(figures.n_valid, 0)} 人里，${percent(share)} (${from}–${to})`);
});

test('a closer look: the township as the breakdown has it, hidden cells without a figure', async ({ page, report }) => {
  const { area } = low(report).place;
  for (const by of ['age', 'sex', 'mode', 'village']) {
    await page.goto(zh(`/townships/${area}?item=S_ROADS&by=${by}`));
    const rows = await rowsOf(page, '#answers-table');
    const { figures } = report.breakdowns
      .find((b) => b.cut === 'area').items.find((i) => i.item === 'S_ROADS').rows.find((r) => r.key === area);
    expect(rows.get('全镇').slice(0, 6), by).toEqual([
      shown(figures.n_valid, 0), shown(figures.score, 1), percent(figures.top_two.share),
      `${shown(figures.top_two.low * 100, 0)}–${shown(figures.top_two.high * 100, 0)}%`,
      shown(figures.n_dont_know, 0), shown(figures.n_not_used, 0),
    ]);
    // the worst answer stands first on the page, last in the report
    expect(rows.get('全镇').slice(6), by).toEqual(figures.distribution.map((c) => percent(c.share)).toReversed());
    for (const [name, [first, ...rest]] of rows) {
      if (/不显示/.test(first)) expect(rest.join('').trim(), `${by}, ${name}`).toBe('');
      else expect(Number(first.replace(',', '')), `${by}, ${name}`).toBeGreaterThanOrEqual(10);
    }
  }
});

test('the townships beside each other: scores, intervals, ranks, funnel, change, ways of scoring', async ({ page, report }) => {
  const name = nameOf(report);
  for (const measure of ['Q_OVERALL', low(report).domain]) {
    await page.goto(zh(`/townships?measure=${measure}`));
    const { places, county } = report.scores.find((m) => m.measure === measure);
    const compared = report.comparison.find((c) => c.measure === measure);
    const rows = await rowsOf(page, '#places-table');
    expect(rows.size).toBe(places.length);
    for (const score of places.filter((s) => s.value !== null)) {
      const found = compared.places.find((c) => c.area === score.area);
      const expected = [shown(score.n, 0), shown(score.value, 1), range(score.interval, 1)];
      if (compared.status === null) expected.push(shown(found.smoothed, 1), range(found.interval, 1));
      if (found.rank && !compared.within_noise) expected.push(ranks(found.rank));
      expect(rows.get(name(score.area)).slice(1, 1 + expected.length), `${measure}, ${name(score.area)}`).toEqual(expected);
    }
    await expect(page.locator('.doubt')).toContainText(`${shown(county.value, 1)}（${range(county.interval, 1)}）`);
    const before = report.change.measures.find((m) => m.measure === measure);
    const slope = await rowsOf(page, '#changes-table');
    for (const place of before.places.filter((p) => p.difference !== null)) {
      const now = places.find((s) => s.area === place.area);
      const row = slope.get(name(place.area));
      expect(row.slice(0, 2), name(place.area)).toEqual([shown(place.before, 1), shown(now.value, 1)]);
      expect(row[2], name(place.area)).toContain(signed(place.difference));
      expect(/▲|升/.test(row[2]), name(place.area)).toBe(place.code === 'UP');
      expect(/▽|降/.test(row[2]), name(place.area)).toBe(place.code === 'DOWN');
    }
    const strip = await rowsOf(page, '#scorings-table');
    const scoring = report.scorings.find((s) => s.measure === measure);
    for (const place of scoring.places.filter((p) => p.under.some((u) => u.rank))) {
      const expected = place.under.map((u) => (u.rank ? `${u.rank[0]}–${u.rank[1]}` : '–'));
      expect(strip.get(name(place.area)).slice(0, expected.length), name(place.area)).toEqual(expected);
    }
  }
  const funnel = await rowsOf(page, '#funnel-table');
  const answers = [...funnel.values()].map(([n]) => Number(n.replace(',', '')));
  expect(answers, 'never in the order of answers').not.toEqual(answers.toSorted((a, b) => a - b));
  await expect(page.locator('#funnel-table')).not.toHaveAttribute('data-sortable');
  for (const [place, [n, value]] of funnel) {
    const score = report.scores.find((m) => m.measure === low(report).domain).places.find((p) => name(p.area) === place);
    expect([n, value], place).toEqual([shown(score.n, 0), shown(score.value, 1)]);
  }
});

test('the places under each way of scoring, chosen by a link', async ({ page, report }) => {
  const name = nameOf(report);
  const measure = low(report).domain;
  const scoring = report.scorings.find((s) => s.measure === measure);
  const own = scoring.schemes[0];
  await page.goto(zh(`/townships?measure=${measure}`));
  const links = page.locator('nav[aria-label="计分办法"] a');
  await expect(links).toHaveCount(scoring.schemes.length);
  for (const [at, scheme] of scoring.schemes.entries()) {
    await links.nth(at).click();
    await expect(page).toHaveURL(new RegExp(`measure=${measure}&scoring=${scheme}`));
    await expect(links.nth(at)).toHaveAttribute('aria-current', 'page');
    const rows = await rowsOf(page, '#scored-table');
    const places = scoring.places.filter((p) => p.under.length > 0);
    expect(rows.size, scheme).toBe(places.length);
    const under = ({ value, rank }) => [shown(value, 1), rank ? ranks(rank) : '–'];
    for (const place of places) {
      const beside = at === 0 ? [] : under(place.under[0]);
      expect(rows.get(name(place.area)), `${scheme}, ${place.area}`).toEqual([shown(place.n, 0), ...under(place.under[at]), ...beside]);
    }
    const turned = scoring.turned.find((t) => t.schemes[0] === own && t.schemes[1] === scheme);
    if (turned) await expect(page.locator('#scored .title')).toContainText(`${turned.pairs} 对地方里有 ${turned.turned} 对`);
  }
});

test('files of a table hold the report’s numbers unrounded, and what is hidden in words', async ({ request, server, report }) => {
  const of = (address) => request.get(server.url + zh(address)).then((r) => r.text());
  const lines = async (address) => (await of(address)).replace('\ufeff', '').trim().split('\r\n').slice(1).map((l) => l.split(','));
  const { places } = report.scores.find((m) => m.measure === 'Q_OVERALL');
  const rows = await lines('/townships?table=places&as=csv');
  expect(rows).toHaveLength(places.length);
  for (const [name, , n, value] of rows) {
    const score = places.find((p) => nameOf(report)(p.area) === name);
    if (score.value !== null) expect([Number(n), Number(value)], name).toEqual([score.n, score.value]);
    else expect(value, name).not.toMatch(/^\d/);
  }
  const cells = await lines('/?table=matrix&as=csv');
  const services = [...new Set(report.verdicts.cells.map((c) => c.domain))];
  const figures = cells.flatMap((row) => row.slice(2)).filter((c) => /^-?[\d.e-]+$/.test(c)).map(Number);
  const known = report.verdicts.cells.filter((c) => c.effect !== null && c.gate !== 'SMALL_BASE').map((c) => c.effect);
  expect(cells[0]).toHaveLength(2 + services.length);
  expect(figures.toSorted((a, b) => a - b)).toEqual(known.toSorted((a, b) => a - b));
  const { area } = low(report).place;
  const villages = await of(`/townships/${area}?item=S_ROADS&by=village&table=answers&as=csv`);
  const hidden = villages.split('\r\n').filter((l) => l.includes('不显示'));
  expect(hidden.length).toBeGreaterThan(0);
  for (const line of hidden) expect(line.split(',').slice(1).join('').replace(/少于 \d+ 份/, '')).not.toMatch(/\d/);
});

test('low two years running: ranks as they were, chances as the report has them', async ({ page, report }) => {
  await page.goto(zh('/standing'));
  const rows = await rowsOf(page, '#standing-table');
  expect(rows.size).toBe(report.standing.places.length);
  for (const place of report.standing.places) {
    expect(rows.get(nameOf(report)(place.place)), place.place).toEqual([
      ...place.ranks.map((r) => shown(r, r % 1 === 0 ? 0 : 1)),
      ...[place.upper_half, place.lower_half, place.last].map(chance),
      shown(place.expected_rank, 1),
    ]);
  }
});

test('how spending and satisfaction relate in the county’s own survey', async ({ page, report }) => {
  const service = await serviceNames('zh-Hans');
  for (const [domain, found] of Object.entries(report.association.per_domain)) {
    await page.goto(zh(`/association/${domain}`));
    const headline = page.getByRole('heading', { level: 1 });
    await expect(headline).toContainText(service(domain));
    await expect(headline).toContainText(`ρ ${shown(found.spearman, 2)}，${found.n} 个地方`);
    const standfirst = page.locator('.standfirst');
    await expect(standfirst).toContainText(`${shown(found.mean_spending, 0)} 元，平均满意度 ${shown(found.mean_score, 1)} 分`);
    const { years, price: basis } = report.exposure.find((e) => e.domain === domain);
    const price = { real: '不变价', cash: '当年价' }[basis];
    await expect(page.locator('.source')).toContainText(`投入：${years.join('–')} 年，${price}；${found.n} 个地方。`);
    const doubt = page.locator('.doubt');
    const to = ([a, b]) => `${shown(a, 2)} 至 ${shown(b, 2)}`;
    await expect(doubt).toContainText(
      `ρ ${shown(found.spearman, 2)}（${to(found.spearman_ci)}），p ${pValue(found.spearman_p)}，q ${pValue(found.q_bh)}`,
    );
    await expect(doubt).toContainText(`${to(found.loo_pearson)}（去掉${found.loo_min_dropped.name}最低，去掉${found.loo_max_dropped.name}最高）`);
    await expect(doubt).toContainText(`r ${shown(found.partial.r, 2)}（${to(found.partial.interval)}）`);
    await expect(doubt).toContainText(`r ${shown(found.detectable_r, 2)}`);
    const rows = await rowsOf(page, '#scatter-table');
    const scores = report.scores.find((m) => m.measure === domain).places;
    const spent = report.exposure.find((e) => e.domain === domain).places;
    expect(rows.size).toBe(found.n);
    const ledgers = await page.locator('#scatter-table th a').evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute('href')]));
    expect(ledgers, 'each point leads to its ledger lines').toEqual(
      [...rows.keys()].map((name) => [name, `/ledger/${domain}/${report.places.find((p) => p.name === name).area}`]),
    );
    for (const { area, name, residents } of report.places.filter((p) => rows.has(p.name))) {
      const score = scores.find((s) => s.area === area);
      const money = spent.find((s) => s.area === area);
      expect(rows.get(name), `${domain}, ${name}`).toEqual([
        shown(money.per_resident, 0), shown(score.value, 1), range(score.interval, 1), shown(residents, 0),
      ]);
    }
  }
  const all = report.association.domain_fixed_effects;
  await expect(page.locator('#all + p')).toContainText(
    `相差 ${signed(all.coef)} 分（90% 区间 ${shown(all.ci90[0], 1)} 至 ${shown(all.ci90[1], 1)}），p ${pValue(all.p)}；${all.clusters} 个地方，${all.n} 个`,
  );
});

test('the three equations: outcome, estimate, interval, strength', async ({ page, report }) => {
  await page.goto(zh('/equations'));
  const words = { SUPPORTED: '数据支持', NOT_ENOUGH_DATA: '数据还不够', CONTRADICTED: '相反' };
  for (const e of report.equations) {
    const id = `eq-${e.id.toLowerCase()}`;
    const panel = page.locator(`section[aria-labelledby=${id}]`);
    await expect(panel.locator('.verdict')).toContainText(words[e.outcome]);
    const rows = await rowsOf(page, `#${id}-drawn-table`);
    const decimals = e.unit === 'r' ? 2 : 1;
    expect(rows.get('估计'), e.id).toEqual([shown(e.estimate, decimals), range(e.interval90, decimals)]);
    const facts = panel.locator('dl.facts');
    await expect(facts).toContainText(`BF₁₀ ${shown(e.bf10, e.bf10 < 10 ? 2 : 0)}`);
    await expect(facts).toContainText(`ρ ${shown(e.spearman, 2)}（只用正负；${e.places} 个地方`);
    if (e.index) await expect(facts).toContainText(`α ${shown(e.index.alpha, 2)}`);
    if (e.detectable_r) await expect(facts).toContainText(`r ${shown(e.detectable_r, 2)}`);
    const { lowest, highest } = e.without;
    const one = (left) => `${e.unit === 'r' ? shown(left.estimate, 2) : signed(left.estimate)}（没有${left.place.name}）`;
    await expect(facts).toContainText(`${one(lowest)}至 ${one(highest)}`);
    if (e.df) await expect(facts).toContainText(shown(e.df, 1));
    if (e.partial) await expect(facts).toContainText(`r ${shown(e.partial[0], 2)}（90% ${shown(e.partial[1], 2)} 至 ${shown(e.partial[2], 2)}）`);
  }
});

test('town beside country is what follows from the report’s places and their residents', async ({ page, report }) => {
  const service = await serviceNames('zh-Hans');
  await page.goto(zh('/'));
  const groups = await page.locator('#matrix tbody').evaluateAll((bodies) =>
    bodies.map((b) => [...b.querySelectorAll('tr th[scope=row] a')].map((a) => a.getAttribute('href').split('/').pop())),
  );
  expect(groups).toHaveLength(2);
  await page.goto(zh('/balance'));
  const rows = await rowsOf(page, '#balance-table');
  expect([1, 10, 200].map((df) => shown(studentQuantile(0.975, df), 3)), 'as printed in tables').toEqual(['12.706', '2.228', '1.972']);
  const weight = (area) => report.places.find((p) => p.area === area).residents;
  const sum = (all) => all.reduce((a, b) => a + b, 0);
  const mean = (places, value) => {
    const known = places.filter((p) => weight(p.area) > 0 && value(p) !== null);
    return known.length ? sum(known.map((p) => weight(p.area) * value(p))) / sum(known.map((p) => weight(p.area))) : null;
  };
  /** Variances of independent estimates add up; their degrees of freedom as Satterthwaite has them. */
  const added = (parts) => {
    const variance = sum(parts.map(({ variance: v }) => v));
    const df = variance ** 2 / sum(parts.map(({ variance: v, df: d }) => v ** 2 / d));
    return { variance, df, half: studentQuantile(0.975, Math.min(df, 1e6)) * Math.sqrt(variance) };
  };
  const services = new Set([...report.exposure.map((e) => e.domain), ...report.scores.filter((m) => m.domain).map((m) => m.measure)]);
  const found = [...services].map((domain) => {
    const spent = report.exposure.find((e) => e.domain === domain)?.places ?? [];
    const scores = report.scores.find((m) => m.measure === domain)?.places ?? [];
    const sides = groups.map((group) => {
      const rated = scores.filter((s) => group.includes(s.area) && s.value !== null && weight(s.area) > 0);
      const total = sum(rated.map((s) => weight(s.area)));
      const known = rated.length > 0 && rated.every((s) => s.se !== null);
      return {
        money: mean(spent.filter((p) => group.includes(p.area)), (p) => p.per_resident),
        score: mean(rated, (s) => s.value),
        n: rated.length > 0 && rated.every((s) => s.n !== null) ? sum(rated.map((s) => s.n)) : null,
        error: known ? added(rated.map((s) => ({ variance: ((weight(s.area) / total) * s.se) ** 2, df: s.df ?? Infinity }))) : null,
      };
    });
    const [a, b] = sides;
    const difference = a.score === null || b.score === null ? null : a.score - b.score;
    const error = difference !== null && a.error && b.error ? added([a.error, b.error]) : null;
    const clear = error && Math.abs(difference) > error.half ? Math.sign(difference) : 0;
    return { domain, sides, difference, error, clear, ratio: a.money === null || !b.money ? null : a.money / b.money };
  }).filter(({ sides }) => sides.some((s) => s.money !== null || s.score !== null));
  expect([...rows.keys()].toSorted()).toEqual(found.map((f) => service(f.domain)).toSorted());
  const money = (value) => (value === null ? '–' : `${shown(value, 0)} 元`);
  let intervals = 0;
  for (const { domain, sides: [town, country], ratio, difference, error } of found) {
    const [a, b, times, townScore, townN, countryScore, countryN, apart] = rows.get(service(domain));
    expect([a, b, times], domain).toEqual([money(town.money), money(country.money), given(ratio, 2)]);
    for (const [text, n, side] of [[townScore, townN, town], [countryScore, countryN, country]]) {
      expect(n, domain).toBe(given(side.n, 0));
      if (side.score === null) {
        expect(text, domain).not.toMatch(/\d/);
        continue;
      }
      const ends = side.error && [Math.max(side.score - side.error.half, 0), Math.min(side.score + side.error.half, 100)];
      expect(text, domain).toBe(ends ? `${shown(side.score, 1)}（${range(ends, 1)}）` : shown(side.score, 1));
      intervals += ends ? 1 : 0;
    }
    const ends = error && `（${signed(difference - error.half)} 至 ${signed(difference + error.half)}）`;
    expect(apart, domain).toBe(difference === null ? '–' : `${signed(difference)}${ends ?? ''}`);
  }
  expect(intervals, 'scores with an interval').toBeGreaterThan(10);
  // the sentences above the table count what stands in it
  const count = (wanted) => found.filter(wanted).length;
  const { band } = report.judgements.settings;
  await expect(page.locator('h1')).toContainText(
    `${count((f) => f.ratio !== null)} 项服务里，人均投入城镇较高的 ${count((f) => f.ratio !== null && f.ratio > 1 + band)} 项，` +
      `乡村较高的 ${count((f) => f.ratio !== null && f.ratio < 1 / (1 + band))} 项，其余相差不到 ${shown(100 * band, 0)}%`,
  );
  const [up, down] = [1, -1].map((sign) => count((f) => f.clear === sign));
  await expect(page.locator('h1')).toContainText(up + down ? `满意度城镇较高的 ${up} 项，乡村较高的 ${down} 项` : '满意度的高低都分不清');
  await expect(page.locator('.doubt')).toContainText(`${up + down} / ${found.length} 项`);
  for (const side of [0, 1]) {
    const all = found.map((f) => f.sides[side].n).filter((n) => n !== null);
    await expect(page.locator('.doubt')).toContainText(`每项 ${shown(Math.min(...all), 0)}–${shown(Math.max(...all), 0)} 份答卷`);
  }
  await expect(page.locator('.standfirst')).toContainText(`${groups[0].length} 个城镇，${groups[1].length} 个乡村地方`);
});

test('the settings shown are those of the report, and every report says which', async ({ page, report }) => {
  await page.goto(zh('/settings'));
  const { settings, settings_hash: hash } = report.judgements;
  await expect(page.locator('.doubt code')).toHaveText(hash.slice(0, 12));
  const at = (name) => name.split('.').reduce((json, key) => json[key], settings);
  const typed = (value) => (value === null ? '' : Array.isArray(value) ? value.join(', ') : value === true ? 'yes' : value === false ? 'no' : String(value));
  const fields = await page.locator('form.make').evaluate((form) => [...new FormData(form)]);
  expect(fields.length).toBeGreaterThan(20);
  for (const [name, value] of fields.filter(([n]) => n !== 'price')) expect(value, name).toBe(typed(at(name)));
  // what shows the settings themselves, how things are done, what was loaded and asked
  const others = /^\/(settings|method|data|surveys)$/;
  const pages = Object.values(addresses(report)).filter((address) => !others.test(address));
  expect(pages.length).toBeGreaterThan(15);
  for (const address of pages) {
    await page.goto(zh(address));
    await expect(page.locator('.judged'), address).toContainText(hash.slice(0, 12));
  }
});

test('the public results are the counted answers, place by place', async ({ page, report }) => {
  await page.goto(zh('/results/w2025'));
  const all = report.breakdowns.find((b) => b.cut === 'all').items;
  const rows = await rowsOf(page, '#results-table');
  expect(rows.size).toBeGreaterThan(15);
  const seen = [...rows.values()].map((cells) => cells.join(' | '));
  const cells = ({ score, top_two: top, n_valid: n }) => [
    shown(score, 1), percent(top.share), `${shown(top.low * 100, 0)}–${shown(top.high * 100, 0)}%`, shown(n, 0),
  ];
  const has = (figures) => seen.includes(cells(figures).join(' | '));
  const scored = all.filter((i) => i.total.figures?.score !== null && i.total.figures?.top_two);
  for (const item of scored.filter((i) => /^S_|^Q_/.test(i.item))) expect(has(item.total.figures), item.item).toBe(true);
  const total = (code) => all.find((i) => i.item === code).total.figures;
  const deff = Math.max(1, total('Q_OVERALL').score_sampled.deff);
  expect(deff, 'people of one village answer alike').toBeGreaterThan(1);
  const { distribution, n_valid: asked } = total('R_TOP3');
  const [first, ...next] = distribution.toSorted((x, y) => y.n - x.n).slice(0, 3).map(({ n, share }) => {
    const [from, to] = wilson(n / deff, asked / deff);
    return { said: `${percent(share)} (${shown(from * 100, 0)}–${shown(to * 100, 0)}%)`, from, to };
  });
  const lead = page.locator('p.lead', { hasText: '大家最想先改的是' });
  await expect(lead).toContainText(`${first.said}（${shown(asked, 0)} 人回答）`);
  for (const { said } of next) await expect(lead).toContainText(said);
  await expect(lead.filter({ hasText: '先后分不清' })).toHaveCount(next[0].to >= first.from ? 1 : 0);
  const twin = await rowsOf(page, '#places-table');
  const places = report.breakdowns.find((b) => b.cut === 'area').items.find((i) => i.item === 'Q_OVERALL').rows;
  for (const { key, figures } of places.filter((r) => r.figures)) {
    const said = page.locator('ul.told > li', { has: page.locator('b', { hasText: nameOf(report)(key) }) });
    const { share, low: from, high: to } = figures.top_two;
    await expect(said).toContainText(`${percent(share)} (${shown(from * 100, 0)}–${shown(to * 100, 0)}%)`);
    await expect(said).toContainText(`${shown(figures.n_valid, 0)} 人回答，百分制得 ${shown(figures.score, 1)} 分`);
    expect(twin.get(nameOf(report)(key)), key).toEqual(cells(figures));
  }
});

/** Numbers of a part of a report, at any depth. */
function* numbers(part) {
  if (typeof part === 'number') yield part;
  else if (part && typeof part === 'object') for (const inner of Object.values(part)) yield* numbers(inner);
}

/** The part of the report that a page is about; what it counts itself is named beside. `lines` are those of the ledger. */
function parts(report, address, lines) {
  const { settings } = report.judgements;
  const of = (list, key, value) => list.filter((x) => x[key] === value);
  const place = (area) => [
    of(report.verdicts.cells.map((c) => ({ ...c, area: c.place.area })), 'area', area),
    report.scores.map((m) => of(m.places, 'area', area)),
    report.change.measures.map((m) => of(m.places, 'area', area)),
    report.breakdowns.flatMap((b) => b.items.map((i) => of(i.rows, 'key', area))),
    of(report.represented?.places ?? [], 'area', area),
  ];
  const { pathname, searchParams: asked } = new URL(address, 'http://x');
  // the part that is about another wave is in another report
  if (asked.has('wave')) return null;
  const [, page, a, b] = pathname.split('/');
  const always = [settings, report.wave];
  if (page === '') {
    // the list, what it is held against, and the cells that are named; not the hundreds of others
    const { list, cells, bureaus } = report.verdicts;
    const { curve, ...resolution } = list.resolution;
    const worth = ['UNDER_INVESTED', 'DOING_MORE_WITH_LESS', 'PRODUCING', 'HIGH_COST_PLACE'];
    const named = cells.filter((c) => c.listed || worth.includes(c.verdict));
    const shownOf = ({ per_resident: spent, ratios, effect, interval90, p_below: p }) => [spent, ratios[0].median, effect, interval90, p];
    return [
      [report.wave, settings.materiality, settings.k], [list.k, list.judged, list.chance, resolution],
      named.map(shownOf), bureaus.map((b) => b.places.length),
    ];
  }
  if (page === 'townships' && b) {
    const cell = report.verdicts.cells.find((c) => c.place.area === a && c.domain === b);
    // what like places usually spend is what this one spends by how many times that it is
    const usual = cell.ratios.slice(0, 1).flatMap((r) => [cell.per_resident / r.median, cell.per_resident / r.need]);
    return [always, cell, usual, of(report.verdicts.cells, 'domain', b), place(a), report.exposure.find((e) => e.domain === b)];
  }
  if (page === 'townships' && a) return [always, place(a), report.drivers];
  if (page === 'association') return [always, report.association.per_domain[a], report.association.domain_fixed_effects];
  if (page === 'equations') return [always, report.equations];
  if (page === 'townships') {
    const measure = asked.get('measure') ?? 'Q_OVERALL';
    const all = [report.scores, report.comparison, report.change.measures, report.scorings];
    return [always, all.map((list) => of(list, 'measure', measure)), report.represented];
  }
  if (page === 'standing') return [always, report.standing];
  if (page === 'spending') {
    const year = report.spent.find((s) => s.domain === a).years.at(-1);
    const paid = lines.filter((l) => l.domain === a && l.year === year.year && l.stage !== 'budget');
    const sum = paid.reduce((all, l) => all + l.amount, 0);
    // totals are in ten thousands or in millions, by language
    return [year.median, year.places.map((p) => p.per_resident), sum / 1e4, sum / 1e6];
  }
  // what the page says of town and country is counted of its table, which is compared above
  if (page === 'balance') return [report.places.length, settings.band];
  return null;
}

test('no sentence of a page has a figure that its part of the report does not have', async ({ page, report }) => {
  const looked = [];
  const lines = await ledger();
  let figures = 0;
  for (const [name, address] of Object.entries(addresses(report))) {
    const about = parts(report, address, lines);
    if (about === null) continue;
    for (const lang of ['zh-Hans', 'en']) {
      await page.goto(inLanguage(address, lang));
      // sentences only: tables and drawings are compared cell by cell above
      const text = await page.getByRole('main').evaluate((main) => {
        const copy = main.cloneNode(true);
        copy.querySelectorAll('table, svg, form, .source, .judged, select').forEach((e) => e.remove());
        return copy.textContent;
      });
      const known = [...numbers(about)];
      const is = (figure, decimals) => (v) => [v, v * 100].some((x) => shown(Math.abs(x), decimals) === figure);
      const all = [...text.matchAll(/\d[\d,]*\.\d+|\d[\d,]*(?=%|\s?元|\s?分|\s?yuan|\s?points?\b)/g)];
      figures += all.length;
      const strange = all
        .map(([figure]) => figure)
        .filter((figure) => !known.some(is(figure, figure.split('.')[1]?.length ?? 0)))
        // levels of intervals and rules, twice the difference that matters, the threshold of a mark
        .filter((figure) => !['95', '90', '80', '99.8', '100', '0', String(2 * report.judgements.settings.materiality)].includes(figure));
      expect(strange, `${name}, ${lang}`).toEqual([]);
      looked.push(name);
    }
  }
  expect(looked.length).toBeGreaterThan(20);
  expect(figures, 'figures were found to compare').toBeGreaterThan(150);
});
