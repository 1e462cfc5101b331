import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VisitItem } from '../../core/contract/index.ts';
import { canariesOf, guard } from './support/guarded-page.ts';
import { frames, payloads } from './support/hostile-payloads.ts';
import { openForVisitors } from './support/visit-site.ts';
import { noChromium, withSprout } from './support/with-sprout.ts';

const all = payloads.flatMap((payload) => frames.map((frame) => frame(payload)));
const at = '2026-01-01T00:00:00.000Z';

describe.skipIf(noChromium)('visitors that attack the owner', () => {
  const { sprout, newPage } = withSprout();
  const foreign: string[] = [];

  beforeAll(async () => {
    if (noChromium) return;
    await sprout().api('/api/settings', { locale: 'en', firstRunDone: true }, 'PATCH');
    await sprout().api('/api/sites/default', { documents: [] }, 'PATCH');
    await sprout().api('/api/sites/default/approved', { question: 'Open?', answer: 'Yes.' });
    const visitor = await openForVisitors(sprout());
    let time = Date.parse(at);
    const exchange = (question: string, answer: string, answered: boolean): VisitItem & { type: 'exchange' } => ({ type: 'exchange', id: randomUUID(), at: new Date(time += 20).toISOString(), conversation: randomUUID(), question, answer, answered });
    await (await visitor()).deliver(all.map((payload, index) => exchange(payload, all[(index + 7) % all.length] ?? '', false)));
    const disliked = all.slice(0, 60).map((payload, index) => exchange(payload, all.slice(index * 5, index * 5 + 5).join('\n\n'), true));
    await (await visitor()).deliver([...disliked, ...disliked.map(({ id }): VisitItem => ({ type: 'rating', id: randomUUID(), at, exchange: id, rating: 'down' }))]);
    // An hour takes twenty messages of one address.
    await (await visitor()).deliver(Array.from({ length: 20 }, (_, index): VisitItem => ({
      type: 'message', id: randomUUID(), at, conversation: null, consent: true, locale: 'en', name: (all[index * 15] ?? '').slice(0, 100), contact: (all[index * 15 + 1] ?? '').slice(0, 200), question: all.slice(index * 15, index * 15 + 15).join('\n\n'), consentText: (all[index * 15 + 2] ?? '').slice(0, 500),
    })));
  });

  const guarded = async (): Promise<Page> => guard(await newPage(), () => [sprout().address], foreign);
  async function harmless(page: Page): Promise<void> {
    expect(await canariesOf(page)).toBe(0);
    const made = page.locator('main').locator('iframe, object, embed, video, audio, base, math, img, form[action], script, style, [href^="javascript"], [style*="evil"], [onerror], [onload], [onfocus], [ping]');
    expect(await made.count(), 'elements that came from a visitor').toBe(0);
    expect(await page.locator('main a[href^="http"]').evaluateAll((links) => links.filter((link) => link.getAttribute('target') !== '_blank' || !link.getAttribute('rel')?.includes('noopener')).length)).toBe(0);
    expect(foreign, 'requests caused by reading the inbox').toEqual([]);
  }
  /** Shows everything that a view has. */
  async function showAll(page: Page, rows: string, count: number): Promise<void> {
    await page.locator(rows).first().waitFor();
    while (await page.getByRole('button', { name: 'Show more' }).count() > 0) {
      const before = await page.locator(rows).count();
      await page.getByRole('button', { name: 'Show more' }).click();
      await expect.poll(async () => await page.locator(rows).count() > before || await page.getByRole('button', { name: 'Show more' }).count() === 0).toBe(true);
    }
    expect(await page.locator(rows).count()).toBe(count);
  }

  it(`run nothing and call nobody: ${all.length} payloads as questions, answers, names, contacts and consents, in every view of the inbox`, async () => {
    const page = await guarded();
    const views: readonly (readonly [view: string, rows: string, count: number])[] = [['messages', 'article.lead', 20], ['missed', 'article', 300], ['disliked', 'article', 60], ['visits', 'details.card', 360]];
    for (const [view, rows, count] of views) {
      await page.goto(`${sprout().address}#/website/default/inbox?view=${view}`);
      await showAll(page, rows, count);
      await page.evaluate(() => { for (const one of document.querySelectorAll('details')) one.open = true; });
      await harmless(page);
    }
    // A question that is put right before it becomes an answer, and what becomes of it.
    await page.goto(`${sprout().address}#/website/default/inbox?view=missed`);
    await page.getByRole('button', { name: 'Answer', exact: true }).first().click();
    await page.getByLabel('Your answer').fill('<img src=x onerror=canary()>');
    await page.getByRole('button', { name: 'Approve answer' }).click();
    await page.getByText('Saved:').waitFor();
    await harmless(page);
    await page.goto(`${sprout().address}#/website/default?step=answers`);
    await page.getByText('<img src=x onerror=canary()>').first().waitFor();
    expect(await canariesOf(page)).toBe(0);
    await page.close();
  });

  it('link to one address of a mailbox, or to nothing', async () => {
    const page = await guarded();
    await page.goto(`${sprout().address}#/website/default/inbox?view=messages`);
    await page.locator('article.lead').first().waitFor();
    expect(await page.locator('.contact a').count()).toBe(0);
    await page.close();
  });
});
