// A large file in a real browser: on its way up, being read, being stored, refused, left and found again, cut off.
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { expect, makeDataFolder, minxin, startServer, test as base } from './server.mjs';

const ROWS = 400_000;
const GROUPED = '400,000';
const AREAS = 'code,name,level,parent\nc,安禾县,county,\nt1,城关镇,township,c\n';
/** Spending lines, each of a project of its own; about 12 bytes a row more than the script calls small. */
const lines = (rows, last = '') =>
  `area,year,domain,amount,project\n${Array.from({ length: rows }, (_, n) => `t1,2025,roads,1.50,P${n}\n`).join('')}${last}`;

/**
 * A line to the server that lets so many bytes up and then holds the rest back, until it is opened or cut.
 * @returns {Promise<{url: string, hold: (bytes: number) => void, open: () => void, cut: () => void, held: () => boolean, close: () => Promise<void>}>}
 */
async function line(port) {
  let room = Infinity;
  let gone = false;
  const sockets = new Set();
  const waiting = new Set();
  const server = createServer((up) => {
    // a browser tries again by itself where a line that it kept is gone
    if (gone) return void up.destroy();
    const down = connect(port, '127.0.0.1');
    const pass = (chunk) => {
      room -= chunk.length;
      down.write(chunk);
      if (room > 0) return;
      up.pause();
      waiting.add(up);
    };
    up.on('data', pass).on('error', () => down.destroy()).on('close', () => down.destroy());
    down.on('data', (chunk) => up.write(chunk)).on('error', () => up.destroy()).on('close', () => up.destroy());
    sockets.add(up).add(down);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    gone = true;
    sockets.forEach((socket) => socket.destroy());
    sockets.clear();
    waiting.clear();
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    hold: (bytes) => (room = bytes),
    held: () => waiting.size > 0,
    open: () => {
      gone = false;
      room = Infinity;
      waiting.forEach((socket) => socket.resume());
      waiting.clear();
    },
    cut,
    close: () => {
      cut();
      return new Promise((closed) => server.close(closed));
    },
  };
}

const test = base.extend({
  // one county for each test, for each stores something
  county: async ({}, use) => {
    const data = await makeDataFolder();
    const areas = path.join(data, 'areas.csv');
    await writeFile(areas, AREAS);
    const done = await minxin(['--data', data, 'import', 'areas', areas]);
    expect(done.code, done.stderr).toBe(0);
    const server = await startServer({ data });
    const way = await line(server.port);
    await use({ server, way, data });
    await way.close();
    await server.stop();
    await rm(data, { recursive: true, force: true });
  },
});
test.describe.configure({ timeout: 120_000 });

/** Rows of a kind in the data folder, as the command line counts them. */
async function stored(data, kind) {
  const { stdout } = await minxin(['--data', data, 'doctor']);
  return Number(new RegExp(`^${kind}: (\\d+) rows?`, 'm').exec(stdout)?.[1] ?? 0);
}

async function choose(page, county, text, name = 'big.csv') {
  const file = path.join(county.data, name);
  await writeFile(file, text);
  await page.goto(`${county.way.url}/data?kind=spending&lang=en`);
  await page.locator('input[name=file]').setInputFiles(file);
}

const read = (page) => page.getByRole('button', { name: 'Read and preview' });
const store = (page) => page.getByRole('button', { name: 'Store', exact: true });

test('with a script a large file shows figures while it is sent, read and stored', async ({ page, county }) => {
  await choose(page, county, lines(ROWS));
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  county.way.hold(2_000_000);
  await read(page).click();
  const sending = page.locator('#sending');
  await expect(sending.getByRole('status')).toHaveText(/^[1-9]\d?% sent \([\d.]+ of [\d.]+ MB\)$/);
  await expect(read(page)).toBeDisabled();
  expect(Number(await sending.getByRole('progressbar').getAttribute('value'))).toBeGreaterThan(0);
  county.way.open();

  await expect(page).toHaveURL(/\/data\/jobs\/[0-9a-f]{32}$/);
  await expect(page.locator('#working')).toContainText('nothing is stored yet');
  await expect(page.locator('#working [role=status]')).toHaveText(/^[\d,]+ rows read, \d+%$|^All [\d,]+ rows read/);
  await expect(page.locator('#look')).toContainText(`${GROUPED} rows read`, { timeout: 60_000 });
  expect(await stored(county.data, 'spending'), 'a preview stores nothing').toBe(0);

  const preview = page.url();
  await store(page).click();
  await expect(page.locator('#working')).toContainText('stored whole or not at all');
  expect(page.url(), 'storing has a page of its own').not.toBe(preview);
  await expect(page.locator('#done')).toContainText(`${GROUPED} added`, { timeout: 90_000 });
  expect(await stored(county.data, 'spending')).toBe(ROWS);

  await page.goto(preview);
  await expect(page.locator('#done'), 'what is stored is not offered again').toContainText(`${GROUPED} added`);
});

test('without a script the page of the work comes again by itself until the file is read, then stored', async ({ browser, county }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await choose(page, county, lines(ROWS));
  const said = [];
  page.on('load', async () => said.push(await page.locator('#working [role=status]').allTextContents().catch(() => [])));
  await read(page).click();
  await expect(page).toHaveURL(/\/data\/jobs\/[0-9a-f]{32}$/);
  await expect(page.locator('#look')).toContainText(`${GROUPED} rows read`, { timeout: 60_000 });
  expect(said.flat().some((words) => /rows read/.test(words)), `rows were counted on the way: ${said.flat()}`).toBe(true);
  expect(await stored(county.data, 'spending')).toBe(0);
  await store(page).click();
  await expect(page.locator('#working')).toContainText('stored whole or not at all');
  await expect(page.locator('#done')).toContainText(`${GROUPED} added`, { timeout: 90_000 });
  await expect(page.locator('meta[http-equiv=refresh]'), 'it rests').toHaveCount(0);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  const way = javaScriptEnabled ? 'with' : 'without';
  test(`${way} a script a refused large file names file, row, column and remedy`, async ({ browser, county }) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await choose(page, county, lines(ROWS, 't1,2025,roads,a lot,P\n'));
    await read(page).click();
    const refused = page.locator('#refused');
    await expect(refused).toContainText(`big.csv: row ${ROWS + 2}, column amount:`, { timeout: 60_000 });
    await expect(refused).toContainText(';');
    await expect(page.locator('input[name=file]'), 'the form is at hand').toBeVisible();
    expect(await stored(county.data, 'spending')).toBe(0);
    await context.close();
  });

  test(`${way} a script a file that is too large is refused with the other way`, async ({ browser, county }) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await choose(page, county, 'x'.repeat(65 * 1024 * 1024));
    if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
    await read(page).click();
    await expect(page.locator('.summary:visible')).toContainText('minxin import');
    await expect(page.locator('.summary:visible')).toHaveCount(1);
    await context.close();
  });
}

test('whoever leaves the work finds it again on the data page', async ({ page, context, county }) => {
  await choose(page, county, lines(ROWS));
  await read(page).click();
  await expect(page.locator('#working')).toBeVisible();
  const at = page.url();
  await page.goto(`${county.way.url}/surveys?lang=en`);
  const other = await context.newPage();
  await other.goto(`${county.way.url}/data?lang=en`);
  await other.locator('#at-work').getByRole('link', { name: 'big.csv' }).click();
  expect(other.url()).toBe(at);
  await expect(other.locator('#look')).toContainText(`${GROUPED} rows read`, { timeout: 60_000 });
  await other.goto(`${county.way.url}/data`);
  await expect(other.locator('#at-work')).toContainText('read, not stored yet');
});

test('two clicks on store are one', async ({ page, context, county }) => {
  await choose(page, county, lines(3));
  await read(page).click();
  await expect(page.locator('#look')).toBeVisible();
  const twin = await context.newPage();
  const key = await page.locator('input[name=key]').getAttribute('value');
  await store(page).click();
  await expect(page.locator('#done')).toContainText('3 added');
  const again = await twin.request.post(`${county.way.url}/data/store`, { form: { key } });
  expect(again.ok()).toBe(true);
  const text = await again.text();
  expect(text).toContain('3 added');
  expect(text, 'nothing says that it was refused').not.toContain('id="refused"');
});

test.describe('a cut line', () => {
  // the browser's own complaint about it
  test.use({ forgiven: /ERR_(CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/ });

  test('a line that is cut while the file goes up is said to be cut, nothing is stored, and a second try arrives', async ({ page, county }) => {
    await choose(page, county, lines(ROWS));
    await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
    county.way.hold(2_000_000);
    await read(page).click();
    await expect(page.locator('#sending').getByRole('status')).toHaveText(/% sent/);
    await expect.poll(county.way.held).toBe(true);
    county.way.cut();
    await expect(page.locator('#unsent')).toContainText('nothing is stored');
    await expect(page.locator('#unsent')).toBeFocused();
    await expect(page.locator('#sending')).toBeHidden();
    expect(await stored(county.data, 'spending')).toBe(0);
    county.way.open();
    await expect(read(page)).toBeEnabled();
    await read(page).click();
    await expect(page.locator('#look')).toContainText(`${GROUPED} rows read`, { timeout: 60_000 });
  });
});

test('a program that ends while it stores leaves nothing half stored, and the page says what it knows', async ({ page, county }) => {
  await choose(page, county, lines(ROWS));
  await read(page).click();
  await expect(page.locator('#look')).toContainText(`${GROUPED} rows read`, { timeout: 60_000 });
  await store(page).click();
  await expect(page.locator('#working')).toBeVisible();
  await county.server.kill();
  await expect(page.locator('#working')).toContainText('cannot be reached');
  const again = await startServer({ data: county.data, port: county.server.port });
  await expect(page.locator('#lost')).toContainText('nothing is stored');
  await again.stop();
  expect(await stored(county.data, 'spending'), 'all or nothing').toBe(0);
});
