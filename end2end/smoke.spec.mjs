// The server starts and a browser reaches it.
import { expect, test } from './server.mjs';

test('the server says that it is well', async ({ page }) => {
  const response = await page.goto('/healthz');
  expect(response?.status()).toBe(200);
});
