// Browser tests against the built binary: `cargo xtask test`, or `npx playwright test` in this folder after
// `cargo xtask build`. Each worker starts its own server (server.mjs).
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  reporter: 'list',
  workers: 2,
  // a machine that does other things besides is slow, not wrong: how fast pages are is for the benches to say
  timeout: 120_000,
  expect: { timeout: 15_000 },
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // a test tagged @long runs only with `cargo xtask test --long`
  grepInvert: process.env.MINXIN_LONG ? undefined : /@long\b/,
  use: {
    // what never comes is named where it was waited for
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
