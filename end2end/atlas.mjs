// Every page of the product and what it says back: where it is, and what has to be done to see it. Tests that look at
// all of it (axe, keyboard) and `npm run pictures` walk this list; routes.spec.mjs fails when a route is missing from it.
import { day, plan, post, prepare, publish } from './county.mjs';
import { addresses } from './drawn.mjs';
import { inLanguage, open, PAGES } from './pages.mjs';
import { minxin, startServer, test as base } from './server.mjs';
import { STATES } from './states.mjs';

export { expect } from './server.mjs';

/**
 * The counties that pages are looked at in: the demo with surveys at work, the drawn one, one with nothing in it.
 * @returns {Promise<Atlas>} `stop` ends its servers
 *
 * @typedef {object} Atlas
 * @property {Entry[]} entries
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Entry a page or a state of one
 * @property {string} name
 * @property {string} url without language
 * @property {number} status of the last answer
 * @property {(page: import('@playwright/test').Page) => Promise<unknown>} [act] what leads from the page to the state
 */
export async function makeAtlas() {
  const [demo, drawn, empty] = await Promise.all([
    startServer({ command: 'demo' }),
    startServer({ command: 'demo', args: ['--county', 'synthetic'] }),
    startServer(),
  ]);
  const stop = async () => void (await Promise.all([demo, drawn, empty].map((server) => server.stop())));
  try {
    const county = { ...(await prepare(demo)), upcoming: await upcoming(demo) };
    const report = JSON.parse((await minxin(['--data', drawn.data, 'report', '--json'])).stdout);
    const at = { demo: county, drawn: report, empty: undefined };
    const roots = { demo: demo.url, drawn: drawn.url, empty: empty.url };
    const entry = ({ name, on = 'demo', at: address, status = 200, act }) =>
      ({ name, url: roots[on] + address(at[on]), status, act });
    const finding = Object.entries(addresses(report)).map(([name, address]) => ({ name: `drawn: ${name}`, on: 'drawn', at: () => address }));
    return { entries: [...PAGES, ...finding, ...STATES].map(entry), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A survey that opens in five days. */
async function upcoming(server) {
  const draft = await post(server, '/surveys/new', {
    ...plan, opens: day(5), closes: day(25), area: 'S92000003', 'title.zh-Hans': '下个月的调查', 'title.en': 'Next month', start: 'short',
  });
  return publish(server, draft);
}

/** Goes to a page of the atlas in a language and brings it into its state; the last answer. */
export async function visit(page, { url, act }, lang) {
  const response = await open(page, inLanguage(url, lang));
  return (await act?.(page)) ?? response;
}

/** `test` with the atlas, made once for each worker. */
export const test = base.extend({
  atlas: [
    async ({}, use) => {
      const atlas = await makeAtlas();
      await use(atlas);
      await atlas.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  // the atlas has its own servers
  baseURL: async ({}, use) => use(undefined),
  serverLog: [async ({}, use) => use(), { auto: true }],
});
