import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSiteFolder } from '../../core/adapters/disk/index.ts';
import { chromiumPath } from '../../scripts/chromium.mjs';
import { newFolder } from '../support/new-folder.ts';
import { agrees, answersInBrowser, publishSite } from '../support/published-site.ts';
import { serveFolder } from '../support/serve-folder.ts';
import { askWidget, openBubble } from './support/with-widget.ts';

const tea = [
  { name: 'Opening hours.md', text: '# Opening hours\n\nWe are open from 9 am to 6 pm on weekdays. On Saturdays we close at 2 pm.\n\n# Holidays\n\nThe shop stays closed on 25 December and 1 January.\n' },
  { name: 'Prices.csv', text: 'Tea,Price,Stock\nLongjing,48 euro,12\nOolong,36 euro,0\nPu-erh,52 euro,7\n' },
  { name: '退换货.md', text: '# 退换货\n\n收到商品后七天内可以退货，商品须未拆封。退款在三个工作日内退回原账户。\n\n# 运费\n\n订单满 199 元免运费，不满的收取 12 元。\n' },
  { name: '保固說明.md', text: '# 保固\n\n青花茶壺的保固期為兩年，人為損壞不在保固範圍內。維修請寄回台北市信義區的門市。\n' },
];
const questions = [
  'When are you open on weekdays?', 'When do you close on Saturdays?', 'Are you open on 25 December?', 'What does Oolong cost?', 'price of pu-erh', 'How long do refunds take?', 'Who won the football match?',
  '几天内可以退货？', '運費多少錢？', '满多少免运费？', '青花茶壶保修多久？', '青花茶壺的保固期多長？', '退款多久到账？', '秘鲁的首都在哪里？', '维修寄到哪里？', 'Longjing 多少钱？',
];

let browser: Browser | undefined;
beforeAll(async () => { const executablePath = chromiumPath(); if (executablePath) browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] }); });
afterAll(async () => { await browser?.close(); });

describe.skipIf(chromiumPath() === undefined)('a published site in Chromium', () => {
  it('answers as the core does, in both languages and scripts, and asks its own host alone', async () => {
    const { core, out, index } = await publishSite(newFolder(), tea);
    const server = await serveFolder(out);
    try {
      const page = await browser?.newPage();
      if (!page) throw new Error('no browser');
      const elsewhere: string[] = [];
      page.on('request', (request) => { if (!request.url().startsWith(server.origin)) elsewhere.push(request.url()); });
      await page.goto(`${server.origin}/empty.html`);
      const visitor = await answersInBrowser(page, server.origin, index, questions);
      for (const [at, question] of questions.entries()) {
        const ours = await core.features.answers.answerOnce(question, { model: 'quote' });
        expect(agrees(ours, visitor[at] ?? { answered: false, answer: '' }), `${question}: ${ours.answer} / ${visitor[at]?.answer}`).toBe(true);
        if (ours.answered) expect(visitor[at]?.citations.map(({ name, quote }) => [name, quote])).toEqual(ours.citations.map(({ name, quote }) => [name, quote]));
      }
      expect(visitor.filter(({ answered }) => answered).length).toBeGreaterThan(questions.length / 2);
      expect(visitor.some(({ answered }) => !answered)).toBe(true);
      expect(elsewhere).toEqual([]);
    } finally {
      await server.close();
      await core.close();
    }
  });

  it('loads no table of Chinese characters for an English question on an English site', async () => {
    const { core, out, index } = await publishSite(newFolder(), tea.slice(0, 2));
    const server = await serveFolder(out);
    try {
      const page = await browser?.newPage();
      if (!page) throw new Error('no browser');
      await page.goto(`${server.origin}/empty.html`);
      await answersInBrowser(page, server.origin, index, ['When are you open on weekdays?']);
      expect(server.asked.filter((path) => path.startsWith('/part-'))).toEqual([]);
      await answersInBrowser(page, server.origin, index, ['週末幾點開門？']);
      expect(server.asked.filter((path) => path.startsWith('/part-'))).toHaveLength(1);
    } finally {
      await server.close();
      await core.close();
    }
  });

  it('has a page to try it that runs under its own strict policy', async () => {
    const { core, out } = await publishSite(newFolder(), tea.slice(0, 1));
    const server = await serveFolder(out);
    try {
      const page = await browser?.newPage();
      if (!page) throw new Error('no browser');
      const refused: string[] = [];
      page.on('console', (message) => { if (/Content Security Policy/i.test(message.text())) refused.push(message.text()); });
      await page.goto(`${server.origin}/index.html`);
      expect(await page.locator('pre').allTextContents()).toEqual(Array.from({ length: 2 }, () => '<script src="https://YOUR-WEBSITE/sprout/sprout.js" data-site="default" async></script>'));
      expect(await page.locator('body').evaluate((body) => getComputedStyle(body).marginTop)).toBe('0px');
      // What a document or a browser's extension would write into the page does not run.
      await page.evaluate(() => { const script = document.createElement('script'); script.textContent = 'document.title = "ran"'; document.body.append(script); });
      expect(await page.title()).toBe('Questions?');
      expect(refused.filter((text) => !text.includes('inline script'))).toEqual([]);
    } finally {
      await server.close();
      await core.close();
    }
  });

  it('shows a chat that stands in the page in its page to try it, too', async () => {
    const { core } = await publishSite(newFolder(), tea.slice(0, 1));
    const { sites } = core.features;
    const { theme } = await sites.get('default');
    await sites.update('default', { theme: { ...theme, layout: 'inline' } });
    await sites.publish('default');
    const out = newFolder();
    await writeSiteFolder(out, await sites.files('default'));
    const server = await serveFolder(out);
    try {
      const page = await browser?.newPage();
      if (!page) throw new Error('no browser');
      await page.goto(`${server.origin}/index.html`);
      const chat = page.locator('main > sprout-chat');
      await chat.locator('textarea').waitFor();
      expect(await page.locator('sprout-chat').count()).toBe(1);
      expect((await chat.boundingBox())?.height).toBeGreaterThan(400);
      expect(await page.locator('pre').first().textContent()).toMatch(/^<sprout-chat><\/sprout-chat>\n<script /);
    } finally {
      await server.close();
      await core.close();
    }
  });

  it('answers on pages of another host where its own allows that, as its page says; else the page is as if it were not there', async () => {
    const { core, out } = await publishSite(newFolder(), tea.slice(0, 1));
    try {
      for (const allowed of [true, false]) {
        const files = await serveFolder(out, '', allowed ? { 'access-control-allow-origin': '*' } : {});
        const pages = await serveFolder(newFolder(), `<script src="${files.origin}/sprout.js" data-site="default" async></script>`);
        const page = await browser?.newPage();
        if (!page) throw new Error('no browser');
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        await page.goto(`${pages.origin}/empty.html`);
        if (allowed) {
          await openBubble(page);
          expect(await askWidget(page, 'When are you open on weekdays?')).toContain('We are open from 9 am to 6 pm on weekdays.');
        } else {
          await expect.poll(() => files.asked).toContain('/sites/default/site.json');
          expect(await page.locator('sprout-chat').count()).toBe(0);
        }
        expect(errors).toEqual([]);
        await page.close();
        await files.close();
        await pages.close();
      }
      expect(new TextDecoder().decode(await core.features.sites.file('default', 'index.html'))).toContain('Access-Control-Allow-Origin: *');
    } finally {
      await core.close();
    }
  });
});
