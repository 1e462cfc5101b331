import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generous, openLaptop, type Laptop } from './support/laptop.ts';
import { openBrowser } from './support/open-sprout.ts';
import { noChromium } from './support/with-sprout.ts';
import { askWidget, leaveMessage, openChat } from './support/with-widget.ts';

const documents = {
  'Opening hours.md': '# Opening hours\n\nWe are open from 9 am to 6 pm on weekdays.\n\nOn Saturdays we close at 2 pm.\n',
  'Returns.md': '# Returns\n\nUnused goods can be returned within 14 days. A repair of a teapot takes three weeks.\n',
};
/** What no visitor is ever to read. */
const failure = /error|failed|undefined|null|NaN|exception|\b[45]\d\d\b/i;

describe.skipIf(noChromium)('the website, its web host and the laptop together', { timeout: 60_000 }, () => {
  let browser: Browser;
  let laptop: Laptop;
  let context: BrowserContext;
  let page: Page;
  const errors: string[] = [];
  /** Requests to the gateway that came to an end, as `POST ask 200`. */
  const live: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
    laptop = await openLaptop(browser, documents);
  });
  afterAll(async () => {
    await laptop.close();
    await browser.close();
  });
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'en-GB' });
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
    errors.length = live.length = 0;
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('response', (response) => { const [, path] = /\/sites\/default\/(visit|ask|inbox|answers)/.exec(response.url()) ?? []; if (path) live.push(`${response.request().method()} ${path} ${response.status()}`); });
  });
  afterEach(async () => {
    expect(errors).toEqual([]);
    await context.close();
  });

  const shown = (): Promise<string> => page.locator('.root').innerText();
  /** How the exchange with this question came to the inbox, and how often. */
  const kept = async (question: string) => (await laptop.conversations()).flatMap(({ exchanges }) => exchanges).filter((one) => one.question === question);
  const delivered = (): Promise<void> => expect.poll(() => page.evaluate(() => { window.dispatchEvent(new Event('online')); return Object.keys(localStorage).filter((key) => key.includes('/out:')).length; })).toBe(0);

  it('answer live with the source, and the answer and its rating are in the inbox', async () => {
    await openChat(page, laptop.page);
    const answer = await askWidget(page, 'When are you open on weekdays?');
    expect(answer).toContain('We are open from 9 am to 6 pm on weekdays.');
    expect(answer).toContain('Opening hours.md');
    expect(live).toContain('POST ask 200');
    await page.locator('.tools button').first().click();
    await delivered();
    expect(await kept('When are you open on weekdays?')).toMatchObject([{ mode: 'live', answered: true, rating: 'up' }]);
    expect(laptop.asked.filter((path) => path.includes('engine'))).toEqual([]);
  });

  it('ends in the middle of a conversation: the next answer comes from the files, nothing is seen of it, and all of it is in the inbox once when the laptop is back', async () => {
    await openChat(page, laptop.page);
    await askWidget(page, 'What about Saturdays?');
    await laptop.kill();
    const answer = await askWidget(page, 'How long does a repair take?');
    expect(answer).toContain('A repair of a teapot takes three weeks.');
    expect(answer).toContain('Returns.md');
    await page.locator('.tools button').last().click();
    expect(await askWidget(page, 'Do you sell bicycles?')).not.toMatch(failure);
    await page.locator('.foot button').click();
    await leaveMessage(page, 'ann@example.org', 'Please call me.');
    expect(await page.locator('.thanks').innerText()).toContain('waits here');
    await page.keyboard.press('Escape');
    expect(await shown()).not.toMatch(failure);
    // Another page of the website, and back.
    await page.reload();
    await page.locator('.composer').waitFor();

    await laptop.start();
    await delivered();
    const back = 'When are you open on weekdays, please?';
    expect(await askWidget(page, back)).toContain('9 am');
    expect(live.filter((call) => call === 'POST ask 200').length).toBe(2);
    await delivered();
    expect((await laptop.leads()).map(({ contact, question }) => [contact, question])).toEqual([['ann@example.org', 'Please call me.']]);
    expect(await kept('What about Saturdays?')).toMatchObject([{ mode: 'live' }]);
    expect(await kept('How long does a repair take?')).toMatchObject([{ mode: 'static', answered: true, rating: 'down' }]);
    expect(await kept('Do you sell bicycles?')).toMatchObject([{ mode: 'static', answered: false }]);
    expect(await kept(back)).toMatchObject([{ mode: 'live' }]);
    // One visitor, one conversation, through it all.
    expect((await laptop.conversations()).filter(({ exchanges }) => exchanges.some(({ question }) => question === back))[0]?.exchanges).toHaveLength(4);
  });

  it('falls asleep while it is asked, and wakes up: the question is answered from the files and kept once', async () => {
    await page.clock.install();
    await openChat(page, laptop.page);
    await askWidget(page, 'What about Saturdays?');
    laptop.sprout().fallAsleep();
    try {
      await page.locator('.composer textarea').fill('How long does a repair of a teapot take?');
      await page.keyboard.press('Enter');
      const theirs = page.locator('.exchange').nth(1).locator('.theirs');
      await expect.poll(async () => { await page.clock.fastForward(1000); return theirs.innerText(); }).toContain('three weeks');
      expect(await shown()).not.toMatch(failure);
    } finally {
      laptop.sprout().wakeUp();
    }
    await delivered();
    await expect.poll(() => kept('How long does a repair of a teapot take?')).toHaveLength(1);
  });

  it('refuses a page that is not on the list: the visitor is answered from the files', async () => {
    await openChat(page, laptop.stranger);
    expect(await askWidget(page, 'When are you open on weekdays, stranger?')).toContain('We are open from 9 am to 6 pm on weekdays.');
    expect(live.filter((call) => call.endsWith('200'))).toEqual([]);
    expect(await shown()).not.toMatch(failure);
    expect(await kept('When are you open on weekdays, stranger?')).toEqual([]);
  });

  it('has its limits: beyond them the files answer, and beyond the tokens of a day it quotes', async () => {
    await laptop.change({ limits: { ...generous, perMinutePerAddress: 1 } });
    await openChat(page, laptop.page);
    for (const question of ['Do you repair teapots?', 'How long does the repair take?']) expect(await askWidget(page, question)).toContain('three weeks');
    expect(live.filter((call) => call.startsWith('POST ask'))).toContain('POST ask 429');
    expect(await shown()).not.toMatch(failure);
    await laptop.change({ limits: generous, model: 'a-model' });
    const other = await (await browser.newContext()).newPage();
    await openChat(other, laptop.page);
    expect(await askWidget(other, 'How long does a repair of teapots take?')).toContain('three weeks');
    await other.context().close();
    expect(await kept('How long does a repair of teapots take?')).toMatchObject([{ mode: 'live', answered: true }]);
    await delivered();
    expect(await kept('How long does the repair take?')).toMatchObject([{ mode: 'static' }]);
  });

  it('gives an approved answer at once, to who is in the middle of a conversation', async () => {
    await openChat(page, laptop.page);
    expect(await askWidget(page, 'Do you sell teapots in Zürich?')).not.toContain('Bahnhofstrasse');
    await laptop.sprout().api('/api/sites/default/approved', { question: 'Do you sell teapots in Zürich?', answer: 'Yes, at Bahnhofstrasse.' });
    expect(await askWidget(page, 'Do you sell teapots in Zürich?')).toContain('Yes, at Bahnhofstrasse.');
  });
});
