// Pages before there is anything on them, and what a form says back: looked at as closely as full pages.
import AxeBuilder from '@axe-core/playwright';
import { expect, startServer, test } from './server.mjs';

const EMPTY = ['/', '/association', '/spending', '/surveys', '/surveys/new', '/surveys/rounds/new', '/data'];
const FILES = {
  'a file to be looked at': 'code,name,level\n1,安禾县,county\n',
  'a file that is refused': 'code,name,level\n1,安禾县,planet\n',
};

const findings = async (page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`);
};

test.describe('an empty county', () => {
  let empty;
  test.beforeAll(async () => {
    empty = await startServer();
  });
  test.afterAll(async () => {
    await empty.stop();
  });

  for (const lang of ['zh-Hans', 'en']) {
    test(`axe finds nothing on pages with nothing on them, ${lang}`, async ({ page }) => {
      for (const path of EMPTY) {
        await page.goto(`${empty.url}${path}?lang=${lang}`);
        await expect(page.locator('h1')).toHaveCount(1);
        expect(await findings(page), path).toEqual([]);
      }
    });

    for (const [what, text] of Object.entries(FILES)) {
      test(`axe finds nothing on ${what}, ${lang}`, async ({ page }) => {
        await page.goto(`${empty.url}/data?lang=${lang}`);
        await page.check('input[value=areas]');
        await page.setInputFiles('input[type=file]', { name: 'areas.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
        await page.click('form.load button.primary');
        await expect(page.locator('#preview, #refused')).toHaveCount(1);
        expect(await findings(page)).toEqual([]);
      });
    }
  }
});
