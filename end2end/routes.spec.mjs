// The lists that tests walk hold every page the server has. A new route fails here until a page or state of it stands in
// pages.mjs, drawn.mjs or states.mjs.
import { expect, test } from './atlas.mjs';
import { pageRoutes, routeOf } from './routes.mjs';

test('every route of the server is looked at', async ({ atlas }) => {
  const routes = await pageRoutes();
  expect(routes.length, 'routes are found in the source').toBeGreaterThan(30);
  const seen = new Set(atlas.entries.map(({ url }) => routeOf(routes, url)));
  expect(routes.filter((route) => !seen.has(route))).toEqual([]);
});
