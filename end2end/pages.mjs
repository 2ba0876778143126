// The demo county with a round, a draft and two waves, once for each worker, and the addresses of its pages.
import { prepare } from './county.mjs';
import { test as base } from './server.mjs';

export { expect } from './server.mjs';

export const test = base.extend({
  serverOptions: [{ command: 'demo' }, { option: true, scope: 'worker' }],
  county: [async ({ server }, use) => use(await prepare(server)), { scope: 'worker', timeout: 120_000 }],
});

/** Pages by name; the address is a function of the county. `status` where it is not 200. */
export const PAGES = [
  { name: 'front page', at: () => '/' },
  { name: 'townships', at: () => '/townships' },
  { name: 'low two years running', at: () => '/standing' },
  { name: 'association', at: () => '/association/schools' },
  { name: 'spending', at: () => '/spending/schools' },
  { name: 'ledger lines', at: () => '/ledger/schools/S12000005' },
  { name: 'equations', at: () => '/equations' },
  { name: 'town and country', at: () => '/balance' },
  { name: 'settings of the engine', at: () => '/settings' },
  { name: 'method', at: () => '/method' },
  { name: 'data', at: () => '/data' },
  { name: 'tablets', at: () => '/devices' },
  { name: 'a tablet not set up', at: () => '/kiosk' },
  { name: 'surveys', at: () => '/surveys' },
  { name: 'new survey', at: () => '/surveys/new' },
  { name: 'new round', at: () => '/surveys/rounds/new' },
  { name: 'round', at: (county) => county.round },
  { name: 'builder', at: (county) => county.draft },
  { name: 'draft settings', at: (county) => `${county.draft}/settings` },
  { name: 'phone preview', at: (county) => `${county.draft}/preview` },
  { name: 'publish', at: (county) => `${county.draft}/publish` },
  { name: 'open wave', at: (county) => county.open },
  { name: 'kept apart', at: (county) => `${county.closed}/apart` },
  { name: 'what residents wrote, while open', at: (county) => `${county.open}/written` },
  { name: 'what residents wrote, nobody was asked', at: (county) => `${county.closed}/written` },
  { name: 'poster', at: (county) => `${county.open}/poster` },
  { name: 'devices', at: () => '/devices' },
  { name: 'paper', at: (county) => `${county.open}/paper` },
  { name: 'paper, which sheet', at: (county) => `${county.open}/paper/type/second` },
  { name: 'paper, one sheet', at: (county) => `${county.open}/paper/type/first?serial=${county.sheets[1]}` },
  { name: 'paper, a wrong serial', at: (county) => `${county.open}/paper/type/first?serial=1`, status: 422 },
  { name: 'paper, what differs', at: (county) => `${county.open}/paper/differences` },
  { name: 'paper to print', at: (county) => `${county.open}/paper/stacks/1` },
  { name: 'breakdown while open', at: (county) => `${county.open}/breakdown` },
  { name: 'closed wave', at: (county) => county.closed },
  { name: 'breakdown', at: (county) => `${county.closed}/breakdown?by=age&item=S_ROADS` },
  { name: 'breakdown by area', at: (county) => `${county.closed}/breakdown?by=area&item=R_TOP3` },
  { name: 'public results', at: (county) => county.closed.replace('/surveys/', '/results/') },
  { name: 'form', at: () => '/s/demo' },
  { name: 'form without a script', at: () => '/s/demo?plain=1' },
  { name: 'after sending', at: (county) => `/s/demo/done/${county.receipt}` },
  { name: 'check', at: () => '/check' },
  { name: 'check a receipt', at: (county) => `/check/${county.receipt}` },
  { name: 'check an unknown receipt', at: () => '/check/0000-0000-0000', status: 404 },
  { name: 'closed form', at: (county) => county.closed.replace('/surveys/', '/s/'), status: 410 },
  { name: 'nowhere', at: () => '/nowhere', status: 404 },
];

/** The address in a language. */
export const inLanguage = (address, lang) => `${address}${address.includes('?') ? '&' : '?'}lang=${lang}`;

/** Goes there and waits until the script of the page, if it has one, has taken over. */
export async function open(page, address) {
  const response = await page.goto(address);
  const scripted = await page.locator('script[type=module]').count();
  if (scripted > 0) await page.locator('html[data-hydrated], form.items.one').first().waitFor({ state: 'attached' });
  return response;
}
