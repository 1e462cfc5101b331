import { describe, expect, it } from 'vitest';
import { canariesOf, guard } from './support/guarded-page.ts';
import { frames, payloads } from './support/hostile-payloads.ts';
import { answer } from './support/widget-host.ts';
import { noChromium } from './support/with-sprout.ts';
import { askWidget, openChat, withWidget } from './support/with-widget.ts';

const all = payloads.flatMap((payload) => frames.map((frame) => frame(payload)));
const pieces = (text: string, size: number): string[] => text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];

describe.skipIf(noChromium)('answers that attack a visitor', () => {
  const { host, newPage } = withWidget();

  it(`run nothing and call nobody: ${all.length} payloads in every piece of the contract, streamed in pieces, shown again on the next page`, async () => {
    const foreign: string[] = [];
    const page = await guard(await newPage(), () => [host().page, host().files, host().gateway], foreign);
    const harmless = async (): Promise<void> => {
      expect(await canariesOf(page)).toBe(0);
      expect(foreign).toEqual([]);
      const inside = await page.locator('sprout-chat').evaluate((chat) => [...chat.shadowRoot?.querySelectorAll('*') ?? []].filter((node) => !['section', 'div', 'header', 'span', 'button', 'svg', 'path', 'textarea', 'p', 'i', 'a', 'ul', 'li', 'details', 'summary', 'blockquote', 'sup'].includes(node.localName) || node.getAttributeNames().some((name) => /^on|^src|^ping|^form|^style$/.test(name) && name !== 'style')).map((node) => node.outerHTML));
      expect(inside).toEqual([]);
    };
    host().site.theme = { ...host().site.theme, title: { en: all[1] ?? '' }, greeting: { en: all.slice(0, 20).join(' ').slice(0, 500) }, starterQuestions: { en: all.slice(20, 26) } };
    await openChat(page, host().add('attack'));
    await harmless();
    // Every payload as a whole in an answer with all of its parts; some character by character.
    for (const [at, size] of [400, 17, 3, 1].entries()) {
      const some = at === 0 ? all : all.filter((_, index) => index % 10 === at).slice(0, size === 1 ? 12 : 30);
      const text = some.join('\n');
      host().script.push([...pieces(text, size), { end: answer(text, { sentences: some.map((said, n) => ({ text: said, citations: [n % 2 + 1] })), citations: [{ n: 1, name: all[3] ?? '', page: 1, quote: all.slice(0, 30).join('\n') }, { n: 2, name: all[47] ?? '' }], understoodAs: all[5] ?? '' }) }]);
      await askWidget(page, all[at * 7] ?? '');
      await page.locator('.exchange').nth(at).locator('.tools').waitFor();
      await page.locator('summary').last().click();
      await harmless();
    }
    // The whole text is there, as text.
    expect(await page.locator('.exchange').first().locator('.theirs > .text').evaluate((node) => { for (const mark of node.querySelectorAll('sup')) mark.remove(); return node.textContent; })).toBe(all.join('\n'));
    await page.reload();
    await page.locator('.exchange').nth(3).waitFor();
    await harmless();
  });

  it('link only to https and mail, showing where they lead, in a window of its own', async () => {
    const page = await newPage();
    await openChat(page, host().add('links'));
    const text = 'See https://example.org/x, (https://example.org/y) 或https://example.org/中文。 mailto:a@example.org http://example.org javascript:canary() JaVaScRiPt:canary() data:text/html,x file:///etc/passwd //example.org ms-settings:x https:evil https://';
    host().script.push([{ end: answer(text, { citations: [] }) }]);
    await askWidget(page, 'Links?');
    expect(await page.locator('.theirs a').evaluateAll((found) => found.map((link) => [link.textContent, link.getAttribute('target'), link.getAttribute('rel')]))).toEqual(['https://example.org/x', 'https://example.org/y', 'https://example.org/中文', 'mailto:a@example.org'].map((shown) => [shown, '_blank', 'noopener noreferrer']));
    expect(await page.locator('.exchange .text').innerText()).toBe(text);
  });
});
