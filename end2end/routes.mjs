// The routes of the server as its source declares them.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const source = path.resolve(import.meta.dirname, '../server/src');

/** What answers no page: files, figures for programs, signs of life, what stands in for a page without a network. */
const NO_PAGES = /^\/(api|pkg)\/|\.(svg|ico|txt|js|json|webmanifest|csv|xlsx)$|^\/(healthz|readyz|metrics|offline)$/;

/** Routes that a browser may open as a page: `/townships/{area}`. */
export async function pageRoutes() {
  const files = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.rs'));
  const texts = await Promise.all(files.map((name) => readFile(path.join(source, name), 'utf8')));
  const found = texts.flatMap((text) => text.split(/\.route\(\s*/).slice(1)).map((rest) => {
    const [, route] = /^"([^"]+)"/.exec(rest) ?? [];
    return { route, gets: /\bget\(/.test(rest.split(/;|\.layer|\.fallback|\.merge/)[0]) };
  });
  return [...new Set(found.filter(({ route, gets }) => route && gets && !NO_PAGES.test(route)).map(({ route }) => route))];
}

const pattern = (route) => new RegExp(`^${route.replaceAll(/\{\*[^}]*\}/g, '.+').replaceAll(/\{[^}]*\}/g, '[^/]+')}$`);

/** The route that answers an address: of those that fit, the one with the fewest open places. */
export const routeOf = (routes, address) => {
  const { pathname } = new URL(address, 'http://localhost');
  const holes = (route) => route.split('{').length;
  return routes.filter((route) => pattern(route).test(pathname)).sort((a, b) => holes(a) - holes(b))[0];
};
