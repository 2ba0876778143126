// The drawn county, once for each worker, with its report as the program prints it, and how pages write its figures.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, makeDataFolder, minxin, test as base } from './server.mjs';

export { expect } from './server.mjs';
export { LANGUAGES, STRAYS, TOO_MUCH } from './words.mjs';

export const test = base.extend({
  serverOptions: [{ command: 'demo', args: ['--county', 'synthetic'] }, { option: true, scope: 'worker' }],
  report: [
    async ({ server }, use) => {
      const { code, stdout, stderr } = await minxin(['--data', server.data, 'report', '--json']);
      expect(code, stderr).toBe(0);
      await use(JSON.parse(stdout));
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** The ledger that the drawn county was made from: `{ area, year, domain, amount, stage, payer }`. */
export async function ledger() {
  const out = path.join(await makeDataFolder(), 'files');
  const { code, stderr } = await minxin(['synth', '--out', out]);
  expect(code, stderr).toBe(0);
  const [head, ...lines] = (await readFile(path.join(out, 'spending.csv'), 'utf8')).trim().split(/\r?\n/).map((l) => l.split(','));
  await rm(path.dirname(out), { recursive: true });
  const at = (name) => head.indexOf(name);
  expect(at('amount'), head.join()).toBeGreaterThan(-1);
  return lines.map((l) => ({
    year: Number(l[at('year')]), domain: l[at('domain')], amount: Number(l[at('amount')]), stage: l[at('stage')], payer: l[at('payer')],
  }));
}

/** A service by the name it has on pages in a language, or as it is. */
export async function serviceNames(lang) {
  const file = path.resolve(import.meta.dirname, '../content/domains.json');
  const { domains } = JSON.parse(await readFile(file, 'utf8'));
  return (id) => domains.find((d) => d.id === id)?.name[lang] ?? id.replaceAll('_', ' ');
}

/** A number as pages print it: grouped, with a real minus, an exact half to the even digit. */
export function shown(value, decimals) {
  const size = Math.abs(value);
  const scaled = size * 10 ** decimals;
  const tie = scaled % 1 === 0.5 && Math.floor(scaled) % 2 === 0;
  const text = (tie ? Math.floor(scaled) / 10 ** decimals : size)
    .toFixed(decimals)
    .replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** A difference with its sign. */
export const signed = (value) => (/[1-9]/.test(value.toFixed(1)) && value > 0 ? `+${shown(value, 1)}` : shown(value, 1));

/** An interval in a table, a dash where there is none. */
export const range = (ends, decimals) => (ends ? `${shown(ends[0], decimals)}–${shown(ends[1], decimals)}` : '–');

/** A figure or a dash. */
export const given = (value, decimals) => (value === null || value === undefined ? '–' : shown(value, decimals));

/** The value that Student's t with so many degrees of freedom stays below with probability p ≥ ½: t = √df · tan θ makes its
 * density one of cosines, summed by Simpson's rule and searched by halving. */
export function studentQuantile(p, df) {
  const top = Math.min(Math.PI / 2, 40 / Math.sqrt(df));
  const mass = (end) => {
    const steps = 2000;
    let sum = 0;
    for (let i = 0; i <= steps; i += 1) {
      sum += Math.cos((end * i) / steps) ** (df - 1) * (i === 0 || i === steps ? 1 : 2 + 2 * (i % 2));
    }
    return (sum * end) / (3 * steps);
  };
  const wanted = (2 * p - 1) * mass(top);
  let [from, to] = [0, top];
  for (let i = 0; i < 60; i += 1) {
    const middle = (from + to) / 2;
    if (mass(middle) < wanted) from = middle;
    else to = middle;
  }
  return Math.sqrt(df) * Math.tan(from);
}

/** A share of one in per cent. */
export const percent = (share) => `${shown(share * 100, 0)}%`;

/** A probability: never 0% and never 100%, nor rounded over a threshold that decides. */
export function chance(p) {
  if (p < 0.005 || p >= 0.995) return p < 0.5 ? '不到 1%' : '超过 99%';
  const rounded = [0, 1].map((decimals) => Number((p * 100).toFixed(decimals)));
  const over = (value) => [0.8, 0.95].some((t) => p < t !== value / 100 < t);
  const value = rounded.find((v) => !over(v)) ?? Math.floor(p * 1000) / 10;
  return `${shown(value, value === rounded[0] ? 0 : 1)}%`;
}

/** A p or q value. */
export const pValue = (p) => (p < 0.0005 ? '< 0.001' : shown(p, p < 0.1 ? 3 : 2));

/** How many listed ones may in truth not be low: between two whole numbers. */
export function mistaken(expected) {
  const [from, to] = [Math.floor(expected), Math.ceil(expected)].map((end) => shown(end, 0));
  return from === to ? from : `${from} 到 ${to}`;
}

/** Address of the card of a cell. */
export const cardOf = (cell) => `/townships/${cell.place.area}/${cell.domain}`;

/** A cell with a verdict that lies below what is expected, at high spending: one that is listed, where there is any. */
export const low = (report) =>
  report.verdicts.cells.find((c) => c.listed) ?? report.verdicts.cells.find((c) => c.verdict === 'NOT_PRODUCING');

/** A cell of which nothing is said. */
export const held = (report) => report.verdicts.cells.find((c) => c.verdict === null);

/** Rows of a table by their heading, seen or folded away: heading → the cells behind it. */
export async function rowsOf(page, selector) {
  const rows = await page.locator(selector).evaluate((table) =>
    [...table.querySelectorAll('tbody tr')].map((tr) => [...tr.children].map((cell) => cell.textContent.trim())),
  );
  const found = new Map(rows.map(([head, ...cells]) => [head, cells]));
  expect(found.size, `${selector}: no heading is there twice`).toBe(rows.length);
  return found;
}

/** Every page of the finding, one of each kind, by name. */
export function addresses(report) {
  const cell = low(report);
  const { area } = cell.place;
  const other = held(report) ?? report.verdicts.cells[0];
  return {
    'front page': '/',
    card: cardOf(cell),
    'card without a verdict': cardOf(other),
    'ledger lines': `/ledger/${cell.domain}/${area}`,
    township: `/townships/${area}`,
    'township, one question': `/townships/${area}?item=S_ROADS&by=village`,
    townships: '/townships',
    'townships on a service': `/townships?measure=${cell.domain}`,
    'low two years running': '/standing',
    association: `/association/${cell.domain}`,
    spending: `/spending/${cell.domain}`,
    equations: '/equations',
    'town and country': '/balance',
    settings: '/settings',
    method: '/method',
    data: '/data',
    surveys: '/surveys',
    'breakdown of a wave': '/surveys/w2023/breakdown?by=age&item=S_ROADS',
    'public results': '/results/w2025',
    'the wave before': `/townships?wave=${report.waves[0]}`,
  };
}
