/** Pictures of every page in each language, theme and width: `node scripts/screenshots.mjs FOLDER`. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { startRemoteServer } from '../../support/remote-server.ts';
import { modelsFolder, tiny } from '../../support/tiny-models.ts';
import { openBrowser, openSprout, type OpenSprout } from './open-sprout.ts';
import { visitSite } from './visit-site.ts';

const folder = resolve(process.argv[2] ?? '.tmp/screenshots');
const questions = { en: 'How do I descale the kettle?', zh: '水壶怎么除水垢？' };
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 740 } };
const themes = ['light', 'dark'] as const;

async function shoot(page: Page, language: string, name: string): Promise<void> {
  for (const theme of themes) {
    await page.evaluate((value) => { document.documentElement.dataset['theme'] = value; }, theme);
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(folder, `${name}-${language}-${theme}-${size}.png`) });
    }
  }
  await page.setViewportSize(sizes.wide);
}

async function website(page: Page, sprout: OpenSprout, language: 'en' | 'zh'): Promise<void> {
  const step = async (name: string, picture = `10-website-${name}`): Promise<void> => {
    await page.goto(`${sprout.address}#/website/default?step=${name}`);
    await page.locator('.columns .card').first().waitFor();
    await shoot(page, language, picture);
  };
  await page.goto(`${sprout.address}#/website`);
  await page.locator('.site').first().waitFor();
  await shoot(page, language, '10-website');
  await step('documents', '10-website-undecided');
  const { documents } = await sprout.api<{ documents: { id: string; status: string }[] }>('/api/documents');
  await sprout.api('/api/sites/default', { documents: documents.filter(({ status }) => status === 'ready').map(({ id }) => id) }, 'PATCH');
  const { findings } = await sprout.api<{ findings: { key: string }[] }>('/api/sites/default/review');
  if (findings.length > 0) await sprout.api('/api/sites/default/review', { keys: findings.map(({ key }) => key), accepted: true });
  await sprout.api('/api/sites/default/approved', language === 'zh' ? { question: '周日营业吗？', answer: '营业，上午十点到下午四点。' } : { question: 'Are you open on Sundays?', answer: 'Yes, from ten to four.' });
  await visitSite(sprout);
  await page.goto(`${sprout.address}#/website/default?step=documents`);
  await page.locator('.group').first().waitFor();
  await page.locator('.group summary').first().click();
  await page.locator('#leaving').scrollIntoViewIfNeeded();
  await shoot(page, language, '10-website-leaving');
  await page.locator('.group li button').first().click();
  await page.locator('.drawer mark').waitFor();
  await shoot(page, language, '10-website-text');
  for (const name of ['look', 'answers', 'person', 'publish', 'live']) await step(name);
  await page.goto(`${sprout.address}#/website/default?step=publish`);
  await page.frameLocator('iframe').locator('.bubble').waitFor();
  await page.locator('main').evaluate((main) => { main.scrollTop = 320; });
  await page.frameLocator('iframe').locator('.bubble').click();
  await shoot(page, language, '10-website-preview');
  for (const view of ['messages', 'missed', 'disliked', 'visits', 'numbers', 'tell']) {
    await page.goto(`${sprout.address}#/website/default/inbox?view=${view}`);
    await page.locator('main .card').first().waitFor();
    if (view === 'missed') await page.locator('article button').first().click();
    if (view === 'tell') await page.locator('details > summary').click();
    await shoot(page, language, `11-inbox-${view}`);
  }
}

/** A training that is done on another computer: what leaves, and while it waits. */
async function elsewhere(page: Page, sprout: OpenSprout, language: 'en' | 'zh', dataset: string): Promise<void> {
  const text = language === 'zh'
    ? Array.from({ length: 30 }, (_, at) => `问：第 ${at * 7} 号茶叶多少钱？\n答：每罐 ${at * 3 + 20} 元，${at === 4 ? '订购请致电李先生 13912345678' : `存放在 ${at} 号架`}。`)
    : Array.from({ length: 30 }, (_, at) => `Q: What does tea number ${at * 7} cost?\nA: ${at * 3 + 20} pounds a tin, ${at === 4 ? 'call Mr Perkins on +44 20 7946 0958 for it' : `from shelf ${at}`}.`);
  await sprout.api(`/api/tuning/datasets/${dataset}/paste`, { text: text.join('\n\n') });
  await sprout.api(`/api/tuning/datasets/${dataset}/settle`, { state: 'kept' });
  await page.goto(`${sprout.address}#/teach/${dataset}?step=train`);
  await page.locator('input[value=elsewhere]').check();
  await page.locator('.leaves').waitFor({ timeout: 60_000 });
  await page.locator('.leaves .tick input').check();
  await page.locator('.leaves').scrollIntoViewIfNeeded();
  await shoot(page, language, '9-teach-leaves');
  await page.locator('.sending > button').click();
  await page.locator('.drop').waitFor();
  await shoot(page, language, '9-teach-sent');
}

/** Other places, rules, budget, guard, log, and the move; with servers that answer on loopback. */
async function beyond(page: Page, sprout: OpenSprout, language: 'en' | 'zh'): Promise<void> {
  const zh = language === 'zh';
  const open = async (path: string, ready: string): Promise<void> => {
    await page.setViewportSize(sizes.wide);
    await page.goto(`${sprout.address}#${path}`);
    await page.locator(ready).first().waitFor({ timeout: 60_000 });
  };
  const server = await startRemoteServer({ models: ['qwen3-8b'], answer: () => (zh ? '水壶请用白醋和清水各半煮沸，静置后倒掉。' : 'Fill the kettle with half vinegar and half water, boil it, and let it stand.') });
  const failing = await startRemoteServer();
  failing.behave({ kind: 'status', status: 401 });
  await open('/compute', '.card button');
  await shoot(page, language, '12-compute-empty');
  const place = (name: string, address: string, order: number, price: number): object => ({ name, preset: 'vllm', kind: 'network', address, model: 'qwen3-8b', contextLength: 32_768, region: zh ? '公司机房' : 'In the firm', price: { currency: 'CNY', input: price, cachedInput: 0, output: price * 2 }, sees: 'masked', enabled: true, order });
  const { id } = await sprout.api<{ id: string }>('/api/remotes', place(zh ? '办公室电脑' : 'Office computer', server.address, 0, 2_000_000));
  await sprout.api('/api/remotes', place(zh ? '仓库电脑' : 'Computer in the storeroom', failing.address, 1, 0));
  await sprout.api('/api/burst/policy', { enabled: true }, 'PATCH');
  await open('/ask', '#question');
  await page.reload();
  await page.locator('#question').waitFor();
  await shoot(page, language, '12-compute-ask-start');
  await page.fill('#question', zh ? '王小明（13912345678）问：水壶怎么除水垢？' : 'Ann Miller (ann.miller@example.org) asks: how do I descale the kettle?');
  await page.keyboard.press('Enter');
  await page.locator('article .tools').last().waitFor({ timeout: 30_000 });
  await shoot(page, language, '12-compute-ask');
  await open('/compute', 'li .status');
  await shoot(page, language, '12-compute-places');
  await page.locator('li button').filter({ hasText: zh ? '修改' : 'Change' }).first().click();
  await page.locator('form button[type=button]').first().click();
  await page.locator('form .good').waitFor();
  await shoot(page, language, '12-compute-form');
  await open('/compute?view=when', '.rule');
  await page.locator('.choices button').first().click();
  await page.locator('.bars').waitFor();
  await shoot(page, language, '12-compute-when');
  await page.locator('.bars').scrollIntoViewIfNeeded();
  await shoot(page, language, '12-compute-dry-run');
  await open('/compute?view=budget', '.caps');
  await shoot(page, language, '12-compute-budget');
  await open('/compute?view=guard', '#guard-hide');
  await page.locator('section button').first().click();
  await page.locator('.masked').first().waitFor();
  await shoot(page, language, '12-compute-guard');
  await open('/compute?view=log', 'li .line');
  await shoot(page, language, '12-compute-log');
  await page.locator('li .line').first().click();
  await page.locator('.drawer .text').first().waitFor();
  await shoot(page, language, '12-compute-crossing');
  await open('/documents', '.line');
  // Not the manual: what the next question rests on may leave.
  await page.locator('.line').filter({ hasText: /\.xlsx/ }).locator('[aria-haspopup=menu]').click();
  await page.locator('.menu-item').first().click();
  await page.locator('.private').waitFor();
  await page.locator('.line').filter({ hasText: /\.md/ }).locator('[aria-haspopup=menu]').click();
  await shoot(page, language, '12-documents-private');
  await open('/website/default?step=documents', '.list li');
  await shoot(page, language, '12-website-private');
  await sprout.api('/api/budget', { remotes: { [id]: { day: 0, month: null } } }, 'PATCH');
  await open('/ask', '#question');
  await page.fill('#question', questions[language]);
  await page.keyboard.press('Enter');
  await page.locator('article .home').last().waitFor({ timeout: 30_000 });
  await shoot(page, language, '12-compute-ask-home');
  await sprout.api('/api/sites/default/publish', undefined, 'POST').catch(() => undefined);
  for (const step of ['goes', 'plan', 'export', 'proof', 'switch']) {
    await open(`/move?step=${step}`, step === 'plan' ? '.big' : '.body .card');
    if (step === 'export') {
      await page.locator('form input[maxlength="253"]').fill('ask.shop.example');
      await page.locator('form .primary').click();
      await page.locator('pre.code, .problem').first().waitFor({ timeout: 30_000 });
    }
    await shoot(page, language, `13-move-${step}`);
  }
  await server.close();
  await failing.close();
}

async function allPages(sprout: OpenSprout, language: 'en' | 'zh'): Promise<void> {
  const page = await sprout.context.newPage();
  await page.setViewportSize(sizes.wide);
  await sprout.api('/api/settings', { locale: language }, 'PATCH');
  await page.goto(sprout.address);
  await page.locator('h1').waitFor();
  await shoot(page, language, '1-welcome');
  await sprout.api('/api/starters/customer-service/open', { locale: language });
  await sprout.imported();
  await sprout.api('/api/settings', { firstRunDone: true }, 'PATCH');
  await page.goto(`${sprout.address}#/ask`);
  await page.reload();
  await page.locator('#question').waitFor();
  await shoot(page, language, '2-ask-empty');
  await page.fill('#question', questions[language]);
  await page.keyboard.press('Enter');
  await page.locator('.citation').first().waitFor();
  await shoot(page, language, '3-answer');
  await page.locator('.citation').first().click();
  await page.locator('aside .highlight').first().waitFor();
  await shoot(page, language, '4-source');
  await page.goto(`${sprout.address}#/ask`);
  await page.locator('.ask header button').click();
  await page.locator('.drawer li').first().waitFor();
  await shoot(page, language, '5-conversations');
  await page.goto(`${sprout.address}#/documents`);
  await page.getByRole('button', { name: /\.xlsx$/ }).click();
  await page.locator('aside table').first().waitFor();
  await shoot(page, language, '5-table');
  await page.goto(`${sprout.address}#/health`);
  await page.locator('.tiles').waitFor();
  if (await page.locator('.compare').count() > 0) {
    await page.locator('.compare').first().click();
    await page.locator('aside').nth(1).locator('.reading, .highlight').first().waitFor();
    await shoot(page, language, '5-compare');
  }
  await page.goto(`${sprout.address}#/models`);
  await page.locator('.measuring').waitFor();
  await shoot(page, language, '7-models-measuring');
  await page.locator('.set .primary').waitFor({ timeout: 60_000 });
  await shoot(page, language, '7-models');
  await sprout.api('/api/models', { path: modelsFolder });
  await sprout.api('/api/models/choice', { role: 'chat', id: tiny.stories });
  await page.locator('details.card').first().locator('summary').click();
  await page.locator('details.card li').first().waitFor();
  await page.screenshot({ path: join(folder, `7-models-all-${language}.png`), fullPage: true });
  await page.setViewportSize({ width: 1000, height: 3400 });
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `7-models-long-${language}.png`) });
  await page.setViewportSize(sizes.wide);
  await page.goto(`${sprout.address}#/ask`);
  await page.getByRole('button', { name: language === 'en' ? 'New conversation' : '新对话' }).or(page.getByRole('link', { name: language === 'en' ? 'New conversation' : '新对话' })).first().click().catch(() => undefined);
  await page.fill('#question', questions[language]);
  await page.keyboard.press('Enter');
  await page.locator('article').last().locator('.tools').waitFor();
  await shoot(page, language, '8-written');
  await sprout.api('/api/models/choice', { role: 'chat', id: null });
  await page.goto(`${sprout.address}#/teach`);
  await page.locator('.recipes button').first().waitFor();
  await shoot(page, language, '9-teach');
  const { id } = await sprout.api<{ id: string }>('/api/tuning/datasets', { recipe: 'best-colleague', locale: language });
  await sprout.api(`/api/tuning/datasets/${id}/documents`, {});
  for (const step of ['about', 'examples', 'check', 'train']) {
    await page.goto(`${sprout.address}#/teach/${id}?step=${step}`);
    await page.locator('.steps').waitFor();
    await shoot(page, language, `9-teach-${step}`);
  }
  await elsewhere(page, sprout, language, id);
  await website(page, sprout, language);
  await beyond(page, sprout, language);
  for (const name of ['documents', 'health', 'settings']) {
    await page.goto(`${sprout.address}#/${name}`);
    await page.locator('h1').waitFor();
    await shoot(page, language, `5-${name}`);
  }
  const { conversations } = await sprout.api<{ conversations: { id: string }[] }>('/api/conversations');
  const { exchanges } = await sprout.api<{ exchanges: { id: string }[] }>(`/api/conversations/${conversations.at(-1)?.id}`);
  await page.goto(`${sprout.address}#/receipt/${exchanges[0]?.id}`);
  await page.locator('.sheet.drawn').first().waitFor();
  await shoot(page, language, '6-receipt');
}

await mkdir(folder, { recursive: true });
const browser = await openBrowser();
for (const language of ['en', 'zh'] as const) {
  const sprout = await openSprout(browser);
  await allPages(sprout, language);
  await sprout.close();
}
await browser.close();
console.log(folder);
