// Every page on a phone and on a desk, in two languages: kept as pictures to look at, and checked for what no eye is
// needed to see.
import path from 'node:path';
import { addresses, test as drawn } from './drawn.mjs';
import { enlarged } from './enlarged.mjs';
import { expect, inLanguage, open, PAGES, test } from './pages.mjs';
import { scraps } from './scraps.mjs';
import { STATES } from './states.mjs';

const folder = path.join(import.meta.dirname, 'test-results/looks');
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };

/** One headline, nothing wider than the screen, no button as wide as a page, nothing that was meant for a programmer. */
async function soundness(page) {
  return page.evaluate(() => {
    const wide = [...document.querySelectorAll('body *')].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width > 0 && box.right > innerWidth + 1 && !e.closest('.scroll, [hidden], svg, .vh');
    });
    const overflow = document.documentElement.scrollWidth > innerWidth;
    // on the county's desk a button is as wide as its words; a resident's is as wide as what it is below,
    // and one of a list of questions may be long
    const stretched = innerWidth < 1000 || !document.querySelector('.masthead') ? [] : [...document.querySelectorAll('.btn')].filter((e) => !e.closest('li') && e.getBoundingClientRect().width > 480);
    return {
      stretched: stretched.map((e) => e.innerText),
      headlines: [...document.querySelectorAll('h1')].filter((h) => h.checkVisibility()).length,
      wider: overflow ? wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).concat('the page scrolls sideways') : [],
      // days are in words; fields and files have them in digits
      strays: document.body.innerText.match(/\b(NaN|undefined|null|Some\(|None\b(?! [a-z])|\d{4}-\d\d-\d\d\b).{0,30}/g) ?? [],
    };
  });
}

for (const lang of ['zh-Hans', 'en']) {
  for (const { name, at } of PAGES) {
    test(`${name} fits a phone and a desk, ${lang}`, async ({ page, county }) => {
      await page.setViewportSize(SIZES.phone);
      await open(page, inLanguage(at(county), lang));
      // a tablet's pages are drawn by their script
      await expect(page.locator('h1:visible')).toHaveCount(1);
      for (const size of ['phone', 'desk']) {
        await page.setViewportSize(SIZES[size]);
        await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.${size}.${lang}.png`, fullPage: true });
        expect(await soundness(page), size).toEqual({ stretched: [], headlines: 1, wider: [], strays: [] });
        if (size === 'phone') expect(await scraps(page)).toEqual([]);
      }
    });
  }
}

for (const name of ['front page', 'association', 'breakdown', 'builder', 'open wave', 'form', 'after sending']) {
  test(`${name} can be looked at in the dark`, async ({ page, county }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize(name === 'form' || name === 'after sending' ? SIZES.phone : SIZES.desk);
    await open(page, inLanguage(PAGES.find((p) => p.name === name).at(county), 'zh-Hans'));
    const [paper, ink] = await page.evaluate(() => {
      const light = (colour) => colour.match(/\d+/g).slice(0, 3).reduce((sum, c) => sum + Number(c), 0) / 3;
      const style = getComputedStyle(document.body);
      return [light(style.backgroundColor), light(style.color)];
    });
    await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.dark.png`, fullPage: true });
    expect(paper).toBeLessThan(80);
    expect(ink).toBeGreaterThan(170);
  });
}

for (const name of ['association', 'breakdown', 'poster', 'front page']) {
  test(`${name} prints on A4`, async ({ page, county }) => {
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.emulateMedia({ media: 'print' });
    await open(page, inLanguage(PAGES.find((p) => p.name === name).at(county), 'zh-Hans'));
    await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.print.png`, fullPage: true });
    expect((await soundness(page)).wider).toEqual([]);
    await expect(page.getByRole('navigation').first()).toBeHidden();
  });
}

for (const name of ['front page', 'association', 'breakdown', 'builder', 'form', 'open wave']) {
  test(`${name} can be read at 200 % zoom`, async ({ page, county }) => {
    await page.setViewportSize({ width: 640, height: 400 });
    await open(page, inLanguage(PAGES.find((p) => p.name === name).at(county), 'en'));
    expect((await soundness(page)).wider).toEqual([]);
  });
}

const RESIDENTS = [
  'phone preview', 'form', 'form without a script', 'after sending', 'check', 'check a receipt', 'check an unknown receipt',
  'closed form', 'public results', 'a tablet not set up',
];

for (const lang of ['zh-Hans', 'zh-Hant', 'en']) {
  drawn(`headlines of the finding leave no scraps on a phone, ${lang}`, async ({ page, report }) => {
    await page.setViewportSize(SIZES.phone);
    for (const [name, address] of Object.entries(addresses(report))) {
      await page.goto(inLanguage(address, lang));
      expect.soft(await scraps(page), name).toEqual([]);
    }
  });
}

for (const lang of ['zh-Hans', 'en']) {
  drawn(`public results and their tables can be read with text twice as large, ${lang}`, async ({ page }) => {
    await page.setViewportSize(SIZES.phone);
    await page.goto(inLanguage('/results/w2025', lang));
    for (const details of await page.locator('main details').all()) await details.evaluate((d) => (d.open = true));
    expect(await enlarged(page)).toEqual([]);
    await page.screenshot({ path: `${folder}/large/public-results-drawn.${lang}.png`, fullPage: true });
    const frame = page.getByRole('region').filter({ has: page.locator('#results-table') });
    const sideways = () => frame.evaluate((e) => [e.scrollWidth > e.clientWidth, e.scrollLeft]);
    expect(await sideways()).toEqual([true, 0]);
    await frame.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await sideways())[1]).toBeGreaterThan(0);
  });

  test(`what residents see can be read with text twice as large, ${lang}`, async ({ page, county }) => {
    await page.setViewportSize(SIZES.phone);
    const states = ['form refused', 'no such form', 'results not yet out'].map((name) => STATES.find((s) => s.name === name));
    const pages = [...RESIDENTS.map((name) => PAGES.find((p) => p.name === name)), ...states];
    for (const { name, at, act } of [...pages, { name: 'offline', at: () => '/offline' }]) {
      await test.step(name, async () => {
        await open(page, inLanguage(at(county), lang));
        await act?.(page);
        for (const details of await page.locator('main details').all()) await details.evaluate((d) => (d.open = true));
        expect.soft(await enlarged(page), name).toEqual([]);
        await page.screenshot({ path: `${folder}/large/${name.replaceAll(' ', '-')}.${lang}.png`, fullPage: true });
      });
    }
  });

  test(`every screen of the form can be read with text twice as large, ${lang}`, async ({ page, county }) => {
    await page.setViewportSize(SIZES.phone);
    await open(page, inLanguage(county.open.replace('/surveys/', '/s/'), lang));
    const where = page.locator('.where .at');
    const seen = new Set();
    for (;;) {
      const now = await where.innerText();
      seen.add(now);
      expect.soft(await enlarged(page), now).toEqual([]);
      await page.screenshot({ path: `${folder}/large/form-${seen.size}.${lang}.png`, fullPage: true });
      const [, at, of] = /(\d+)\D+(\d+)/.exec(now);
      if (at === of) break;
      // a second touch at once counts for a slip
      await expect(async () => {
        await page.locator('.pager button:not([type=button])').click();
        await expect(where).not.toHaveText(now, { timeout: 700 });
      }).toPass();
    }
    expect(seen.size).toBeGreaterThan(4);
  });
}
