// Every page is readable with a screen reader, as far as a machine can tell.
// The phone preview inside the builder is a page of its own and looked at as such.
import AxeBuilder from '@axe-core/playwright';
import { expect, inLanguage, open, PAGES, test } from './pages.mjs';

for (const lang of ['zh-Hans', 'en']) {
  for (const { name, at, status = 200 } of PAGES) {
    test(`axe finds nothing on: ${name}, ${lang}`, async ({ page, county }) => {
      const response = await open(page, inLanguage(at(county), lang));
      expect(response.status()).toBe(status);
      const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.target} ${n.html.slice(0, 160)}`).join(' | ')}`);
      expect(told).toEqual([]);
    });
  }
}
