// How soon the main pages are painted on a slow computer: largest contentful paint on the loopback address with a
// processor four times slower, a new browser for every visit, beside a page of two letters. `cargo xtask bench paint`.
import { chromium } from '@playwright/test';
import { minxin, startServer } from './server.mjs';

const BOUND = 1_000;
const SLOWER = 4;
const VISITS = 5;

/** Milliseconds until the largest thing of the page was painted, once nothing more is loaded. */
async function painted(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.goto(address, { waitUntil: 'networkidle' });
  const found = await page.evaluate(
    () =>
      new Promise((done) => {
        let last = 0;
        const observer = new PerformanceObserver((list) => list.getEntries().forEach((e) => (last = e.startTime)));
        observer.observe({ type: 'largest-contentful-paint', buffered: true });
        // buffered entries come in a task of their own: two frames later they are there
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(last))));
      }),
  );
  await context.close();
  return found;
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

const server = await startServer({ command: 'demo', args: ['--county', 'synthetic'] });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const { stdout } = await minxin(['--data', server.data, 'report', '--json']);
  const report = JSON.parse(stdout);
  const { place, domain } = report.verdicts.cells.find((c) => c.listed) ?? report.verdicts.cells[0];
  const pages = [
    '/', `/townships/${place.area}/${domain}`, `/townships/${place.area}`, '/townships', `/association/${domain}`,
    `/ledger/${domain}/${place.area}`, `/spending/${domain}`, '/equations', '/balance', '/results/w2025', '/s/demo',
  ];
  const over = [];
  console.log(`largest contentful paint, ms, processor ${SLOWER} times slower, median of ${VISITS}, bound ${BOUND}`);
  for (const address of ['/healthz', ...pages]) {
    // the first visit makes what the server keeps
    await fetch(server.url + address);
    const all = [];
    for (let visit = 0; visit < VISITS; visit += 1) all.push(await painted(browser, server.url + address));
    const reference = address === '/healthz';
    console.log(`${(reference ? `(reference) ${address}` : address).padEnd(50)} ${median(all).toFixed(0).padStart(6)}`);
    if (!reference && !(median(all) > 0 && median(all) <= BOUND)) over.push(`${address}: ${median(all).toFixed(0)} ms`);
  }
  if (over.length > 0) {
    console.error(`over ${BOUND} ms: ${over.join('; ')}`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await server.stop();
}
