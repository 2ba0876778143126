// Counties with bad and thin data, one for each kind: drawn by the program, its files changed as the kind wants it.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, makeDataFolder, minxin } from './server.mjs';

const LONG = '很长很长的名字一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑';

/** A file with every row as `change` gives it back; none where it gives nothing. */
const rows = (change) => (text) => {
  const [head, ...lines] = text.trim().split('\n');
  const changed = lines.map((line, i) => change(line.split(','), i)).filter(Boolean);
  return [head, ...changed.map((cells) => cells.join(','))].join('\n');
};
/** The last year of a file, by the column of its years. */
const lastYear = (at) => (text) => {
  const last = text.trim().split('\n').slice(1).map((line) => line.split(',')[at]).toSorted().at(-1);
  return rows((cells) => (cells[at] === last ? cells : undefined))(text);
};
const SMALL = ['--townships', '9', '--villages', '27', '--responses', '900', '--waves', '1'];

/** What is thin about each. */
export const KINDS = {
  'no waves': { synth: SMALL, without: ['responses'] },
  'one township': { synth: ['--townships', '1', '--villages', '6', '--responses', '400', '--waves', '1'] },
  'no spending': { synth: SMALL, without: ['spending'] },
  'one year': {
    synth: SMALL,
    change: { spending: lastYear(1), population: lastYear(1), indicators: lastYear(1), deflator: lastYear(0) },
  },
  'all suppressed': { synth: ['--townships', '9', '--villages', '27', '--responses', '54', '--waves', '1'] },
  'two hundred townships': { synth: ['--townships', '200', '--villages', '400', '--responses', '8000', '--waves', '1'] },
  'names of thirty characters': {
    synth: SMALL,
    change: { areas: rows((cells, i) => (cells[2] === 'township' ? [cells[0], `${LONG.slice(0, 28)}${i}`, ...cells.slice(2)] : cells)) },
  },
  zeros: { synth: SMALL, change: { spending: rows((cells) => [...cells.slice(0, 3), '0', ...cells.slice(4)]) } },
  'one domain': { synth: [...SMALL, '--domains', 'roads'] },
  'an open wave': { synth: SMALL, open: true },
};

/** A data folder of a kind, filled by the program's own import. */
export async function fill({ synth, without = [], change = {}, open }) {
  const data = await makeDataFolder();
  const files = path.join(data, 'files');
  const run = async (...args) => {
    const done = await minxin(['--data', data, ...args]);
    expect(done.code, `${args.join(' ')}: ${done.stderr}`).toBe(0);
  };
  await run('synth', '--out', files, ...synth);
  for (const kind of ['areas', 'population', 'spending', 'deflator', 'indicators', 'instrument']) {
    if (without.includes(kind)) continue;
    const file = path.join(files, `${kind}.${kind === 'instrument' ? 'json' : 'csv'}`);
    if (change[kind]) await writeFile(file, `${change[kind](await readFile(file, 'utf8'))}\n`);
    await run('import', kind, file);
  }
  const waves = (await readdir(files)).filter((f) => f.startsWith('responses-'));
  for (const file of without.includes('responses') ? [] : waves) {
    const [, wave, year] = /responses-(w(\d+))\.csv/.exec(file);
    await run('import', 'responses', path.join(files, file), '--wave', wave, '--instrument', 'synthetic', '--year', year);
    if (open) await run('wave', 'open', wave, '--until', '2999-12-31');
  }
  return data;
}
