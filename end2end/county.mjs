// A county at work on top of the demo: a round, a draft in it, a wave that is open and one that is closed. Made as an
// official makes them, by the forms of the desk, only without a browser.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, minxin } from './server.mjs';

/** A day of the county, so many from today, as a form takes it. */
export function day(offset) {
  const moment = new Date(Date.now() + offset * 86_400_000);
  return moment.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
}

/** Days, publication and asker of a survey, as the form names them. */
export const plan = {
  opens: day(0),
  closes: day(20),
  grace: '3',
  results_on: day(30),
  asker: '安禾县人民政府',
  keep_years: '3',
  publication: 'township',
};

/** Sends a form of the desk; where it leads. */
export async function post(server, address, fields, status = 303) {
  const response = await fetch(server.url + address, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  expect(response.status, `POST ${address}: ${text.match(/class="msg"[^>]*>[^<]*/g) ?? text.slice(0, 300)}`).toBe(status);
  return response.headers.get('location')?.split('#')[0] ?? text;
}

/** The revision a step of the builder must name. */
export async function revision(server, draft) {
  const text = await (await fetch(server.url + draft)).text();
  return /name="revision" value="(\d+)"/.exec(text)[1];
}

/** One step of the builder. */
export const step = async (server, draft, fields) =>
  post(server, draft, { revision: await revision(server, draft), ...fields });

/** Publishes a draft; the address of its wave. */
export const publish = async (server, draft) =>
  post(server, `${draft}/publish`, { revision: await revision(server, `${draft}/publish`), confirm: 'yes' });

/** Answers in a file, imported into a wave: one object a person, by item code. */
export async function importAnswers(server, wave, rows) {
  const columns = Object.keys(rows[0]);
  const lines = [columns, ...rows.map((row) => columns.map((c) => row[c]))].map((cells) => cells.join(','));
  const file = path.join(server.data, `answers-${wave}.csv`);
  await writeFile(file, `${lines.join('\n')}\n`);
  const done = await minxin(['--data', server.data, 'import', 'responses', file, '--wave', wave]);
  expect(done.code, done.stderr).toBe(0);
  return done.stdout;
}

/** Sends answers as the browser does. */
export async function put(server, wave, id, body) {
  const address = `${server.url}/api/v1/waves/${wave}/submissions/${id}`;
  const response = await fetch(address, { method: 'PUT', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, ...(await response.json()) };
}

/** Makes a stack of paper; the serials of its sheets as printed. */
export async function paperStack(server, wave, fields) {
  await post(server, `${wave}/paper`, fields);
  const overview = await (await fetch(`${server.url}${wave}/paper`)).text();
  const last = [...overview.matchAll(/\/paper\/stacks\/(\d+)/g)].at(-1)[1];
  const printed = await (await fetch(`${server.url}${wave}/paper/stacks/${last}`)).text();
  return [...printed.matchAll(/<p class="serial"><b>([\d-]+)<\/b>/g)].map((m) => m[1]);
}

/** Types one pass of a sheet without a browser: blank (`.`) but for these codes. */
export async function paperPass(server, wave, pass, serial, typed = {}) {
  const address = `${wave}/paper/type/${pass}`;
  const page = await (await fetch(`${server.url}${address}?serial=${serial}`)).text();
  const names = [...page.matchAll(/name="a\.([^"]+)"/g)].map((m) => m[1]);
  return post(server, address, { serial, ...Object.fromEntries(names.map((n) => [`a.${n}`, typed[n] ?? '.'])) });
}

/**
 * Prepares the demo county.
 * @returns {Promise<{round: string, draft: string, open: string, closed: string, receipt: string, sheets: string[]}>}
 * addresses, a receipt (a second answer under its id is kept apart), and the serials of two sheets of paper of the open wave: the first typed twice with a difference
 */
export async function prepare(server) {
  const round = await post(server, '/surveys/rounds/new', {
    'title.zh-Hans': '2026 年居民满意度调查', 'title.en': 'Resident survey 2026', area: 'S92000003', core: 'short', ...plan,
    reply_by: day(29),
  });
  const inRound = (area, title) =>
    post(server, '/surveys/new', { round: round.split('/').pop(), area, 'title.zh-Hans': title, 'title.en': `Survey ${area}` });
  const first = await inRound('S12000033', '居民满意度调查');
  await step(server, first, { action: 'add', code: 'S_WATER' });
  await step(server, first, { action: 'own', kind: 'text', text: '还有什么想说的?', 'text.en': 'Anything else?' });
  const open = await publish(server, first);
  const draft = await inRound('S12000034', '居民满意度调查');
  await step(server, draft, {
    action: 'own', kind: 'single', text: '您平时怎么去镇上?', options: '走路\n骑车\n坐车',
    'text.en': 'How do you get to town?', 'options.en': 'On foot\nBy bicycle\nBy car',
  });
  const alone = await post(server, '/surveys/new', {
    area: 'S92000003', 'title.zh-Hans': '去年的调查', 'title.en': 'Last year', start: 'short', ...plan,
  });
  const closed = await publish(server, alone);
  const towns = ['S12000033', 'S12000034', 'S12000041'];
  const rows = Array.from({ length: 63 }, (_, i) => ({
    D_VILLAGE: i < 4 ? 'S12000035' : towns[i % 3], S_ROADS: 1 + ((i * 7) % 5), S_SCHOOLS: i % 9 === 0 ? 8 : 1 + (i % 5),
    Q_OVERALL: 1 + ((i * 3) % 5), D_AGE: i < 9 ? 1 : 2 + (i % 3), D_SEX: 1 + (i % 2),
  }));
  await importAnswers(server, closed.split('/').pop(), rows);
  await post(server, `${closed}/close`, { confirm: 'yes' });
  const sent = (answers) => put(server, 'demo', '0123456789abcdef0123456789abcdef', { version: 1, answers });
  const { receipt } = await sent({ S_ROADS: 4 });
  expect((await sent({ S_ROADS: 2 })).status, 'another answer under the same id is kept apart').toBe('quarantined');
  const sheets = await paperStack(server, open, { sheets: '2', lang: 'zh-Hans' });
  await paperPass(server, open, 'first', sheets[0], { S_ROADS: '4' });
  await paperPass(server, open, 'second', sheets[0], { S_ROADS: '5' });
  return { round, draft, open, closed, receipt, sheets };
}
