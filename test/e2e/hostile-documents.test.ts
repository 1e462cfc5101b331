import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { canariesOf, guard } from './support/guarded-page.ts';
import { frames, payloads } from './support/hostile-payloads.ts';
import { ask, noChromium, withSprout } from './support/with-sprout.ts';

const places = Array.from({ length: payloads.length }, (_, index) => `Warehouse${String.fromCharCode(65 + (index % 26))}${Math.floor(index / 26)}`);

describe.skipIf(noChromium)('documents that attack', () => {
  const { sprout, newPage } = withSprout();
  const foreign: string[] = [];

  const guarded = async (): Promise<Page> => guard(await newPage(), () => [sprout().address], foreign);
  /** Nothing ran, and no document made an element of its own. */
  async function harmless(page: Page): Promise<void> {
    expect(await canariesOf(page)).toBe(0);
    const made = await page.locator('iframe, object, embed, video, audio, base, math, meta[http-equiv=refresh], [src*="evil"], [href*="evil"], [href^="javascript"], [style*="evil"], [onerror], [onload], [onfocus]').count();
    expect(made, 'elements that came from a document').toBe(0);
  }
  /** A PDF whose text is the payloads, with a link and a script of its own that a viewer might run. */
  async function hostilePdf(): Promise<Buffer> {
    const page = await newPage();
    await page.setContent(`<title>x</title>${payloads.map((payload) => `<p>${payload.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`).join('')}<a href="https://evil.example/link">link</a>`);
    const pdf = await page.pdf({ format: 'A4' });
    await page.close();
    return Buffer.from(pdf.toString('latin1').replace(/\/Type \/Catalog/, '/Type /Catalog /OpenAction << /S /JavaScript /JS (app.launchURL\\("https://evil.example/js"\\)) >>'), 'latin1');
  }
  const upload = (name: string, text: string | Buffer) => sprout().context.request.post(`${sprout().address}api/documents`, { headers: { origin: sprout().address.slice(0, -1) }, multipart: { file: { name, mimeType: 'text/plain', buffer: Buffer.from(text as string) } } });

  it('would be noticed: the same payloads as HTML run and call out', async () => {
    const page = await guarded();
    await page.goto('about:blank');
    await page.setContent(payloads.filter((payload) => !/refresh|<base/.test(payload)).join(''));
    await expect.poll(() => canariesOf(page)).toBeGreaterThan(0);
    await expect(harmless(page)).rejects.toThrow();
    expect(foreign.some((url) => url.includes('evil.example'))).toBe(true);
    await page.close();
    foreign.length = 0;
  });

  it(`run nothing and call nobody: ${payloads.length * frames.length} payloads in every view`, async () => {
    const all = payloads.flatMap((payload, at) => frames.map((frame) => `The gate code of ${places[at]} is ${frame(payload)} today.`));
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true, businessName: '<img src=x onerror=canary()>' }, 'PATCH');
    await upload('<img src=x onerror=canary()>.txt', all.join('\n\n'));
    await upload('payloads.md', all.map((line) => `- ${line}`).join('\n'));
    await upload('payloads.html', `<!doctype html><title><img src=x onerror=canary()></title><body>${all.map((line) => `<p>${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`).join('')}${payloads.join('')}`);
    await upload('payloads.csv', `Place,Code\n${payloads.map((payload, at) => `${places[at]},"${payload.replaceAll('"', '""')}"`).join('\n')}`);
    await upload('payloads.eml', `From: "<img src=x onerror=canary()>" <evil@evil.example>\r\nTo: shop@example.org\r\nSubject: <svg onload=canary()>\r\nContent-Type: text/html\r\n\r\n<p>${payloads.join('</p><p>')}</p>`);
    await upload('payloads.pdf', await hostilePdf());
    await sprout().imported();
    const page = await guarded();
    await page.goto(`${sprout().address}#/ask`);
    for (const at of [0, 2, 3, 5, 9, 12, 21, 26]) {
      await ask(page, `What is the gate code of ${places[at]}?`);
      await harmless(page);
    }
    await ask(page, payloads[1] ?? '');
    expect(await page.locator('article').count()).toBe(9);
    await page.locator('.citation').first().click();
    await page.locator('aside .reading').waitFor();
    await harmless(page);
    await page.getByRole('button', { name: 'Conversations' }).click();
    await page.locator('.drawer li').first().waitFor();
    await harmless(page);
    await page.keyboard.press('Escape');
    await page.locator('article a[href*="receipt"]').first().click();
    await page.locator('.source').first().waitFor();
    await harmless(page);
    await page.goto(`${sprout().address}#/documents`);
    await page.locator('button.open').first().waitFor();
    const names = await page.locator('button.open').allInnerTexts();
    expect(names, 'every file was read, so every one is opened').toHaveLength(6);
    for (const name of names) {
      await page.getByRole('button', { name: `Open ${name}`, exact: true }).click();
      await page.locator('aside h2', { hasText: name }).waitFor();
      await page.locator('aside .reading > *, aside .sheet.drawn').first().waitFor();
      await harmless(page);
      await page.locator('aside header button').first().click();
    }
    for (const view of ['health', 'settings', 'welcome']) {
      await page.goto(`${sprout().address}#/${view}`);
      await page.locator('h1').waitFor();
      await harmless(page);
    }
    expect(foreign).toEqual([]);
    await page.close();
  });
});
