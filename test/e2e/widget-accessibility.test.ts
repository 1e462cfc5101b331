import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from './support/axe.ts';
import { noChromium } from './support/with-sprout.ts';
import { askWidget, leaveMessage, openChat, withWidget } from './support/with-widget.ts';

const words = { en: { question: 'How long is the warranty on kettles?', menu: 'Menu' }, zh: { question: '水壶保修期多久？', menu: '菜单' } };
/** The element that has the focus, in the widget or the page. */
const focused = (page: Page): Promise<string> => page.evaluate(() => { const inner = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement; return inner?.getAttribute('aria-label') ?? inner?.textContent ?? inner?.localName ?? ''; });

describe.skipIf(noChromium)('the widget for everyone', () => {
  const { host, newPage } = withWidget();

  it.each([['en', 'en-GB', 'light'], ['en', 'en-GB', 'dark'], ['zh', 'zh-CN', 'light'], ['zh', 'zh-CN', 'dark']] as const)('axe finds nothing: closed, open, answered, unanswered, menu, form, its mistakes, sent (%s, %s, %s)', async (language, locale, colorScheme) => {
    const page = await newPage({ locale, colorScheme });
    const look = async (what: string): Promise<void> => { expect(await violations(page), what).toEqual([]); };
    await page.goto(host().add('axe'));
    await page.locator('.bubble').waitFor();
    await look('closed');
    await page.locator('.bubble').click();
    await look('open');
    await askWidget(page, words[language].question);
    await page.locator('summary').click();
    await page.locator('.tools button').first().click();
    await look('answered');
    host().state = 'refusing';
    await askWidget(page, 'Quidditch?');
    await look('unanswered');
    await page.getByRole('button', { name: words[language].menu }).click();
    await look('menu');
    await page.keyboard.press('Escape');
    await page.locator('.theirs .strong').click();
    await look('form');
    await page.locator('[role=form] .strong').click();
    await look('mistakes');
    await leaveMessage(page, 'ann@example.org', 'Hello');
    await look('sent');
    await page.setViewportSize({ width: 360, height: 740 });
    await look('narrow');
  });

  it.each(['#ffe14d', '#000000', '#ffffff', '#777777', '#d0021b'])('any colour of an owner stays readable: %s', async (colour) => {
    const page = await newPage({ colorScheme: 'dark' });
    host().site.theme = { ...host().site.theme, colour, appearance: 'light' };
    await openChat(page, host().add('colour'));
    await askWidget(page, 'Is it readable?');
    expect(await violations(page, ['color-contrast'])).toEqual([]);
  });

  it('by keyboard alone: in, ask, rate, write to a person, out; the focus goes in and back', async () => {
    const page = await newPage();
    await page.goto(host().add('keys'));
    await page.locator('.bubble').waitFor();
    await page.locator('#link').focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Chat: Bluebird Kitchen');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Ask a question…');
    await page.keyboard.type('First line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    await page.getByText('Live: First line').waitFor();
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('Not helpful');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    expect(await page.getByRole('button', { name: 'Helpful', exact: true }).getAttribute('aria-pressed')).toBe('true');
    for (let at = 0; at < 4; at += 1) await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Ask a person');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('a');
    await page.keyboard.press('Enter');
    // The first that is wrong has the focus, and says why.
    await page.getByText('Please give an e-mail or phone number.').waitFor();
    await page.keyboard.type('nn@example.org');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Hello');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => host().messages()).toMatchObject([{ contact: 'ann@example.org', question: 'Hello' }]);
    expect(await focused(page)).toBe('Back');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Ask a question…');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Chat: Bluebird Kitchen');
  });

  it('on a phone it takes the screen, keeps the focus, scrolls nothing sideways, and everything to touch is 44 pixels', async () => {
    const page = await newPage({ viewport: { width: 360, height: 740 }, hasTouch: true });
    await openChat(page, host().add('phone'));
    await askWidget(page, 'How long is the warranty?');
    expect(await page.locator('.panel').boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 740 });
    expect(await page.locator('.panel').getAttribute('aria-modal')).toBe('true');
    await page.locator('.foot button').focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Menu');
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('Ask a person');
    const sizes = async (): Promise<string[]> => page.locator('.root').evaluate((root) => [...root.querySelectorAll<HTMLElement>('button, summary, input:not([type=checkbox]), textarea')].filter((node) => node.offsetParent !== null).map((node) => ({ node, box: node.getBoundingClientRect() })).filter(({ box }) => box.width < 44 || box.height < 43.9).map(({ node, box }) => `${node.textContent} ${node.className} ${box.width}×${box.height}`));
    expect(await sizes()).toEqual([]);
    await page.locator('.foot button').click();
    expect(await sizes()).toEqual([]);
    expect(await page.locator('.root').evaluate((root) => [...root.querySelectorAll('*')].filter((node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX !== 'visible' && !node.matches('.hidden, .title')).map((node) => node.className))).toEqual([]);
  });

  it('on a page from right to left it stands on the other side and is turned round', async () => {
    const page = await newPage();
    await page.goto(host().add('rtl', { head: '<script>document.documentElement.dir = "rtl"</script>' }));
    expect((await page.locator('.bubble').boundingBox())?.x).toBe(20);
    await page.locator('.bubble').click();
    await askWidget(page, 'Right to left?');
    const [mine, theirs, panel] = await Promise.all(['.mine', '.theirs > .text', '.panel'].map(async (part) => page.locator(part).last().boundingBox()));
    expect((mine?.x ?? 0) - (panel?.x ?? 0)).toBeLessThan(30);
    expect((theirs?.x ?? 0) + (theirs?.width ?? 0)).toBeGreaterThan((panel?.x ?? 0) + (panel?.width ?? 0) - 30);
  });

  it('in the other corner, without motion where that is wished', async () => {
    const page = await newPage({ reducedMotion: 'reduce' });
    host().site.theme = { ...host().site.theme, corner: 'left' };
    await page.goto(host().add('left'));
    expect((await page.locator('.bubble').boundingBox())?.x).toBe(20);
    await page.locator('.bubble').click();
    host().script.push([{ hang: true }]);
    await page.locator('textarea').fill('Still?');
    await page.keyboard.press('Enter');
    await page.locator('.dots').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    expect((await page.locator('.panel').boundingBox())?.x).toBe(20);
  });
});
