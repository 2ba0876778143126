// The icons of the tablet's page as PNG, drawn by the browser from app/src/kiosk/icons/tablet.svg: `npm run icons`, after
// the drawing was changed. What matters of it lies in the middle four fifths, so that a system may cut it round.
import { chromium } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../app/src/kiosk/icons');
const drawing = await readFile(path.join(folder, 'tablet.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const size of [192, 512]) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;inline-size:100vw}</style>${drawing}`);
    await page.screenshot({ path: path.join(folder, `tablet-${size}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
}
