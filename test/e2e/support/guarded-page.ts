import type { Page } from 'playwright-core';

/** Plants `canary()`, which payloads try to run, and notes every request beyond the addresses that are `known`. To be called before the page goes anywhere. */
export async function guard(page: Page, known: () => readonly string[], foreign: string[]): Promise<Page> {
  page.on('request', (request) => { if (!known().some((address) => request.url().startsWith(address)) && !/^(data|blob):/.test(request.url())) foreign.push(request.url()); });
  await page.addInitScript(() => { Object.assign(window, { canaries: 0, canary: () => { (window as unknown as { canaries: number }).canaries += 1; } }); });
  return page;
}

/** How often a payload has run. */
export const canariesOf = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as { canaries: number }).canaries);
