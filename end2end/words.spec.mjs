// No page of the drawn county says more than its data can say, in any language, whatever was found: one card of every
// verdict and every reason why there is none, the ledger behind it, and every other page of the finding.
import { addresses, cardOf, expect, LANGUAGES, test } from './drawn.mjs';
import { inLanguage } from './pages.mjs';
import { causes, readable, STRAYS, TOO_MUCH, words } from './words.mjs';

for (const lang of LANGUAGES) {
  test(`whatever was found, no page says too much, ${lang}`, async ({ request, server, report }) => {
    test.setTimeout(90_000);
    const cells = new Map(report.verdicts.cells.map((c) => [c.verdict ?? c.gate, c]));
    expect(cells.size, 'the county has many kinds of cells').toBeGreaterThan(5);
    const paths = new Set([
      ...Object.values(addresses(report)),
      ...[...cells.values()].flatMap((c) => [cardOf(c), `/ledger/${c.domain}/${c.place.area}`, `/townships/${c.place.area}`]),
      ...report.scores.map((m) => `/townships?measure=${m.measure}`),
      ...Object.keys(report.association.per_domain).map((id) => `/association/${id}`),
      '/s/demo', '/s/demo?plain=1', '/check', '/surveys/new', '/surveys/rounds/new', '/surveys/w2025',
    ]);
    const found = [];
    for (const path of paths) {
      const response = await request.get(server.url + inLanguage(path, lang));
      expect(response.status(), path).toBe(200);
      const html = await response.text();
      expect(html, path).toMatch(new RegExp(`<html[^>]* lang="${lang}"`));
      for (const [pattern, text] of [[TOO_MUCH, readable(html)], [STRAYS, words(html)]]) {
        const match = pattern.exec(text);
        if (match) found.push(`${path}: …${text.slice(Math.max(0, match.index - 40), match.index + 40)}…`);
      }
      // what goes together is not said to bring about
      const cause = path === '/' || path.startsWith('/association/') ? causes(words(html)) : null;
      if (cause) found.push(`${path}: …${cause}…`);
    }
    expect(found).toEqual([]);
    expect(paths.size).toBeGreaterThan(50);
  });
}
