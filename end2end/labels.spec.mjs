// The names in the scatter of every service of the demo: none over another, none over a number of an axis, none off
// the drawing, on a phone and on a desk, in three languages, as the browser's own font draws them.
import { expect, inLanguage, open, test } from './pages.mjs';

const SERVICES = ['schools', 'libraries', 'parks', 'street_cleaning', 'refuse'];
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };

/** Texts of the drawing that is shown, with their boxes in its own units: capitals and descenders, not the line. */
const drawn = (page) =>
  page.locator('#scatter svg[role=img]:visible').evaluate((svg) => {
    const { width, height } = svg.viewBox.baseVal;
    const texts = [...svg.querySelectorAll('text')].map((text) => {
      const { x, width: wide } = text.getBBox();
      const y = Number(text.getAttribute('y'));
      const font = Number(text.getAttribute('font-size'));
      return { text: text.textContent, left: x, right: x + wide, top: y - 0.8 * font, bottom: y + 0.22 * font };
    });
    return { width, height, texts, points: svg.querySelectorAll('circle > title').length };
  });

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const lang of ['zh-Hans', 'zh-Hant', 'en']) {
    test(`no two texts of a scatter touch on a ${size}, ${lang}`, async ({ page, server }) => {
      await page.setViewportSize(viewport);
      const services = new Set(SERVICES);
      const front = await (await fetch(`${server.url}/association/schools`)).text();
      for (const [, id] of front.matchAll(/href="\/association\/([a-z_]+)"/g)) services.add(id);
      expect(services.size, 'the demo has five services').toBe(5);
      for (const service of services) {
        await open(page, inLanguage(`/association/${service}`, lang));
        const { width, height, texts, points } = await drawn(page);
        expect(points, `${service}: every point has its name on pointing`).toBeGreaterThanOrEqual(30);
        expect(texts.length, `${service}: axes and some names are written`).toBeGreaterThan(12);
        const off = texts.filter((t) => t.left < -1 || t.right > width + 1 || t.top < -1 || t.bottom > height + 1);
        expect(off, `${service}: off the drawing`).toEqual([]);
        const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        const pairs = texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => touch(a, b)).map((b) => [a.text, b.text]));
        expect(pairs, service).toEqual([]);
      }
    });
  }
}
