import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noChromium } from '../e2e/support/with-sprout.ts';
import { answer, type Step } from '../e2e/support/widget-host.ts';
import { leaveMessage, openChat, withWidget } from '../e2e/support/with-widget.ts';

/** All of them take a minute and a half. */
const rounds = process.env['SPROUT_FAULTS'] === 'full' ? 100 : 14;
/** Numbers that look random and are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}
const faults = ['none', 'refusing', 'asleep', 'limited', 'broken', 'offline', 'restarted', 'cut', 'hang'] as const;

describe.skipIf(noChromium)('a laptop that comes and goes', () => {
  const { host, newContext } = withWidget();

  it(`${rounds} rounds of killed, asleep, offline and back during a conversation, in two tabs: every question is settled, no visitor sees an error, no message is lost or doubled`, async () => {
    const context = await newContext();
    const random = seeded(5);
    const errors: string[] = [];
    const tabs: Page[] = [];
    const left: string[] = [];
    for (const name of ['a', 'b']) {
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(error.message));
      await page.clock.install();
      await openChat(page, host().add(`tab-${name}`));
      tabs.push(page);
    }
    /** Lets time pass in the page until it is as said. */
    const until = async (page: Page, done: () => Promise<boolean>, what: string): Promise<void> => {
      for (let step = 0; step < 900; step += 1) {
        if (await done()) return;
        await page.clock.fastForward(200);
      }
      throw new Error(`${what}: ${await page.locator('.root').innerText()}`);
    };
    let isOffline = false;
    const online = async (): Promise<void> => { isOffline = false; await context.setOffline(false); };
    const back = async (): Promise<void> => { host().state = 'up'; await online(); };

    for (let round = 0; round < rounds; round += 1) {
      const page = tabs[round % 2] as Page;
      const fault = faults[Math.floor(random() * faults.length)] ?? 'none';
      // Some conversations begin with the laptop away, in others it goes while it answers.
      const early = random() < 0.4;
      let go = (): void => undefined;
      const gate = new Promise<void>((resolve) => { go = resolve; });
      const strike = async (): Promise<void> => {
        if (fault === 'offline') { isOffline = true; await context.setOffline(true); }
        else if (fault === 'restarted') { host().forgetAnswers(); host().forgetTokens(); host().cut(); }
        else if (fault === 'cut') host().cut();
        else if (fault !== 'none' && fault !== 'hang') { host().state = fault; if (fault === 'refusing') host().cut(); }
      };
      const last: Step[] = fault === 'hang' ? [{ hang: true }, { end: answer('In the end.', { citations: [] }) }] : [{ end: answer(`Said in round ${round}.`, { citations: [] }) }];
      host().script.splice(0, Infinity, [{ queued: 2 }, 'Half ', { wait: gate }, ...last]);
      if (early) { await strike(); go(); }
      const at = await page.locator('.exchange').count();
      await page.locator('.composer textarea').fill(`Question ${round} about the warranty`);
      await page.keyboard.press('Enter');
      if (!early) {
        // Either the answer is under way, or the widget does not trust the laptop yet and answers itself.
        await until(page, async () => /Half|warranty on kettles|Live:|Leave a message/.test(await page.locator('.exchange').nth(at).locator('.theirs').innerText()), `round ${round} (${fault}) begins`);
        await strike();
        go();
      }
      const theirs = page.locator('.exchange').nth(at).locator('.theirs');
      await until(page, async () => await page.locator('.composer .send').count() > 0 && await theirs.locator('.text').count() > 0, `round ${round} (${fault}) is settled`);
      const shown = await theirs.innerText();
      // Only who is offline himself, and has nothing loaded yet, is asked for a message.
      expect(shown, `round ${round} (${fault})`).toMatch(isOffline ? /Said in round|Live: Question|In the end|warranty on kettles is two years|Leave a message/ : /Said in round|Live: Question|In the end|warranty on kettles is two years/);
      if (random() < 0.35) {
        await page.locator('.foot button').click();
        await leaveMessage(page, `visitor-${round}@example.org`, `Message ${round}`);
        expect(await page.locator('.thanks').innerText()).toMatch(/has reached us|waits here/);
        left.push(`visitor-${round}@example.org`);
        await page.keyboard.press('Escape');
      }
      expect(await page.locator('.root').innerText()).not.toMatch(/error|failed|undefined|null|NaN|exception/i);
      if (random() < 0.7) await back();
      // The visitor goes on to another page, now and then while the laptop is away.
      if (random() < 0.2) { await online(); await page.reload(); await page.locator('.composer').waitFor(); }
    }
    await back();
    for (const page of tabs) await until(page, async () => await page.evaluate(() => { window.dispatchEvent(new Event('online')); return Object.keys(localStorage).filter((key) => key.includes('/out:')).length; }) === 0, 'everything is delivered');

    const contacts = new Map(host().messages().map(({ id, contact }) => [id, contact]));
    expect([...contacts.values()].sort()).toEqual([...left].sort());
    expect(left.length).toBeGreaterThan(rounds / 5);
    // What the gateway answered is not brought again under another id.
    const exchanges = new Map(host().delivered.flatMap((item) => (item.type === 'exchange' ? [[item.id, item.question] as const] : [])));
    const questions = [...new Map([...exchanges, ...host().asked]).values()];
    expect(questions).toHaveLength(rounds);
    expect(new Set(questions).size).toBe(rounds);
    expect(errors).toEqual([]);
  }, 400_000);
});
