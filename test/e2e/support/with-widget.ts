import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { buildWidgetIfChanged } from '../../../scripts/build-widget.mjs';
import { openBrowser } from './open-sprout.ts';
import { WidgetHost } from './widget-host.ts';
import { noChromium } from './with-sprout.ts';

/** One widget host and one browser for a test file; the host is as new for each test, contexts end with it. */
export function withWidget(): { host: () => WidgetHost; newContext: (options?: BrowserContextOptions) => Promise<BrowserContext>; newPage: (options?: BrowserContextOptions) => Promise<Page> } {
  let browser: Browser | undefined;
  let opened: WidgetHost | undefined;
  beforeAll(async () => {
    if (noChromium) return;
    await buildWidgetIfChanged();
    browser = await openBrowser();
    opened = await new WidgetHost().open();
  });
  beforeEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
    opened?.reset();
  });
  afterAll(async () => {
    await browser?.close();
    await opened?.close();
  });
  const host = (): WidgetHost => {
    if (!opened) throw new Error('no widget host');
    return opened;
  };
  const newContext = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    if (!browser) throw new Error('no browser');
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Shanghai', viewport: { width: 1100, height: 800 }, ...options });
    context.setDefaultTimeout(15_000);
    return context;
  };
  return { host, newContext, newPage: async (options) => (await newContext(options)).newPage() };
}

export async function openChat(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await openBubble(page);
}

export async function openBubble(page: Page): Promise<void> {
  await page.locator('.bubble').click();
  await page.locator('.composer textarea').waitFor();
}

/** Asks and waits until that question is settled, one way or another. @returns what is shown for it. */
export async function askWidget(page: Page, question: string): Promise<string> {
  const at = await page.locator('.exchange').count();
  await page.locator('.composer textarea').fill(question);
  await page.keyboard.press('Enter');
  const theirs = page.locator('.exchange').nth(at).locator('.theirs');
  await theirs.locator('.text').waitFor();
  await page.locator('.composer .up, .composer .send').last().waitFor();
  return await theirs.innerText();
}

export async function leaveMessage(page: Page, contact: string, message?: string): Promise<void> {
  await page.locator('#contact').fill(contact);
  if (message !== undefined) await page.locator('#message').fill(message);
  await page.locator('#consent').check();
  await page.locator('[role=form] .strong').click();
  await page.locator('.thanks').waitFor();
}
