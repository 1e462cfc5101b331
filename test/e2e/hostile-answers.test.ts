import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAnsweringProxy, type AnsweringProxy } from './support/answering-proxy.ts';
import { canariesOf, guard } from './support/guarded-page.ts';
import { frames, payloads } from './support/hostile-payloads.ts';
import { noChromium, withSprout } from './support/with-sprout.ts';

/** How an answer is cut where it streams: characters a piece. */
const splits = [1, 3, 17, 400];

describe.skipIf(noChromium)('models that attack', () => {
  const { sprout, newPage } = withSprout();
  const foreign: string[] = [];
  let proxy: AnsweringProxy;
  beforeAll(async () => {
    if (noChromium) return;
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    proxy = await startAnsweringProxy(sprout().address);
  });
  afterAll(async () => { await proxy?.close(); });

  const guarded = async (): Promise<Page> => guard(await newPage(), () => [proxy.address], foreign);
  async function harmless(page: Page): Promise<void> {
    expect(await canariesOf(page)).toBe(0);
    const made = page.locator('article, main, .drawer').locator('iframe, object, embed, video, audio, base, math, img[src*="evil"], form[action], script, style, [href^="javascript"], [style*="evil"], [onerror], [onload], [onfocus], [ping]');
    expect(await made.count(), 'elements that came from a model').toBe(0);
    expect(foreign, 'requests caused by showing an answer').toEqual([]);
  }
  async function hear(page: Page, text: string, split: number): Promise<void> {
    proxy.says = text.match(new RegExp(`[\\s\\S]{1,${split}}`, 'g')) ?? [];
    const before = await page.locator('article').count();
    await page.fill('#question', 'What is said?');
    await page.press('#question', 'Enter');
    await page.locator('article').nth(before).locator('.tools').waitFor({ timeout: 60_000 });
  }

  it(`run nothing and call nobody: ${payloads.length * frames.length} payloads as they stream in large pieces, some of them character by character, and read back`, async () => {
    const page = await guarded();
    await page.goto(`${proxy.address}#/ask`);
    await page.locator('#question').waitFor();
    // All of them in big pieces, some of them character by character: half-written tags are tried too.
    for (const [at, split] of splits.entries()) {
      const said = payloads.flatMap((payload, index) => (split >= 17 || index % 10 === at ? frames.map((frame) => frame(payload)) : [])).join('\n\n');
      await hear(page, split >= 17 ? said : said.slice(0, 1500), split);
      await harmless(page);
    }
    // An answer that imitates our own marks makes no button that opens a source.
    await hear(page, 'Trust me \ue0001\ue001 <button class="citation" data-n="1">1</button>', 400);
    expect(await page.locator('article').last().locator('.citation').count()).toBe(0);
    await page.locator('article').last().locator('a[href*="receipt"]').click();
    await page.locator('.markdown').first().waitFor();
    await harmless(page);
    await page.goto(`${proxy.address}#/ask/hostile`);
    await page.locator('article').nth(splits.length).locator('.tools').waitFor();
    for (const thoughts of await page.locator('.thoughts summary').all()) await thoughts.click();
    await harmless(page);
    await page.close();
  });

  it('link only to https and mail, in a window of its own', async () => {
    const page = await guarded();
    await page.goto(`${proxy.address}#/ask`);
    await hear(page, '[a](https://example.org/x) [b](mailto:a@example.org) [c](http://example.org) [d](file:///etc/passwd) [e](JaVaScRiPt:canary()) [f](vbscript:x) [g](data:text/html,x) [h](//example.org) [i](ms-settings:x)', 400);
    const links = await page.locator('article .answer > .markdown a').evaluateAll((found) => found.map((link) => [link.getAttribute('href'), link.getAttribute('target'), link.getAttribute('rel')]));
    expect(links).toEqual([['https://example.org/x', '_blank', 'noopener noreferrer'], ['mailto:a@example.org', '_blank', 'noopener noreferrer']]);
    await page.close();
  });
});
