import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openLaptop } from '../e2e/support/laptop.ts';
import { openBrowser } from '../e2e/support/open-sprout.ts';
import { noChromium } from '../e2e/support/with-sprout.ts';
import { leaveMessage, openChat } from '../e2e/support/with-widget.ts';

/** With the real Sprout in a process of its own. Full: five minutes. */
const rounds = process.env['SPROUT_FAULTS'] === 'full' ? 100 : 6;
const faults = ['killed', 'asleep', 'offline', 'killed while asleep', 'killed'] as const;
/** Numbers that look random and are the same each time: steps of the golden ratio. */
const spread = (round: number, most: number): number => Math.floor((round * 0.618034 % 1) * most);

it.skipIf(noChromium)(`${rounds} rounds of the real laptop killed, asleep, offline and back while a visitor writes: no error is seen, no message is lost or doubled, each question is kept once`, { timeout: 60_000 + rounds * 15_000 }, async () => {
  const browser = await openBrowser();
  const laptop = await openLaptop(browser, { 'Warranty.md': '# Warranty\n\nThe warranty on kettles is two years.\n\nReturns are free within 14 days.\n' });
  try {
    const context = await browser.newContext({ locale: 'en-GB' });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.clock.install();
    await openChat(page, laptop.page);
    const until = async (done: () => Promise<boolean>, what: string): Promise<void> => {
      for (let step = 0; step < 900; step += 1) {
        if (await done()) return;
        await page.clock.fastForward(200);
      }
      throw new Error(`${what}: ${await page.locator('.root').innerText()}`);
    };
    const waiting = (from: Page): Promise<number> => from.evaluate(() => { window.dispatchEvent(new Event('online')); return Object.keys(localStorage).filter((key) => key.includes('/out:')).length; });
    const left: string[] = [];
    const asked: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const fault = faults[round % faults.length];
      const at = await page.locator('.exchange').count();
      const question = `How long is the warranty on kettles? (${round})`;
      await page.locator('.composer textarea').fill(question);
      asked.push(question);
      // Before the question, with it, or shortly after: it lands at another point of the answer each time.
      const strike = async (): Promise<void> => {
        if (fault === 'killed') await laptop.kill();
        else if (fault === 'offline') await context.setOffline(true);
        else laptop.sprout().fallAsleep();
      };
      const early = round % 3 === 0;
      if (early) await strike();
      await page.keyboard.press('Enter');
      if (!early) {
        await new Promise((done) => { setTimeout(done, spread(round, 40)); });
        await strike();
      }
      const theirs = page.locator('.exchange').nth(at).locator('.theirs');
      await until(async () => await page.locator('.composer .send').count() > 0 && await theirs.locator('.text').count() > 0, `round ${round} (${fault}) is settled`);
      // Only who is offline before the engine was ever loaded is asked for a message.
      expect(await theirs.innerText(), `round ${round} (${fault})`).toMatch(fault === 'offline' ? /two years|Leave a message/ : /two years/);
      if (round % 2 === 0) {
        await page.locator('.foot button').click();
        await leaveMessage(page, `visitor-${round}@example.org`, `Message ${round}`);
        left.push(`visitor-${round}@example.org`);
        await page.keyboard.press('Escape');
      }
      expect(await page.locator('.root').innerText()).not.toMatch(/error|failed|undefined|null|NaN|exception/i);
      if (fault === 'killed while asleep') await laptop.kill();
      else if (fault === 'asleep') laptop.sprout().wakeUp();
      if (fault === 'killed' || fault === 'killed while asleep') await laptop.start();
      await context.setOffline(false);
      if (round % 4 === 3) { await page.reload(); await page.locator('.composer').waitFor(); }
    }
    await until(async () => await waiting(page) === 0, 'everything is delivered');
    // What is in SQLite, as the owner's inbox reads it.
    expect((await laptop.leads()).map(({ contact }) => contact).sort()).toEqual([...left].sort());
    const kept = (await laptop.conversations()).flatMap(({ exchanges }) => exchanges).map(({ question }) => question);
    expect(kept.sort()).toEqual([...asked].sort());
    expect(errors).toEqual([]);
  } finally {
    await laptop.close();
    await browser.close();
  }
});
