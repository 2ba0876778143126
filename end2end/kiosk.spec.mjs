// A shared tablet in a village: prepared online, used without a network, private to each resident, handed in at the end
// of the day.
import { chromium } from '@playwright/test';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { enlarged } from './enlarged.mjs';
import { makeFaults } from './faults.mjs';
import config from './playwright.config.mjs';
import {
  answer, comeBack, counted, held, makeCounty, makeProfile, makeWave, startBrowser, untilCounted,
} from './phone.mjs';
import { expect, makeDataFolder, minxin, startServer, test as base } from './server.mjs';
import { handOut, holding, interview, lend, pending, prepare, stand } from './tablet.mjs';

const test = base.extend({
  county: [async ({ server }, use) => use(await makeCounty(server)), { scope: 'worker' }],
  wave: async ({ server, county }, use) => use(await makeWave(server, county)),
});
test.use({ locale: 'zh-CN', forgiven: /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION|status of [45]\d\d/ });

test('a tablet is set up by a code that works once', async ({ page, server, wave }) => {
  const code = await lend(server, wave);
  await stand(page, server.url, '?lang=zh-Hans');
  await expect(page.locator('#enrol')).toBeVisible();
  await page.locator('#code').fill('0'.repeat(26));
  await page.locator('#enrol button').click();
  await expect(page.locator('#said')).toContainText('登记码不对');
  await page.locator('#code').fill(code.toUpperCase());
  await page.locator('#enrol button').click();
  await expect(page.locator('#prepare')).toBeVisible();
  await page.evaluate(() => localStorage.clear());
  await stand(page, server.url, `?lang=zh-Hans#${code}`);
  await expect(page.locator('#said')).toContainText('登记码不对');
});

test('what is ready and what is not is said line by line', async ({ page, server, wave }) => {
  const code = await lend(server, wave);
  await prepare(page, server.url, code);
  await expect(page.locator('#ready-forms small')).toHaveText('6 / 6 份');
  await expect(page.locator('#ready-room')).toHaveAttribute('data-good', 'true');
  // this browser promises nothing, and the list says so instead of hiding it
  const promised = await page.evaluate(() => navigator.storage.persisted());
  await expect(page.locator('#ready-persisted')).toHaveAttribute('data-good', `${promised}`);
  const forms = await held(page, 'forms');
  for (const { lang, seed, html } of forms) {
    const own = JSON.stringify(JSON.parse(seed)[4]) + html.slice(html.indexOf('id="notice"'));
    expect(own, `${lang}: words of a tablet`).toMatch(/平板|tablet/);
    expect(own.replaceAll('phone numbers', ''), `${lang}: words of a phone`).not.toMatch(/手机|手機|phone/);
  }
  const kept = forms.map((f) => `${f.lang} ${f.variant}`).sort();
  expect(kept).toEqual(['en 0000', 'en 0001', 'zh-Hans 0000', 'zh-Hans 0001', 'zh-Hant 0000', 'zh-Hant 0001']);
});

test('a form that came without a key to seal with is said, and the tablet is not ready', async ({ page, server, wave }) => {
  let keyless = true;
  const drop = (text) => text.replace(/,\{[^{}]*"kid"[^{}]*\}\]/, ',null]');
  await page.route((url) => url.pathname === `/s/${wave}` && url.searchParams.get('lang') === 'en', async (route) => {
    const reply = await route.fetch();
    const text = await reply.text();
    expect(drop(text)).not.toBe(text);
    await route.fulfill({ response: reply, body: keyless ? drop(text) : text });
  });
  const code = await lend(server, wave);
  await stand(page, server.url, `?lang=zh-Hans#${code}`);
  await page.locator('#prepare-go').click();
  await expect(page.locator('#ready-forms')).toHaveAttribute('data-good', 'true', { timeout: 30_000 });
  await expect(page.locator('#ready-sealed')).toHaveAttribute('data-good', 'false');
  await expect(page.locator('#ready-sealed small')).toContainText('钥匙');
  await expect(page.locator('#minxin-kiosk')).toHaveAttribute('data-ready', 'false');
  keyless = false;
  await page.locator('#prepare-go').click();
  await expect(page.locator('#ready-sealed')).toHaveAttribute('data-good', 'true', { timeout: 30_000 });
});

test('the screens of a tablet may be kept on its home screen, whole without a network; no page of residents offers that', async ({ page, context, server, wave }) => {
  for (const address of [`/s/${wave}`, '/offline', '/check']) {
    const text = await (await fetch(server.url + address)).text();
    expect(text, address).toContain('<html');
    expect(text, address).not.toContain('manifest');
  }
  await prepare(page, server.url, await lend(server, wave));
  const session = await context.newCDPSession(page);
  for (const [lang, name] of [['zh-Hans', '民心平板'], ['zh-Hant', '民心平板'], ['en', 'Minxin tablet']]) {
    await stand(page, server.url, `?lang=${lang}`);
    const { errors, data } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const { name: own, lang: tongue, start_url: start, icons } = JSON.parse(data);
    expect([own, tongue, start]).toEqual([name, lang, `/kiosk?lang=${lang}`]);
    // every icon opens without a network, as large as it says
    await context.setOffline(true);
    const sizes = await page.evaluate((icons) => Promise.all(icons.map(async ({ src }) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    })), icons);
    expect(sizes.slice(1)).toEqual([[192, 192], [512, 512]]);
    const kept = await page.evaluate(async (lang) => (await (await fetch(`/kiosk.webmanifest?lang=${lang}`)).json()).lang, lang);
    expect(kept).toBe(lang);
    await comeBack(context);
  }
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});

test('the page of what became of answers speaks of the tablet, and of a phone on a phone', async ({ page, server, wave }) => {
  const words = [['zh-Hans', '手机', '平板'], ['zh-Hant', '手機', '平板'], ['en', 'phone', 'tablet']];
  const said = async (lang) => {
    await page.goto(`${server.url}/offline?lang=${lang}`);
    await expect(page.locator('main')).toContainText(/没有答卷|沒有答卷|no answers/);
    return `${await page.title()} ${await page.locator('main').innerText()}`;
  };
  for (const [lang, phone, tablet] of words) {
    const text = await said(lang);
    expect(text).toContain(phone);
    expect(text).not.toContain(tablet);
  }
  await prepare(page, server.url, await lend(server, wave));
  for (const [lang, phone, tablet] of words) {
    const text = await said(lang);
    expect(text).toContain(tablet);
    expect(text).not.toContain(phone);
  }
});

test('the next resident is two taps away, and Chinese comes first', async ({ page, server, wave }) => {
  await prepare(page, server.url, await lend(server, wave));
  await page.locator('#prepare [data-to=start]').click();
  const tongues = page.locator('#tongues button');
  await expect(tongues).toHaveText(['简体中文', '繁體中文', 'English']);
  for (const button of await page.locator('#start button:visible, #tongues button').all()) {
    expect((await button.boundingBox()).height).toBeGreaterThanOrEqual(60);
  }
  await interview(page, '路灯不亮');
  await untilCounted(server, wave, 1);
  await page.locator('[data-to=staff]').first().click();
  await expect(page.locator('#today')).toHaveText('1');
  expect(await page.locator('#staff').innerText()).not.toContain('路灯不亮');
});

test('a tablet says three times yes or no about how answers came about, and nothing finer', async ({ page, server, wave }) => {
  const sealed = [];
  await page.exposeFunction('sealing', (text) => sealed.push(JSON.parse(text)));
  await page.addInitScript(() => {
    const { encrypt } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.encrypt = function (how, key, plain) {
      const text = new TextDecoder().decode(plain);
      if (text.startsWith('{"version"')) globalThis.sealing(text);
      return encrypt.call(this, how, key, plain);
    };
  });
  await prepare(page, server.url, await lend(server, wave));
  await page.locator('#prepare [data-to=start]').click();
  await page.locator('#helped').check();
  await interview(page, '有人帮');
  await interview(page, '自己填');
  expect(sealed.map((each) => Object.keys(each))).toEqual(Array(2).fill(['version', 'lang', 'mode', 'quality', 'answers']));
  expect(sealed.map((each) => each.mode)).toEqual(['kiosk', 'kiosk']);
  const quality = { fast: false, straight: false };
  expect(sealed.map((each) => each.quality)).toEqual([{ ...quality, helped: true }, { ...quality, helped: false }]);
});

test('the page of what became of answers keeps the copies of a tablet, too', async ({ page, context, server, wave }) => {
  await prepare(page, server.url, await lend(server, wave));
  await page.locator('#prepare [data-to=start]').click();
  await context.setOffline(true);
  for (const n of [1, 2]) await interview(page, `留底 ${n}`);
  await page.goto(`${server.url}/offline?lang=zh-Hans`);
  await expect(page.locator('.records li')).toHaveCount(2);
  await comeBack(context);
  await untilCounted(server, wave, 2);
  await expect(page.locator('.records b')).toHaveText(['已送达', '已送达']);
  expect((await held(page, 'outbox')).map((r) => r.state), 'until a backup is known to hold them').toEqual(['acked', 'acked']);
  expect(await held(page, 'receipts')).toEqual([]);
});

for (const [lang, words] of [
  ['zh-Hans', { stopped: '已停住：请管理员看一下，再点“现在就交”。', all: '都交齐了，可以关机。' }],
  ['zh-Hant', { stopped: '已停住：請管理員看一下，再點「現在就交」。', all: '都交齊了，可以關機。' }],
  ['en', { stopped: 'Sending has stopped: ask the office to look, then tap “Hand in now”.', all: 'Everything is handed in; you may switch off.' }],
]) {
  test(`where the server asks who is there, the end of the day says that sending has stopped and what to do, ${lang}`, async ({ page, context, server, wave }) => {
    await prepare(page, server.url, await lend(server, wave));
    await page.locator('#prepare [data-to=start]').click();
    let asked = 0;
    const batches = (url) => url.pathname.endsWith(':batch');
    await context.route(batches, (route) => route.fulfill({ status: 401, body: String((asked += 1)) }));
    for (const n of [1, 2]) await interview(page, `等着 ${n}`);
    await stand(page, server.url, `?lang=${lang}`);
    await page.locator('[data-to=staff]').first().click();
    await page.locator('[data-to=end]').click();
    await expect(page.locator('#said')).toHaveText(words.stopped);
    expect(asked).toBeGreaterThan(0);
    expect(await pending(page)).toBe(2);
    expect((await held(page, 'outbox')).map((r) => r.state)).toEqual(['ready', 'ready']);
    // a tap tries again, and stops again as long as nobody has looked
    const before = asked;
    await page.locator('#send').click();
    await expect.poll(() => asked).toBe(before + 1);
    await expect(page.locator('#said')).toHaveText(words.stopped);
    expect(await counted(server, wave)).toBe(0);
    await context.unroute(batches);
    await page.locator('#send').click();
    await expect(page.locator('#said')).toHaveText(words.all);
    expect(await counted(server, wave)).toBe(2);
  });
}

for (const lang of ['zh-Hans', 'en']) {
  test(`every screen of a tablet can be read with text twice as large, ${lang}`, async ({ page, context, server, wave }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await prepare(page, server.url, await lend(server, wave));
    await page.locator('#prepare [data-to=start]').click();
    await context.setOffline(true);
    await interview(page, '等着');
    await page.evaluate(() => sessionStorage.setItem('minxin.done', 'AAAA-BBBB-CCCC'));
    await page.clock.install(); // the thank-you stays
    await stand(page, server.url, `?lang=${lang}`);
    const steps = { thanks: '#thanks [data-to=start]', start: '#tongues button', hand: '#hand [data-to=start]', again: '#start [data-to=staff]', staff: '#staff [data-to=end]', end: '#end [data-to=staff]', counts: '#staff [data-to=prepare]', prepare: null };
    for (const [name, next] of Object.entries(steps)) {
      expect.soft(await enlarged(page), name).toEqual([]);
      await page.screenshot({ path: path.join(import.meta.dirname, `test-results/looks/large/tablet-${name}.${lang}.png`), fullPage: true });
      if (next) await page.locator(next).first().click();
    }
    await expect(page.locator('#prepare')).toBeVisible();
  });
}

test('the thank-you goes by itself', async ({ page, server, wave }) => {
  await prepare(page, server.url, await lend(server, wave));
  await page.locator('#prepare [data-to=start]').click();
  await interview(page, '一'); // the first screen is left and found again
  await page.evaluate(() => sessionStorage.setItem('minxin.done', 'AAAA-BBBB-CCCC'));
  await page.reload();
  await expect(page.locator('#thanks')).toBeVisible();
  await expect(page.locator('#start')).toBeVisible({ timeout: 15_000 });
});

test('back, reload and ten idle minutes show nothing of the resident before', async ({ page, server, wave }) => {
  await page.clock.install();
  await prepare(page, server.url, await lend(server, wave));
  const canary = '金丝雀七七';
  const nothing = async () => {
    await page.locator('#minxin-kiosk[data-standing]').waitFor();
    await expect(page.locator('#start')).toBeVisible();
    expect(await page.content()).not.toContain(canary);
    expect(await held(page, 'drafts')).toEqual([]);
    expect(await held(page, 'keys')).toEqual([]);
  };
  const begin = async () => {
    await handOut(page);
    await page.locator('form.items input[type=radio]:visible').first().check();
    await expect.poll(async () => (await held(page, 'drafts')).length).toBe(1);
    expect(await held(page, 'keys'), 'the key of a draft is in the page alone').toEqual([]);
  };
  await page.locator('#prepare [data-to=start]').click();
  await begin();
  await page.reload();
  await nothing();
  await begin();
  await page.clock.fastForward(600_001);
  await nothing();
  await begin();
  await page.getByRole('button', { name: '不填了，回到开始' }).click();
  await nothing();
  await page.clock.resume();
  await interview(page, canary);
  await page.goBack().catch(() => null);
  await stand(page, server.url);
  await nothing();
  await page.goto(`${server.url}/s/${wave}?lang=zh-Hans`);
  await nothing();
});

/** A tablet with a profile and a server of its own, ready on its first screen; `use` may end both and begin them anew. */
async function withTablet(use) {
  const [data, profile] = [await makeDataFolder(), await makeProfile()];
  const tablet = { profile, server: await startServer({ data }) };
  tablet.serve = async () => (tablet.server = await startServer({ data, port: tablet.server.port }));
  tablet.begin = async () => {
    tablet.browser = await startBrowser(profile);
    tablet.page = await tablet.browser.context.newPage();
    return tablet.page;
  };
  try {
    await makeCounty(tablet.server);
    tablet.wave = await makeWave(tablet.server);
    const page = await tablet.begin();
    await prepare(page, tablet.server.url, await lend(tablet.server, tablet.wave));
    await page.locator('#prepare [data-to=start]').click();
    await use(tablet);
  } finally {
    await tablet.browser?.kill();
    await tablet.server.stop();
    for (const folder of [data, profile]) await rm(folder, { recursive: true, force: true });
  }
}

test('no way back leads to an answer: neither the history nor pages that the browser keeps, nor what forms remember', async () => {
  await withTablet(async ({ page, wave }) => {
    const canary = '金丝雀八八';
    await interview(page, canary);
    const devtools = await page.context().newCDPSession(page);
    const { entries, currentIndex } = await devtools.send('Page.getNavigationHistory');
    expect(entries.map((entry) => entry.url).filter((url) => url.includes(wave)), 'forms that one could go back to').toEqual([]);
    expect(currentIndex).toBeGreaterThan(0);
    for (const entry of entries.toReversed()) {
      await devtools.send('Page.navigateToHistoryEntry', { entryId: entry.id });
      await expect.poll(() => page.url()).toBe(entry.url);
      expect(await page.content(), entry.url).not.toContain(canary);
    }
    await stand(page, new URL(entries.at(-1).url).origin, '?lang=zh-Hans');
    await handOut(page);
    for (const field of await page.locator('form.items').locator('input, textarea').all()) {
      expect(await field.evaluate((f) => (/radio|checkbox/.test(f.type) ? f.checked : f.type !== 'hidden' && f.value !== ''))).toBe(false);
    }
  });
});

test('a browser that dies while somebody types leaves no word of it on the tablet', async () => {
  test.setTimeout(90_000);
  await withTablet(async ({ browser, page, profile }) => {
    const word = 'canary-while-typing-灯';
    await handOut(page);
    await answer(page, word);
    await expect.poll(async () => (await held(page, 'drafts')).length).toBe(1);
    await page.locator('.pager button').first().click();
    await browser.kill();
    expect(await holding(profile, [word]), 'files of the browser that hold the answer').toEqual([]);
  });
});

test('no file of the tablet holds a finished answer, neither while it waits nor once it is delivered', async () => {
  test.setTimeout(180_000);
  await withTablet(async (tablet) => {
    const words = ['canary-one-灯', 'canary-two-灯'];
    await tablet.server.kill();
    for (const word of words) await interview(tablet.page, word);
    expect(await held(tablet.page, 'outbox')).toHaveLength(2);
    await tablet.browser.quit();
    expect(await holding(tablet.profile, words), 'while they wait').toEqual([]);

    await tablet.serve();
    const page = await tablet.begin();
    await stand(page, tablet.server.url, '?lang=zh-Hans');
    await untilCounted(tablet.server, tablet.wave, 2);
    await expect.poll(async () => (await held(page, 'outbox')).map((r) => r.state)).toEqual(['acked', 'acked']);
    // the same search does find what is written down as it is
    const [local, stored] = ['control-in-local-storage-灯', 'control-in-the-store-灯'];
    await page.evaluate(async ([local, stored]) => {
      localStorage.setItem('control', local);
      const asked = indexedDB.open('minxin');
      const db = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
      const write = db.transaction('meta', 'readwrite', { durability: 'strict' });
      write.objectStore('meta').put({ name: 'control', text: stored });
      await new Promise((done) => (write.oncomplete = done));
      db.close();
    }, [local, stored]);
    await tablet.browser.quit();
    expect(await holding(tablet.profile, words), 'once they are delivered').toEqual([]);
    for (const control of [local, stored]) expect(await holding(tablet.profile, [control])).not.toEqual([]);
  });
});

test('a tablet lets its copies go once a backup of a later day holds them, and not before', async ({ page }) => {
  const [data, folder] = [await makeDataFolder(), await makeDataFolder()];
  const faults = await makeFaults(folder, data);
  const server = await startServer({ data, env: faults.env });
  /** Makes a backup; what the tablet, opened anew, is told, and how its copies stand then. */
  const backUp = async (name) => {
    const made = await minxin(['--data', data, 'backup', path.join(folder, name)], faults.env);
    expect(made.code, made.stderr).toBe(0);
    const told = page.waitForResponse((reply) => reply.url().endsWith(':have'));
    await stand(page, server.url, '?lang=zh-Hans');
    return (await (await told).json()).have.map((h) => h.level);
  };
  const states = async () => (await held(page, 'outbox')).map((r) => r.state);
  try {
    await makeCounty(server);
    const wave = await makeWave(server);
    await prepare(page, server.url, await lend(server, wave));
    await page.locator('#prepare [data-to=start]').click();
    for (const n of [1, 2]) await interview(page, `留底 ${n}`);
    await untilCounted(server, wave, 2);
    await expect.poll(states).toEqual(['acked', 'acked']);
    expect(await backUp('same-day.db')).toEqual([1, 1]);
    expect(await states()).toEqual(['acked', 'acked']);
    await faults.daysOff(1);
    expect(await backUp('next-day.db')).toEqual([2, 2]);
    await expect.poll(states).toEqual([]);
    expect(await held(page, 'receipts')).toHaveLength(2);
  } finally {
    await page.close();
    await server.stop();
    await faults.close();
    for (const each of [data, folder]) await rm(each, { recursive: true, force: true });
  }
});

test('a rescue file brings in what was missing after the tablet is gone, and doubles nothing', async () => {
  test.setTimeout(120_000);
  const [data, profile] = [await makeDataFolder(), await makeProfile()];
  const server = await startServer({ data });
  await makeCounty(server);
  const wave = await makeWave(server);
  const file = path.join(data, 'tablet.rsbox');
  const { executablePath, args } = config.use.launchOptions;
  const tablet = await chromium.launchPersistentContext(profile, { executablePath, args, acceptDownloads: true, locale: 'zh-CN' });
  try {
    const page = await tablet.newPage();
    await prepare(page, server.url, await lend(server, wave));
    await page.locator('#prepare [data-to=start]').click();
    for (const n of [1, 2, 3]) await interview(page, `送到了 ${n}`);
    await untilCounted(server, wave, 3);
    await tablet.setOffline(true);
    for (const n of [4, 5]) await interview(page, `没送到 ${n}`);
    await page.locator('[data-to=staff]').first().click();
    await page.locator('[data-to=end]').click();
    expect(await pending(page)).toBe(2);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#rescue').click()]);
    expect(download.suggestedFilename()).toMatch(/\.rsbox$/);
    await download.saveAs(file);
    await tablet.close();
    await rm(profile, { recursive: true });
    const first = await minxin(['--data', data, 'import', 'rescue', file]);
    expect([first.code, first.stdout + first.stderr]).toEqual([0, expect.stringMatching(/5 records: 2 stored, 3 stored before/)]);
    const again = await minxin(['--data', data, 'import', 'rescue', file]);
    expect([again.code, again.stdout + again.stderr]).toEqual([0, expect.stringMatching(/5 records: 5 stored before/)]);
    expect(await counted(server, wave)).toBe(5);
  } finally {
    await tablet.close().catch(() => {});
    await server.stop();
    for (const folder of [data, profile]) await rm(folder, { recursive: true, force: true });
  }
});
