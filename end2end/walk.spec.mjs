// One person's walk through the whole finding: county → card → ledger lines → back, township → one question → hidden
// cell → statement, equations, townships beside each other, print; in three languages, with a script and without.
import { cardOf, expect, LANGUAGES, low, rowsOf, serviceNames, shown, STRAYS, test, TOO_MUCH } from './drawn.mjs';
import { inLanguage } from './pages.mjs';

const PROJECT = { 'zh-Hans': '项目', 'zh-Hant': '項目', en: 'Project' };
const DOCUMENT = { 'zh-Hans': '来源文件', 'zh-Hant': '來源文件', en: 'Document' };
const BUILDING = { 'zh-Hans': '建设', 'zh-Hant': '建設', en: 'capital' };
const HIDDEN = { 'zh-Hans': /少于 10 份/, 'zh-Hant': /少於 10 份/, en: /fewer than 10/i };

/** One page of the walk, as every page must be: answered, titled, in its language, saying no more than it may. */
async function arrived(page, lang, title) {
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  if (title) await expect(page).toHaveTitle(title);
  const text = await page.locator('body').innerText();
  expect(text.match(TOO_MUCH), page.url()).toBeNull();
  expect(text.match(STRAYS), page.url()).toBeNull();
  return page.title();
}

for (const script of [true, false]) {
  test.describe(script ? 'with a script' : 'without a script', () => {
    test.use({ javaScriptEnabled: script });

    for (const lang of LANGUAGES) {
      test(`the whole finding is walked in ${lang}`, async ({ page, report }) => {
        test.setTimeout(90_000);
        const service = await serviceNames(lang);
        const cell = low(report);
        const { area, name } = cell.place;
        const titles = new Set();

        // the county and its list
        await page.goto(inLanguage('/', lang));
        titles.add(await arrived(page, lang));
        const link = page.locator(`ol.findings a[href="${cardOf(cell)}"]`);
        await expect(link).toContainText(name);
        await link.click();

        // the card, and every ledger line behind its money
        await expect(page).toHaveURL(new RegExp(`${area}/${cell.domain}$`));
        titles.add(await arrived(page, lang, new RegExp(name)));
        await page.locator('#money ~ p a').click();
        await expect(page).toHaveURL(new RegExp(`/ledger/${cell.domain}/${area}`));
        titles.add(await arrived(page, lang));
        const columns = await page.locator('#lines-table thead th').allInnerTexts();
        const lines = page.locator('#lines-table tbody tr');
        expect(await lines.count(), 'there are lines').toBeGreaterThan(1);
        // every line has its document, and what was built its project
        const building = lines.filter({ hasText: BUILDING[lang] });
        for (const [name, rows] of [[DOCUMENT[lang], lines], [PROJECT[lang], building]]) {
          const at = columns.findIndex((head) => head.includes(name));
          expect(at, `a column “${name}” among ${columns}`).toBeGreaterThan(0);
          const cells = await rows.locator(`:scope > :nth-child(${at + 1})`).allInnerTexts();
          expect(cells.length, `lines with a ${name}`).toBeGreaterThan(0);
          expect(cells.filter((text) => !/\p{L}/u.test(text)), `every line has its ${name}`).toEqual([]);
        }
        await page.goBack();
        await expect(page).toHaveURL(new RegExp(`${area}/${cell.domain}$`));
        await expect(page.getByRole('heading', { level: 1 })).toContainText(shown(Math.abs(cell.effect), 1));

        // each of the six points leads to its evidence and back
        const points = page.locator('.checks li');
        await expect(points).toHaveCount(6);
        for (const href of await points.getByRole('link').evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
          const found = await page.request.get(new URL(href, page.url()).href);
          expect(found.status(), href).toBe(200);
          const fragment = href.split('#')[1];
          if (fragment) expect(await found.text(), href).toContain(`id="${fragment}"`);
        }

        // the township: one question, by village, with cells that are hidden and said to be
        await page.locator('.kicker a').last().click();
        await expect(page).toHaveURL(new RegExp(`/townships/${area}$`));
        titles.add(await arrived(page, lang, new RegExp(name)));
        const todo = page.locator('section[aria-labelledby=todo]');
        expect(await todo.locator('a[href$="#statement"]').count(), 'it may say its own').toBeGreaterThan(0);
        await expect(todo.locator('> p.muted'), 'until when is said once').not.toContainText(/\d/);
        await page.locator('select[name=item]').selectOption('S_ROADS');
        await page.locator('select[name=by]').selectOption('village');
        await page.locator('form.picker button').click();
        await expect(page).toHaveURL(/item=S_ROADS&by=village/);
        await arrived(page, lang);
        await page.locator('figure#answers summary').click();
        const hidden = page.locator('#answers-table tbody tr', { hasText: HIDDEN[lang] });
        expect(await hidden.count(), 'small villages are there').toBeGreaterThan(0);
        for (const row of await hidden.all()) {
          await expect(row).toBeVisible();
          expect((await row.innerText()).replace(HIDDEN[lang], ''), 'no figure stands beside').not.toMatch(/\d/);
        }

        // its services lead to the cards; the statement is given there and taken back
        await page.locator(`ul.domains a[href="${cardOf(cell)}"]`).click();
        await arrived(page, lang);
        const words = `${lang}: 2025-10`;
        await page.locator('textarea[name=text]').fill(words);
        await page.locator('form:has(textarea[name=text]) button').click();
        await expect(page).toHaveURL(/#statement$/);
        await expect(page.locator('blockquote.said')).toContainText(words);
        await arrived(page, lang);
        await page.locator('textarea[name=text]').fill('');
        await page.locator('form:has(textarea[name=text]) button').click();
        await expect(page.locator('blockquote.said')).toHaveCount(0);

        // spending and satisfaction, the three equations, town and country
        const menu = page.locator('header.masthead nav').first();
        await menu.locator('a[href="/association"]').click();
        titles.add(await arrived(page, lang));
        await page.locator(`ul.domains a[href="/association/${cell.domain}"]`).click();
        await expect(page.getByRole('heading', { level: 1 })).toContainText(service(cell.domain));
        await page.locator('main a[href="/equations"]').click();
        titles.add(await arrived(page, lang));
        await expect(page.locator('.verdict')).toHaveCount(3);
        await page.goBack();
        await page.locator('main a[href="/balance"]').click();
        titles.add(await arrived(page, lang));

        // the townships beside each other, on one service, with ranges of ranks
        await menu.locator('a[href="/townships"]').click();
        titles.add(await arrived(page, lang));
        await page.locator('select[name=measure]').selectOption(cell.domain);
        await page.locator('form.picker button').click();
        await expect(page).toHaveURL(new RegExp(`measure=${cell.domain}`));
        await arrived(page, lang);
        expect((await rowsOf(page, '#places-table')).size).toBe(report.places.length);
        await page.locator('main a[href^="/standing"]').click();
        titles.add(await arrived(page, lang));

        // ranks of one's own, typed, and what they come to
        await page.locator('[name=kind][value=ranks]').check();
        for (const [name, value] of Object.entries({ lines: '甲乡，18，17', n: '150', places: '20', spread: '3' })) {
          await page.locator(`form.standing [name=${name}]`).fill(value);
        }
        await page.locator('form.standing button[type=submit]').click();
        await expect(page.getByRole('heading', { level: 1 })).toContainText('甲乡');
        await arrived(page, lang);
        // truly last, truly in the upper half: two chances that are not known beforehand and no certainty
        const chances = (await page.getByRole('heading', { level: 1 }).innerText()).match(/\d+(?=%)/g).map(Number);
        expect(chances, 'both chances are told').toHaveLength(2);
        for (const chance of chances) expect(chance).toBeLessThan(50);

        // how it is worked out, and the judgements behind it
        await page.locator('footer a[href="/method"]').click();
        titles.add(await arrived(page, lang));
        await page.locator('footer a[href="/settings"]').click();
        titles.add(await arrived(page, lang));
        expect(titles.size, 'every page has a title of its own').toBe(11);

        // on paper: no menu, the finding and its source
        await page.emulateMedia({ media: 'print' });
        await page.setViewportSize({ width: 794, height: 1123 });
        for (const address of ['/', cardOf(cell), `/townships/${area}`, '/equations', '/townships']) {
          await page.goto(inLanguage(address, lang));
          await expect(menu, address).toBeHidden();
          await expect(page.getByRole('heading', { level: 1 }), address).toBeVisible();
          await expect(page.locator('.source').first(), address).toBeVisible();
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth).catch(() => 0);
          expect(over, `${address} fits the sheet`).toBeLessThanOrEqual(0);
        }
      });
    }
  });
}
