// No page says more than its data can say, in any language: of the demo county and a survey being made, of a county with
// nothing in it, of files that are read and refused, and of what goes wrong.
import { causes, LANGUAGES, readable, STRAYS, TOO_MUCH, words } from './words.mjs';
import { expect, inLanguage, PAGES, test } from './pages.mjs';
import { startServer } from './server.mjs';

/** What a page should not have said, with where it says so. */
function amiss(html, about) {
  const found = [];
  for (const [pattern, text] of [[TOO_MUCH, readable(html)], [STRAYS, words(html)]]) {
    const match = pattern.exec(text);
    if (match) found.push(`${about}: …${text.slice(Math.max(0, match.index - 60), match.index + 60)}…`);
  }
  return found;
}

test('a word of one thing bringing about another is seen, and what denies it is not one', () => {
  for (const said of [
    'Higher spending led to satisfaction.', 'Spending drives satisfaction', 'It results in more trust', 'because of spending', 'This caused it',
    '投入增加导致满意度上升', '投入促使满意', '这带来了满意', '投入使得满意度升高', '造成满意偏低', '投入導致', '這帶來了滿意', '投入促使滿意', '造成滿意偏低',
  ]) expect(causes(said), said).not.toBeNull();
  for (const said of ['两样东西同高同低，不等于谁带来了谁。', 'Spending and satisfaction go together.', '投入高的地方满意度也高']) expect(causes(said), said).toBeNull();
});

const EMPTY = [
  '/', '/association', '/association/roads', '/spending', '/spending/roads', '/townships', '/townships/x', '/townships/x/roads',
  '/standing', '/ledger/roads/x', '/equations', '/balance', '/settings', '/method', '/data', '/surveys', '/surveys/new',
  '/surveys/rounds/new', '/surveys/x', '/surveys/x/breakdown', '/s/x', '/results/x', '/check', '/check/0000-0000-0000', '/nowhere',
];
const FILES = {
  areas: ['code,name,level\n1,安禾县,county\n2,城关镇,township\n', 'code,name,level\n1,安禾县,planet\n', 'nothing\n', ''],
  spending: ['area,year,domain,amount\n1,2025,roads,12\n', 'area,year,domain,amount\n1,2025,roads,-3\n合计,2025,roads,5\n'],
  scores: ['area,wave,year,domain,score\n1,2025,2025,roads,140\n'],
  responses: ['D_VILLAGE,Q_OVERALL\n1,9\n'],
};

for (const lang of LANGUAGES) {
  test(`no page of the demo says too much, ${lang}`, async ({ request, server, county }) => {
    test.setTimeout(90_000);
    const found = [];
    for (const { name, at, status = 200 } of PAGES) {
      const response = await request.get(server.url + inLanguage(at(county), lang));
      expect(response.status(), name).toBe(status);
      found.push(...amiss(await response.text(), name));
    }
    expect(found).toEqual([]);
  });

  test(`nothing is said to bring about anything where spending stands beside satisfaction, ${lang}`, async ({ request, server }) => {
    const index = await (await request.get(server.url + inLanguage('/association', lang))).text();
    const linked = [...index.matchAll(/href="(\/association\/[^"]+)"/g)].map(([, href]) => href).filter((href) => !/lang=|table=/.test(href));
    const paths = new Set(['/', '/balance', '/equations', ...linked]);
    expect(paths.size, 'services and waves').toBeGreaterThan(10);
    const found = [];
    for (const path of paths) {
      const response = await request.get(server.url + inLanguage(path, lang));
      expect(response.status(), path).toBe(200);
      const cause = causes(words(await response.text()));
      if (cause) found.push(`${path}: …${cause}…`);
    }
    expect(found).toEqual([]);
  });

  test(`neither an empty county, nor a file, nor a mistake says too much, ${lang}`, async ({ request }) => {
    test.setTimeout(90_000);
    const empty = await startServer();
    const headers = { cookie: `lang=${lang}`, 'accept-language': lang, 'sec-fetch-site': 'same-origin' };
    const found = [];
    let read = 0;
    const look = async (response, about) => {
      read += 1;
      expect(response.status(), about).toBeLessThan(500);
      found.push(...amiss(await response.text(), about));
    };
    try {
      for (const path of EMPTY) await look(await request.get(empty.url + inLanguage(path, lang)), path);
      for (const [kind, files] of Object.entries(FILES)) {
        for (const text of files) {
          const file = { name: `${kind}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) };
          const response = await request.post(`${empty.url}/data?lang=${lang}`, { headers, multipart: { kind, file } });
          await look(response, `${kind}: ${text}`);
          const key = /name="key" value="([^"]+)"/.exec(await response.text())?.[1];
          if (key) await look(await request.post(`${empty.url}/data/store?lang=${lang}`, { headers, form: { key } }), `${kind} stored`);
        }
      }
      await look(await request.post(`${empty.url}/data?lang=${lang}`, { headers, multipart: { kind: '' } }), 'no file');
      for (const [path, form] of Object.entries({
        '/standing': { kind: 'ranks', lines: 'A,1\nB,x' },
        '/settings': { materiality: 'much' },
        '/surveys/new': { area: 'x' },
        '/surveys/rounds/new': { area: 'x' },
        '/townships/x/roads': { text: 'x' },
      })) {
        await look(await request.post(`${empty.url}${path}?lang=${lang}`, { headers, form }), `POST ${path}`);
      }
      await look(await request.post(`${empty.url}/standing?lang=${lang}`, { headers: { 'sec-fetch-site': 'cross-site' }, form: {} }), 'another site');
      expect(found).toEqual([]);
      expect(read).toBeGreaterThan(40);
    } finally {
      await empty.stop();
    }
  });
}
