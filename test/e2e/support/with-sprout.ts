import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { chromiumPath } from '../../../scripts/chromium.mjs';
import { openBrowser, openSprout, type OpenSprout } from './open-sprout.ts';

/** `scripts/test.mjs` installs Chromium where it may, and says so where it may not. */
export const noChromium = chromiumPath() === undefined;

/** One Sprout and one browser for a test file. `sprout()` and `page()` may be called inside tests only. */
export function withSprout(options: BrowserContextOptions = {}, environment: () => Promise<Record<string, string>> | Record<string, string> = () => ({})): { sprout: () => OpenSprout; newPage: () => Promise<Page> } {
  let browser: Browser | undefined;
  let opened: OpenSprout | undefined;
  beforeAll(async () => {
    if (noChromium) return;
    browser = await openBrowser();
    opened = await openSprout(browser, { locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options }, await environment());
  });
  afterAll(async () => {
    await opened?.close();
    await browser?.close();
  });
  const sprout = (): OpenSprout => {
    if (!opened) throw new Error('Sprout is not open');
    return opened;
  };
  return { sprout, newPage: () => sprout().context.newPage() };
}

/** Asks in the open Ask page and waits for the answer. */
export async function ask(page: Page, question: string): Promise<void> {
  const before = await page.locator('article').count();
  await page.fill('#question', question);
  await page.press('#question', 'Enter');
  await page.locator('article').nth(before).locator('.citation, .not-found').first().waitFor();
}
