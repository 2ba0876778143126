// A shared tablet: lent out at the desk, set up and prepared, handed from one resident to the next.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { post } from './county.mjs';
import { answer, press } from './phone.mjs';
import { expect } from './server.mjs';

/** Lends a tablet out; its one-time code. */
export async function lend(server, wave, fields = {}) {
  const page = await post(server, '/devices', { name: '平板 3', wave, ...fields }, 200);
  return /\/kiosk#([a-z0-9]+)/.exec(page)[1];
}

/** Opens the screens and waits until they stand. */
export async function stand(page, url, rest = '') {
  await page.goto(`${url}/kiosk${rest}`);
  await page.locator('#minxin-kiosk[data-standing]').waitFor();
}

/** Sets the tablet up with a code and prepares it. */
export async function prepare(page, url, code) {
  await stand(page, url, `?lang=zh-Hans#${code}`);
  await expect(page.locator('#prepare')).toBeVisible();
  expect(page.url(), 'the code is not in the address any more').not.toContain('#');
  await page.locator('#prepare-go').click();
  for (const name of ['enrolled', 'forms', 'sealed', 'app']) {
    await expect(page.locator(`#ready-${name}`)).toHaveAttribute('data-good', 'true', { timeout: 30_000 });
  }
}

/** From the first screen to the form: two taps. */
export async function handOut(page) {
  await expect(page.locator('#start')).toBeVisible();
  await page.locator('#tongues button').first().click();
  await page.locator('#begin').click();
  await page.locator('form.items.one').waitFor();
}

/** One interview from the first screen to the thank-you; its receipt. */
export async function interview(page, text) {
  await handOut(page);
  await answer(page, text);
  await press(page, () => expect(page.locator('#thanks')).toBeVisible({ timeout: 1500 }));
  const receipt = await page.locator('#receipt').innerText();
  expect(receipt).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/);
  await page.locator('#thanks [data-to=start]').click();
  return receipt;
}

/** What the end of the day shows. */
export const pending = async (page) => Number(await page.locator('#end-pending').innerText());

/** Files below a folder that hold one of these words, as browsers write text: in UTF-8 or UTF-16. */
export async function holding(folder, words) {
  const needles = words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')]);
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => bytes.includes(needle))) found.push(path.relative(folder, file));
  }
  return found;
}
