// The built `minxin` binary as a Playwright fixture: one server for each worker, on a free port of the loopback
// address, with a data folder of its own that is gone afterwards.
import { expect, test as base } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export { expect } from '@playwright/test';

/** The binary under test. */
export const binary =
  process.env.MINXIN_BIN ?? path.resolve(import.meta.dirname, '../target/debug/minxin');

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** An empty data folder; whoever makes it removes it. */
export const makeDataFolder = () => mkdtemp(path.join(tmpdir(), 'minxin-e2e-'));

/**
 * Runs a command of the binary to its end: `await minxin(['--data', dir, 'doctor'])`.
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>}
 */
export async function minxin(args, env) {
  const child = start(args, env);
  const [code] = await once(child, 'close');
  return { code, stdout: child.collected.stdout, stderr: child.collected.stderr };
}

/**
 * Starts `minxin --data DATA COMMAND --listen 127.0.0.1:PORT ARGS…` and waits until /healthz answers.
 * @param {object} [options]
 * @param {string} [options.command] `serve`, or `demo` for a server with the demo county in it
 * @param {string[]} [options.args] more arguments of the command
 * @param {string} [options.data] a data folder that is kept; without it a new one, removed by `stop`
 * @param {number} [options.port] a free one if left out
 * @param {object} [options.env] more of its environment; see `faults.mjs`
 * @returns {Promise<Server>}
 *
 * @typedef {object} Server
 * @property {string} url without a slash at the end
 * @property {number} port
 * @property {string} data its data folder
 * @property {() => string} stderr what it has written to stderr so far
 * @property {(signal?: string) => Promise<void>} kill ends the process (SIGKILL) and keeps the data
 * @property {() => Promise<void>} stop ends it in good order and removes a data folder it was not given
 */
export async function startServer({ command = 'serve', args = [], data, port, env } = {}) {
  const ownData = data === undefined;
  data ??= await makeDataFolder();
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await freePort());
    const url = `http://127.0.0.1:${chosen}`;
    const child = start(['--data', data, command, '--listen', `127.0.0.1:${chosen}`, ...args], env);
    const kill = async (signal = 'SIGKILL') => {
      if (!running.has(child)) return;
      const closed = once(child, 'close');
      child.kill(signal);
      await closed;
    };
    const stop = async () => {
      const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await kill('SIGTERM');
      clearTimeout(patience);
      if (ownData) await rm(data, { recursive: true, force: true });
    };
    try {
      await untilHealthy(child, url);
      return { url, port: chosen, data, stderr: () => child.collected.stderr, kill, stop };
    } catch (error) {
      await kill();
      const portWasTaken = port === undefined && /in use/i.test(child.collected.stderr);
      if (portWasTaken && attempt < 3) continue;
      if (ownData) await rm(data, { recursive: true, force: true });
      throw error;
    }
  }
}

/**
 * Collects what a browser context complains about: errors in the console, exceptions, dialogs. A page that answers
 * 4xx on purpose is no complaint, nor is what `forgiven` matches.
 * @returns {string[]} filled as long as the context lives
 */
export function watch(context, forgiven) {
  const complaints = [];
  const complain = (what) => forgiven?.test(what) || complaints.push(what);
  context.on('console', (message) => {
    const asked = message.page()?.url().split('#')[0];
    const itsOwnStatus = message.text().startsWith('Failed to load resource') && message.location().url === asked;
    if (message.type() === 'error' && !itsOwnStatus) complain(`${asked}: ${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => complain(`${error.page()?.url()}: ${error.error()}`));
  context.on('dialog', async (dialog) => {
    complain(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  return complaints;
}

/**
 * `test` with a server: `import { test, expect } from './server.mjs'`. Paths such as `page.goto('/healthz')` lead to
 * it. `test.use({ serverOptions: { command: 'demo' } })` at the top of a file chooses how it is started. A test fails
 * when its browser complains; `test.use({ forgiven: /…/ })` says which complaints are meant.
 */
export const test = base.extend({
  serverOptions: [{}, { option: true, scope: 'worker' }],
  server: [
    async ({ serverOptions }, use) => {
      const server = await startServer(serverOptions);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  forgiven: [undefined, { option: true }],
  context: async ({ context, forgiven }, use) => {
    const complaints = watch(context, forgiven);
    await use(context);
    expect(complaints, 'what the browser complained about').toEqual([]);
  },
  serverLog: [
    async ({ server }, use, testInfo) => {
      const before = server.stderr().length;
      await use();
      if (testInfo.status !== testInfo.expectedStatus) {
        const body = server.stderr().slice(before);
        await testInfo.attach('what the server wrote to stderr', { body, contentType: 'text/plain' });
      }
    },
    { auto: true },
  ],
});

function start(args, env) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  running.add(child);
  child.collected = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => (child.collected[stream] += text));
  }
  child.on('error', (error) => (child.collected.stderr += `${error.message}; cargo xtask build makes it\n`));
  child.on('close', () => running.delete(child));
  return child;
}

async function untilHealthy(child, url, patience = 90_000) {
  const deadline = Date.now() + patience;
  while (running.has(child)) {
    const answered = await fetch(`${url}/healthz`).then((response) => response.ok, () => false);
    if (answered) return;
    if (Date.now() > deadline) {
      throw new Error(`${url}/healthz did not answer within ${patience} ms:\n${child.collected.stderr}`);
    }
    await delay(50);
  }
  throw new Error(`minxin ended (code ${child.exitCode}) before it answered:\n${child.collected.stderr}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}
