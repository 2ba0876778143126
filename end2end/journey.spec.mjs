// One survey from end to end, as people do it: a county loads its places and opens a round, a township adds its
// items and publishes, residents answer on paper, without a script and without a network, findings are made at close.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { day, importAnswers, put } from './county.mjs';
import { expect, minxin, test, watch } from './server.mjs';

test.use({ locale: 'zh-CN' });

const HOSTILE = '</textarea><script>alert("own")</script> \u202e反 🙂';
const AREAS = `code,name,level,parent
c,安禾县,county,
t1,城关镇,township,c
t2,河口镇,township,c
v1,东街村,village,t1
v2,西街村,village,t1
v3,河湾村,village,t2
`;
const POPULATION = 'area,year,population\nt1,2026,5200\nt2,2026,3100\n';

async function upload(page, server, kind, text) {
  const file = path.join(server.data, `${kind}.csv`);
  await writeFile(file, text);
  await page.goto('/data');
  await page.locator(`input[name=kind][value=${kind}]`).check();
  await page.locator('input[name=file]').setInputFiles(file);
  await page.getByRole('button', { name: '读取并预览' }).click();
  await expect(page.locator('#look')).toContainText('还没有存入');
}

async function loaded(server, kind) {
  const { stdout } = await minxin(['--data', server.data, 'doctor']);
  return Number(new RegExp(`^${kind}: (\\d+) rows?`, 'm').exec(stdout)?.[1] ?? 0);
}

/** The paper answers: nine of the youngest, eleven of the next age; no answer by nine people or 9 %. */
const paper = Array.from({ length: 20 }, (_, i) => ({
  D_VILLAGE: 'v1', D_AGE: i < 9 ? 1 : 2, D_SEX: 1 + (i % 2), S_ROADS: i < 12 ? 1 : 5, Q_OVERALL: 3,
}));

test('a survey from an empty county to a finding', async ({ page, browser, server }) => {
  test.setTimeout(90_000);
  let wave = '';
  const receipts = [];

  await test.step('places and people are previewed, then stored', async () => {
    await upload(page, server, 'areas', AREAS);
    await expect(page.locator('#look')).toContainText('新增 6');
    expect(await loaded(server, 'areas'), 'a preview stores nothing').toBe(0);
    await page.getByRole('button', { name: '存入' }).click();
    await expect(page.locator('#done')).toContainText('新增 6');
    expect(await loaded(server, 'areas')).toBe(6);
    await upload(page, server, 'population', POPULATION);
    await page.getByRole('button', { name: '存入' }).click();
    await expect(page.locator('#done')).toContainText('新增 2');
  });

  await test.step('the county opens a round', async () => {
    await page.goto('/surveys/rounds/new');
    await page.locator('[name="title.zh-Hans"]').fill('2026 年居民满意度调查');
    await page.locator('[name=area]').selectOption('c');
    await page.locator('[name=core][value=short]').check();
    await page.locator('[name=opens]').fill(day(0));
    await page.locator('[name=closes]').fill(day(20));
    await page.locator('[name=grace]').fill('3');
    await page.locator('[name=results_on]').fill(day(30));
    await page.locator('[name=reply_by]').fill(day(28));
    await page.locator('[name=asker]').fill('安禾县人民政府');
    await page.locator('[name=keep_years]').fill('3');
    await page.locator('[name=publication][value=township]').check();
    await page.getByRole('button', { name: '开这一轮' }).click();
    await expect(page).toHaveURL(/\/surveys\/rounds\/(?!new)[^/]+$/);
    await expect(page.getByRole('main')).toContainText('2026 年居民满意度调查');
  });

  await test.step('a township adds an item of the bank and one of its own, and publishes', async () => {
    await page.getByRole('link', { name: '做一个地方的调查' }).click();
    await page.locator('[name=area]').selectOption('t1');
    await page.getByRole('button', { name: '下一步：挑题' }).click();
    await expect(page).toHaveURL(/\/surveys\/drafts\//);
    await page.goto(`${page.url().split(/[?#]/)[0]}?q=${encodeURIComponent('水')}`);
    await page.locator('form:has(input[name=code][value=S_WATER]) button[value=add]').click();
    await expect(page.locator('#item-S_WATER')).toBeVisible();
    const own = page.locator('form:has(button[value=own])');
    if (!(await own.locator('[name=text]').isVisible())) await page.getByText('自己写一题').first().click();
    await own.locator('input[name=kind][value=text]').check();
    await own.locator('[name=text]').fill(HOSTILE);
    await own.locator('button[value=own]').click();
    await expect(page.locator('ol.order').last()).toContainText('alert("own")');
    await page.goto(`${page.url().split(/[?#]/)[0]}/publish`);
    await page.locator('[name=confirm]').check();
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await expect(page).toHaveURL(/\/surveys\/[^/]+$/);
    await expect(page.getByRole('heading', { level: 1 }), 'the focus is on what came of it').toBeFocused();
    wave = page.url().split(/[#/]/).at(-2);
    await expect(page.locator('#share ~ * svg, .share svg').first()).toBeVisible();
    await expect(page.getByRole('main')).toContainText(`/s/${wave}`);
  });

  await test.step('twenty paper answers are typed in', async () => {
    expect(await importAnswers(server, wave, paper)).toContain('20 added');
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已收 20 份');
  });

  await test.step('somebody answers without a script', async () => {
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, locale: 'zh-CN' });
    const plain = await context.newPage();
    await plain.goto(`/s/${wave}`);
    await expect(plain.getByText('没交就关掉页面，填好的不会留下')).toBeVisible();
    await plain.locator('[name=D_VILLAGE][value=v2]').check();
    await plain.locator('[name=S_ROADS][value="5"]').check();
    await plain.locator('[name=D_AGE][value="3"]').check();
    await plain.locator('textarea').fill(HOSTILE);
    await plain.getByRole('button', { name: '提交' }).click();
    await expect(plain).toHaveURL(/\/done\//);
    receipts.push((await plain.locator('output').innerText()).trim());
    await context.close();
  });

  await test.step('somebody answers on a phone, and the network goes as they send', async () => {
    const context = await browser.newContext({
      baseURL: server.url, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'zh-CN',
    });
    const complaints = watch(context, /ERR_INTERNET_DISCONNECTED/);
    const phone = await context.newPage();
    await phone.goto(`/s/${wave}`);
    await expect(phone.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await phone.locator('form.items.one').waitFor();
    const count = Number(/\/\s*(\d+)/.exec(await phone.locator('.where .at').innerText())[1]);
    expect(count).toBeGreaterThan(14);
    for (let at = 1; at < count; at += 1) {
      await expect(phone.locator('.where .at b')).toHaveText(String(at));
      const shown = phone.locator('form.items fieldset:visible, form.items .item:visible').first();
      const roads = shown.locator('[name=S_ROADS][value="5"]');
      const age = shown.locator('[name=D_AGE][value="3"]');
      for (const answer of [roads, age]) if (await answer.count()) await answer.check();
      await expect(async () => {
        await phone.locator('.pager button:not([type=button])').click();
        await expect(phone.locator('.where .at b')).toHaveText(String(at + 1), { timeout: 700 });
      }).toPass();
    }
    await context.setOffline(true);
    await phone.waitForTimeout(450); // the form takes a second touch within 400 ms for a slip
    await phone.locator('.pager button:not([type=button])').click();
    await expect(phone.locator('.waiting')).toContainText('已保存在手机');
    await expect(phone.locator('.waiting h2')).toBeFocused();
    await context.setOffline(false);
    await expect(phone).toHaveURL(/\/done\//, { timeout: 20_000 });
    receipts.push((await phone.locator('output').innerText()).trim());
    const left = await phone.evaluate(async () => {
      const names = (await indexedDB.databases()).map((d) => d.name);
      const all = await Promise.all(names.map((name) => new Promise((done, failed) => {
        const asked = indexedDB.open(name);
        asked.onerror = failed;
        asked.onsuccess = () => {
          const stores = [...asked.result.objectStoreNames];
          const count = stores.length === 0 ? null : asked.result.transaction(stores[0]).objectStore(stores[0]).count();
          if (count === null) done(0);
          else count.onsuccess = () => done(count.result);
        };
      })));
      return all.reduce((sum, n) => sum + n, 0);
    });
    expect(left, 'the outbox is empty').toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  await test.step('while it is open the desk shows counts only', async () => {
    await page.goto(`/surveys/${wave}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已收 22 份');
    await page.goto(`/surveys/${wave}/breakdown?by=age&item=S_ROADS`);
    await expect(page.getByRole('main')).toContainText('22');
    await expect(page.getByRole('main').locator('table, svg, figure')).toHaveCount(0);
    const open = await minxin(['--data', server.data, 'export', 'tallies', '--wave', wave]);
    expect(open.code).toBe(1);
  });

  await test.step('it is closed on its page, and cannot be closed by mistake', async () => {
    await page.goto(`/surveys/${wave}`);
    await page.locator('summary', { hasText: '现在就结束' }).click();
    const close = page.locator('form[action$="/close"]');
    await close.getByRole('button').click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.locator('form[action$="/close"] [name=confirm]').check();
    await page.locator('form[action$="/close"]').getByRole('button').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已结束');
    const late = await put(server, wave, 'f'.repeat(32), { version: 1, answers: { S_ROADS: 1 } });
    expect(late.status).toBe('late');
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('计入 22 份');
  });

  await test.step('a cell of nine is hidden, and is nowhere in the page or the export', async () => {
    await page.goto(`/surveys/${wave}/breakdown?by=age&item=S_ROADS`);
    await expect(page.getByRole('main')).toContainText('22');
    const html = await page.content();
    const rows = page.locator('table:has(th[scope=row]) tbody tr', { hasText: '少于 10 份' });
    await expect(rows.first()).toBeAttached();
    const nines = html.match(/[^]{0,90}(data-value="9(\.0*)?"|>\s*9\s*<|\b9 份)[^]{0,40}/g);
    expect(nines, 'the size of the hidden cell').toBeNull();
    const { stdout } = await minxin(['--data', server.data, 'export', 'tallies', '--wave', wave, '--by', 'age']);
    const roads = JSON.parse(stdout).items.find((i) => i.item === 'S_ROADS');
    expect(roads.total.figures.n_valid).toBe(22);
    // 9, 11 and 2: beside the nine two are too few to protect them, so the eleven are hidden as well
    expect(roads.rows.map((r) => [r.key, r.hidden, r.figures])).toEqual([
      ['1', 'SUPPRESSED_PRIMARY', null],
      ['2', 'SUPPRESSED_COMPLEMENTARY', null],
      ['3', 'SUPPRESSED_PRIMARY', null],
    ]);
    expect(stdout).not.toMatch(/"n_(valid|all)":9\b/);
  });

  await test.step('the words of residents are on no page of the desk', async () => {
    for (const by of ['area', 'age', 'sex', 'mode']) {
      await page.goto(`/surveys/${wave}/breakdown?by=${by}`);
      const text = await page.locator('body').innerText();
      expect(text.split('alert("own")').length - 1, 'the question at most once, answers never').toBeLessThanOrEqual(2);
    }
  });

  await test.step('both receipts are found however they are written', async () => {
    expect(new Set(receipts).size).toBe(2);
    for (const receipt of receipts) {
      for (const way of [receipt, receipt.replaceAll('-', ''), receipt.toLowerCase()]) {
        await page.goto('/check');
        await page.locator('[name=receipt]').fill(way);
        await page.keyboard.press('Enter');
        await expect(page).toHaveURL(/\/check\/.+/);
        await expect(page.getByRole('main')).toContainText('已计入');
      }
    }
    const unknown = await page.goto('/check/0000-0000-0000');
    expect(unknown.status()).toBe(404);
    await expect(page.getByRole('main')).toContainText(/没有|查不到|未找到/);
  });
});
