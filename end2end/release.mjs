// A newer release between a phone and its server: every file of the residents' part under another name, with the same bytes
// but for the names in them. The names of the release before lead nowhere.
import { createHash } from 'node:crypto';
import path from 'node:path';

const KINDS = {
  '.css': 'text/css', '.js': 'text/javascript', '.png': 'image/png', '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
};

/**
 * The release that comes so many after the server's own: `Object.assign(proxy, await newerRelease(server))`.
 * @param {{url: string}} server while it runs
 * @returns {Promise<{spoil: Function, fault: Function, names: string[]}>} hooks of a proxy, and the addresses of its files
 */
export async function newerRelease(server, by = 1) {
  const fetched = async (address) => Buffer.from(await (await fetch(server.url + address)).arrayBuffer());
  const worker = (await fetched('/sw.js')).toString();
  const before = JSON.parse(/FILES=(\[.*\]);/.exec(worker.split('\n')[0])[1]);
  const later = (digits) => digits.replaceAll(/./g, (digit) => ((Number.parseInt(digit, 16) + by) % 16).toString(16));
  const marks = new Set(before.flatMap(([address]) => [...address.matchAll(/\.([0-9a-f]{12})\./g)].map((found) => found[1])));
  const named = new RegExp([...marks].join('|'), 'g');
  // byte by byte: pictures and wasm hold no names and stay as they are
  const renamed = (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(named, later), 'latin1');
  const files = new Map();
  const list = [];
  for (const [address] of before) {
    const bytes = renamed(await fetched(address));
    const name = renamed(Buffer.from(address)).toString();
    list.push([name, `sha256-${createHash('sha256').update(bytes).digest('base64')}`]);
    files.set(name, bytes);
  }
  const own = worker
    .replace(/BUILD="(\w+)"/, (_, build) => `BUILD="${later(build)}"`)
    .replace(/FILES=\[.*\];/, () => `FILES=${JSON.stringify(list)};`);
  return {
    names: list.map(([name]) => name).filter((name) => name.startsWith('/pkg/')),
    spoil: (url, status, bytes) => [status, url === '/sw.js' ? Buffer.from(own) : renamed(bytes)],
    fault: (url) => {
      if (!/^\/pkg\/(resident|offline|kiosk)\./.test(url)) return undefined;
      const says = files.get(url);
      return says ? { status: 200, says, type: KINDS[path.extname(url)] } : { status: 404, says: '' };
    },
  };
}
