// Pictures of the pages, to look at: `npm run pictures` makes those of docs/pictures; `npm run pictures -- FOLDER
// [WORD]` makes every page and state (whose name holds WORD) in every size, language and light. Needs the built binary.
import { chromium } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeAtlas, visit } from './atlas.mjs';
import { startServer } from './server.mjs';
import { fill, KINDS } from './thin.mjs';

const SIZES = {
  360: { width: 360, height: 740 },
  1280: { width: 1280, height: 800 },
  zoom: { width: 640, height: 400 }, // 1280 × 800 at 200 %
  print: { width: 794, height: 1123 }, // A4
};
const EVERY = ['360', '1280'].flatMap((size) => ['zh-Hans', 'zh-Hant', 'en'].flatMap((lang) => ['', 'dark'].map((scheme) => [size, lang, scheme])))
  .concat([['zoom', 'en', ''], ['print', 'zh-Hans', '']]);

/** The dark, both sizes, and paper: what every page of the finding is also shown in. */
const ALSO = [['1280', 'zh-Hans', 'dark'], ['360', 'zh-Hans', 'dark'], ['print', 'zh-Hans', '']];

/** What docs/PICTURES.md shows: file, page, tallest part of it that is kept, and more views than the four of each. */
const SHOWN = [
  ['county', 'drawn: front page', 1500, ALSO],
  ['card', 'drawn: card', 1100, ALSO],
  ['townships', 'drawn: townships', 1300, ALSO],
  ['township', 'drawn: township', 1300, ALSO],
  ['association', 'association', 1300, ALSO],
  ['equations', 'drawn: equations', 1000, ALSO],
  ['results', 'drawn: public results', 1000, ALSO],
  ['form', 'form, fourth item', 740, [['360', 'zh-Hans', 'dark']]],
  ['receipt', 'after sending', 900, []],
  ['builder', 'builder', 1100, []],
];

const written = [];
const [folder, word = ''] = process.argv.slice(2);
const atlas = await makeAtlas();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  if (folder) {
    const entries = atlas.entries.filter(({ name }) => name.includes(word));
    for (const view of EVERY) for (const entry of entries) await picture(entry, view, folder, entry.name.replaceAll(/[^\w]+/g, '-'));
  } else {
    const docs = path.resolve(import.meta.dirname, '../docs/pictures');
    for (const [file, name, tallest, more] of SHOWN) {
      const entry = atlas.entries.find((e) => e.name === name);
      const views = ['360', '1280'].flatMap((size) => ['zh-Hans', 'en'].map((lang) => [size, lang, '']));
      for (const view of [...views, ...more]) await picture(entry, view, docs, file, tallest);
    }
    for (const [kind, made] of Object.entries(KINDS)) await thin(kind, made, docs);
    const { error } = spawnSync('pngquant', ['--ext', '.png', '--force', '--skip-if-larger', '--strip', '32', ...written]);
    if (error) console.warn('pngquant is not here: the pictures stay large');
  }
} finally {
  await browser.close();
  await atlas.stop();
}

/** The front page and the townships of a county with thin data, on a phone. */
async function thin(kind, made, into) {
  const data = await fill(made);
  const server = await startServer({ data });
  try {
    for (const [name, address] of [['front', '/'], ['townships', '/townships']]) {
      await picture({ url: server.url + address }, ['360', 'zh-Hans', ''], into, `thin-${kind.replaceAll(' ', '-')}-${name}`, 900);
    }
  } finally {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** One page in one view, whole or its upper part. */
async function picture(entry, [size, lang, scheme], into, file, tallest) {
  await mkdir(into, { recursive: true });
  const page = await browser.newPage({ viewport: SIZES[size], colorScheme: scheme || 'light' });
  if (size === 'print') await page.emulateMedia({ media: 'print' });
  await visit(page, entry, lang);
  if (size === 'print') await page.evaluate(() => { document.documentElement.style.filter = 'grayscale(1)'; });
  const { width } = SIZES[size];
  const most = size === 'print' ? SIZES.print.height : tallest;
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  const height = Math.min(whole, most ?? whole);
  const name = [file, lang.replace('zh-Hans', 'zh'), size, scheme].filter(Boolean).join('-');
  written.push(path.join(into, `${name}.png`));
  await page.screenshot({ path: written.at(-1), fullPage: true, clip: { x: 0, y: 0, width, height } });
  await page.close();
}
