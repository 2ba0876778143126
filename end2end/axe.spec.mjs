// Every page and every state of it can be read with a screen reader, as far as a machine can tell: in three languages,
// in the light and in the dark. The phone preview inside the builder is a page of its own and looked at as such.
import { expect, test, visit } from './atlas.mjs';
import { violationsOf } from './violations.mjs';

test('what axe does not allow is seen', async ({ page }) => {
  await page.setContent('<html lang="en"><title>A page</title><main><h1>A page</h1><img src="data:,"><p style="color: #ccc">Pale</p></main>');
  const ids = async (rules) => (await violationsOf(page, rules)).map(({ id }) => id).sort();
  expect(await ids()).toEqual(['color-contrast', 'image-alt']);
  expect(await ids(['color-contrast'])).toEqual(['color-contrast']);
});

for (const [lang, colorScheme] of [['zh-Hans', 'light'], ['en', 'light'], ['zh-Hant', 'dark']]) {
  test(`axe finds nothing on any page, ${lang}, ${colorScheme}`, async ({ page, atlas }) => {
    test.setTimeout(600_000);
    await page.emulateMedia({ colorScheme });
    for (const entry of atlas.entries) {
      await test.step(entry.name, async () => {
        const response = await visit(page, entry, lang);
        if (response) expect.soft(response.status(), entry.name).toBe(entry.status);
        // of screens that wait hidden each has its own headline
        await expect.soft(page.locator('h1').filter({ visible: true }), entry.name).toHaveCount(1);
        // a stack of paper is in the language of those who fill it in
        if (entry.name !== 'paper to print') await expect.soft(page.locator('html'), entry.name).toHaveAttribute('lang', lang);
        const told = (await violationsOf(page)).map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map((n) => `${n.target} ${n.html.slice(0, 160)}`).join(' | ')}`);
        expect.soft(told, entry.name).toEqual([]);
      });
    }
  });
}
