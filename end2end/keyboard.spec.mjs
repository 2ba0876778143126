// The keyboard alone reaches everything, and one sees where it is; focus and title follow what was done.
import { expect, test, visit } from './atlas.mjs';
import { pageRoutes, routeOf } from './routes.mjs';

const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]:not([tabindex="-1"])';
const AMISS = { 'zh-Hans': '请再看一下', en: 'Please look again' };

/** Numbers every control that Tab must reach; the buttons of one choice are one stop. */
const numbered = (page) =>
  page.evaluate((controls) => {
    const groups = new Set();
    const all = [...document.querySelectorAll(controls)].filter((e) => {
      if (e.disabled || !e.checkVisibility({ visibilityProperty: true })) return false;
      if (e.type !== 'radio') return true;
      const inGroup = [...document.getElementsByName(e.name)].filter((r) => r.form === e.form);
      const stop = inGroup.find((r) => r.checked) ?? inGroup[0];
      const group = `${e.name} ${[...document.forms].indexOf(e.form)}`;
      if (groups.has(group) || stop !== e) return false;
      groups.add(group);
      return true;
    });
    all.forEach((e, i) => (e.dataset.stop = e.type === 'radio' ? `radio ${e.name}` : String(i)));
    return all.map((e) => ({ stop: e.dataset.stop, html: e.outerHTML.slice(0, 140) }));
  }, CONTROLS);

/** Where the focus is and whether one sees it. */
const focused = (page) =>
  page.evaluate(() => {
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const box = e.getBoundingClientRect();
    const ringed = [e, e.closest('label')].filter(Boolean).some((n) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(n);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return {
      stop: e.type === 'radio' ? `radio ${e.name}` : e.dataset.stop,
      seen: e.tagName === 'IFRAME' || (ringed && inside),
      html: e.outerHTML.slice(0, 140),
    };
  });

/** Controls without a name, as the browser's own tree for screen readers has them. */
async function nameless(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const roles = /^(link|button|textbox|searchbox|combobox|radio|checkbox|spinbutton|listbox|menuitem|DisclosureTriangle|Date|slider)$/;
  return nodes
    .filter((n) => !n.ignored && roles.test(n.role?.value) && !n.name?.value?.trim())
    .map((n) => `${n.role.value} ${JSON.stringify(n.properties?.slice(0, 2))}`);
}

for (const lang of ['zh-Hans', 'en']) {
  test(`Tab reaches every control of every page, and one sees it, ${lang}`, async ({ page, atlas }) => {
    test.setTimeout(900_000);
    await page.setViewportSize(lang === 'en' ? { width: 360, height: 740 } : { width: 1280, height: 800 });
    for (const entry of atlas.entries) {
      await test.step(entry.name, async () => {
        await visit(page, entry, lang);
        if (entry.status === 422) {
          await expect.soft(page.locator('[role=alert]:focus, .amiss :focus'), `${entry.name}: the focus is on what to mend`).toHaveCount(1);
          expect.soft(await page.title(), entry.name).toContain(AMISS[lang]);
        }
        expect.soft(await nameless(page), entry.name).toEqual([]);
        const stops = await numbered(page);
        const missing = new Map(stops.map(({ stop, html }) => [stop, html]));
        const unseen = [];
        await page.evaluate(() => {
          document.activeElement?.blur?.();
          getSelection().removeAllRanges();
          scrollTo(0, 0);
        });
        // round once: until the focus leaves the page after having been everywhere, or has gone round for nothing
        for (let presses = 0, out = 0; missing.size > 0 && presses < 3 * stops.length + 250 && out < 3; presses += 1) {
          await page.keyboard.press('Tab');
          const at = await focused(page);
          if (!at) out += 1;
          else if (missing.delete(at.stop) && !at.seen) unseen.push(at.html);
        }
        expect.soft([...missing.values()], `${entry.name}: never reached`).toEqual([]);
        expect.soft(unseen, `${entry.name}: one does not see the focus`).toEqual([]);
      });
    }
  });
}

test('every page says in its title what it is', async ({ page, atlas }) => {
  test.setTimeout(300_000);
  const routes = await pageRoutes();
  const titles = new Map();
  for (const entry of atlas.entries.filter((e) => !e.act && e.status === 200)) {
    await visit(page, entry, 'en');
    const title = await page.title();
    expect.soft(title.trim(), entry.name).not.toBe('');
    const of = titles.get(title) ?? new Set();
    titles.set(title, of.add(routeOf(routes, page.url())));
  }
  const shared = [...titles].filter(([, of]) => of.size > 1).map(([title, of]) => `${title}: ${[...of].join(', ')}`);
  expect(shared, 'two kinds of pages under one title').toEqual([]);
});

test('the first Tab offers to skip to the finding, a disclosure opens and a column sorts by the keyboard', async ({ page, atlas }) => {
  await visit(page, atlas.entries.find((e) => e.name === 'association'), 'en');
  await page.keyboard.press('Tab');
  const skip = page.locator('a.skip');
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  const disclosure = page.locator('#scatter summary');
  await disclosure.focus();
  await page.keyboard.press('Enter');
  const head = page.locator('#scatter-table thead th').nth(1);
  await expect(head).toBeVisible();
  const button = head.getByRole('button');
  for (const [key, direction] of [['Enter', 'descending'], ['Space', 'ascending']]) {
    await button.focus();
    await page.keyboard.press(key);
    await expect(head).toHaveAttribute('aria-sort', direction);
    await expect(button, 'the focus stays').toBeFocused();
  }
});

test('what was done is where the focus is', async ({ page, atlas }) => {
  await visit(page, atlas.entries.find((e) => e.name === 'drawn: settings'), 'en');
  await page.locator('[name=materiality]').fill('3');
  await page.locator('form[action="/settings"] button').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1');
  await page.locator('[name=materiality]').fill('2');
  await page.locator('form[action="/settings"] button').press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

  await visit(page, atlas.entries.find((e) => e.name === 'drawn: card'), 'en');
  await page.locator('textarea[name=text]').fill('Opened in October.');
  await page.locator('form:has(textarea[name=text]) button').press('Enter');
  await expect(page.locator('#statement')).toBeFocused();
  await page.locator('textarea[name=text]').fill('');
  await page.locator('form:has(textarea[name=text]) button').press('Enter');
  await expect(page.locator('blockquote.said')).toHaveCount(0);

  await visit(page, atlas.entries.find((e) => e.name === 'survey not open yet'), 'en');
  const days = page.locator('form[action$="/dates"]');
  await days.locator('[name=closes]').fill(await days.locator('[name=closes]').inputValue());
  await days.getByRole('button').press('Enter');
  await expect(page.locator('#dates')).toBeFocused();

  await visit(page, atlas.entries.find((e) => e.name === 'a file refused'), 'en');
  await expect(page.locator('#refused')).toBeFocused();
});
