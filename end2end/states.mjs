// States of pages that no address leads to: what a form says back, a file looked at, an answer on its way. Each is
// reached by the controls of its page, whatever the language, and leaves nothing behind that another page would show.
import { cardOf, expect, low } from './drawn.mjs';

/** Sends the form that `selector` is in and waits for what comes back. */
async function send(page, selector) {
  const form = page.locator(`form:has(${selector})`).last();
  const answer = page.waitForResponse((r) => r.request().isNavigationRequest() && r.status() !== 303);
  const loaded = page.waitForEvent('load');
  await form.evaluate((f, s) => f.requestSubmit(f.querySelector(s.startsWith('button') ? s : 'button:not([type=button])')), selector);
  await loaded;
  return answer;
}

/** Gives a file to the page of data; `look` is what the page then shows. */
const file = (kind, text, look) => async (page) => {
  await page.locator(`input[name=kind][value=${kind}]`).check();
  await page.setInputFiles('input[type=file]', { name: `${kind}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.locator('form.load button.primary').click();
  await page.locator(look).waitFor();
};

const AREA = 'code,name,level,parent\nS92000003,Scotland,county,\n';

/** The form of the demo, one item per screen, at its `n`-th item. It takes a second touch at once for a slip. */
const at = (n) => async (page) => {
  for (let i = 2; i <= n; i += 1) {
    await expect(async () => {
      await page.locator('.pager button:not([type=button])').click();
      await expect(page.locator('.where .at b')).toHaveText(String(i), { timeout: 700 });
    }).toPass();
  }
};

const TYPED = { kind: 'ranks', lines: '城关镇，18，17\n河口镇，4，9\n双溪乡，20，20', n: '150', places: '20', spread: '3', deff: '1.8', sd: '24' };

export const STATES = [
  // an empty county
  ...['/', '/townships', '/association', '/spending', '/balance', '/equations', '/standing', '/settings', '/method', '/surveys',
    '/surveys/new', '/surveys/rounds/new', '/data'].map((address) => ({ name: `empty: ${address}`, on: 'empty', at: () => address })),

  // loading
  { name: 'a file looked at', at: () => '/data', act: file('areas', 'code,name,level,parent\nX1,新镇,township,S92000003\n', '#look') },
  { name: 'a file refused', at: () => '/data', act: file('areas', 'code,name,level\n1,安禾县,planet\n', '#refused') },
  {
    name: 'a file stored',
    at: () => '/data',
    act: async (page) => {
      await file('areas', AREA, '#look')(page);
      await page.locator('form[action="/data/store"] button').click();
      await page.locator('#done').waitFor();
    },
  },
  { name: 'work that is not known', at: () => '/data/jobs/00000000000000000000000000000000', status: 404 },

  // making a survey
  { name: 'round refused', at: () => '/surveys/rounds/new', status: 422, act: (page) => send(page, '[name=opens]') },
  { name: 'new survey refused', at: () => '/surveys/new', status: 422, act: (page) => send(page, '[name=opens]') },
  { name: 'new survey in a round', at: (county) => `/surveys/new?round=${county.round.split('/').pop()}` },
  { name: 'bank searched', at: (county) => `${county.draft}?q=%E6%B0%B4` },
  { name: 'bank unfolded', at: (county) => `${county.draft}?open=roads` },
  {
    name: 'own item refused',
    at: (county) => county.draft,
    status: 422,
    act: async (page) => {
      await page.locator('details.own').evaluate((d) => (d.open = true));
      return send(page, 'button[value=own]');
    },
  },
  { name: 'draft settings refused', at: (county) => `${county.draft}/settings`, status: 422, act: async (page) => {
    await page.locator('[name="title.zh-Hans"], [name="title.en"], [name="title.zh-Hant"]').evaluateAll((all) => all.forEach((f) => (f.value = '')));
    return send(page, '[name="title.zh-Hans"]');
  } },
  { name: 'publishing refused', at: (county) => `${county.draft}/publish`, status: 422, act: (page) => send(page, '[name=confirm]') },
  { name: 'closing refused', at: (county) => county.open, status: 422, act: (page) => send(page, '[name=confirm]') },
  { name: 'last day refused', at: (county) => county.open, status: 422, act: async (page) => {
    await page.locator('[name=closes]').fill('2020-01-01');
    return send(page, '[name=closes]');
  } },
  { name: 'address refused', at: (county) => county.open, status: 422, act: async (page) => {
    await page.locator('[name=public_base]').fill('not an address');
    return send(page, '[name=public_base]');
  } },
  // a step of the builder on a page that somebody else has overtaken
  { name: 'own item on an old page', at: (county) => county.draft, status: 409, act: async (page) => {
    await page.locator('details.own').evaluate((d) => (d.open = true));
    await page.locator('form:has(button[value=own]) [name=revision]').evaluateAll((all) => all.forEach((f) => (f.value = '0')));
    return send(page, 'button[value=own]');
  } },
  { name: 'a ruling refused', at: () => '/surveys/demo/apart', status: 422, act: (page) => send(page, '[name=reason]') },
  { name: 'a ruling proposed', at: () => '/surveys/demo/apart', act: async (page) => {
    await page.locator('[name=ruling]').first().check();
    await page.locator('[name=reason]').fill('打电话问过');
    return send(page, '[name=reason]');
  } },
  { name: 'tablet refused', at: () => '/devices', status: 422, act: (page) => send(page, '[name=name]') },
  { name: 'paper, a stack refused', at: (county) => `${county.open}/paper`, status: 422, act: async (page) => {
    await page.locator('[name=sheets]').fill('0');
    return send(page, '[name=sheets]');
  } },
  { name: 'paper, nothing to undo', at: (county) => `${county.open}/paper`, status: 422, act: async (page) => {
    await page.locator('form[action$="/undo"] [name=serial]').fill('1');
    return send(page, 'input#serial');
  } },
  { name: 'paper, a sheet refused', at: (county) => `${county.open}/paper/type/first?serial=${county.sheets[1]}`, status: 422,
    act: (page) => send(page, '[name^="a."]') },
  { name: 'paper, what differs refused', at: (county) => `${county.open}/paper/differences`, status: 422, act: (page) => send(page, '[name^="a."]') },
  { name: 'survey not open yet', at: (county) => county.upcoming },
  { name: 'poster on A3', at: (county) => `${county.open}/poster?size=a3` },

  // the finding
  { name: 'association index', at: () => '/association' },
  { name: 'spending index', at: () => '/spending' },
  { name: 'ranks typed', at: () => '/standing', act: async (page) => {
    await page.locator('[name=kind][value=ranks]').check();
    for (const [name, value] of Object.entries(TYPED)) if (name !== 'kind') await page.locator(`[name=${name}]`).fill(value);
    return send(page, '[name=lines]');
  } },
  { name: 'ranks refused', at: () => '/standing', status: 422, act: (page) => send(page, '[name=lines]') },
  { name: 'settings refused', on: 'drawn', at: () => '/settings', status: 422, act: async (page) => {
    await page.locator('[name=materiality]').fill('-3');
    return send(page, '[name=materiality]');
  } },
  { name: 'statement refused', on: 'drawn', at: (report) => cardOf(low(report)), status: 422, act: async (page) => {
    await page.locator('textarea[name=text]').fill('长'.repeat(1001));
    return send(page, '[name=text]');
  } },
  { name: 'no such township', on: 'drawn', at: () => '/townships/nowhere', status: 404 },
  { name: 'no such survey', at: () => '/surveys/nothing', status: 404 },

  // residents
  { name: 'form, fourth item', at: () => '/s/demo', act: at(4) },
  { name: 'form refused', at: (county) => `${county.open.replace('/surveys/', '/s/')}?plain=1`, status: 422, act: async (page) => {
    // one more than may be chosen
    await page.locator('[name=R_TOP3]').evaluateAll((all) => all.slice(0, 4).forEach((box) => (box.checked = true)));
    return send(page, '[name=R_TOP3]');
  } },
  { name: 'form not open yet', at: (county) => county.upcoming.replace('/surveys/', '/s/'), status: 403 },
  { name: 'no such form', at: () => '/s/nothing', status: 404 },
  { name: 'no such results', at: () => '/results/nothing', status: 404 },
  { name: 'results not yet out', at: (county) => county.open.replace('/surveys/', '/results/') },
  { name: 'receipt that cannot be one', at: () => '/check/12', status: 404 },
];
