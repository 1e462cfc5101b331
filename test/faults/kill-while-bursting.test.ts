import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import { costOf, promptTokensAtMost } from '../../core/features/burst/budget/cost.ts';
import { newFolder } from '../support/new-folder.ts';
import { openRealGate, paidRemote } from '../support/open-gate.ts';
import { startCountingEndpoint, type Counted } from './support/counting-endpoint.ts';

const calls = env['SPROUT_FAULTS'] === 'full' ? 10_000 : 700;
const kills = env['SPROUT_FAULTS'] === 'full' ? 25 : 3;
const atOnce = 200;

it(`never spends over its cap by more than one reservation in ${calls} calls, ${atOnce} at once, killed ${kills} times, with refusals, retries, broken answers and counts that are missing; and counts what the service counts`, { timeout: 60_000 + calls * 60 }, async () => {
  const endpoint = await startCountingEndpoint();
  onTestFinished(() => endpoint.close());
  const folder = await newFolder();
  const { price } = paidRemote('');
  const costs = (count: Counted): number => costOf(price, count, { currency: 'CNY', rates: {} }) ?? 0;
  // Three fifths of what all of it would cost: the cap is met on the way.
  const cap = Math.round(calls * costs({ promptTokens: 130, completionTokens: 7 }) * 0.6);

  const start = (atOnceNow: number): ReturnType<typeof spawn> => spawn(execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'support/burst-loop.ts'), folder, endpoint.address, String(calls), String(atOnceNow), String(cap)], { stdio: 'inherit' });
  for (let round = 0; endpoint.requests() < calls && round <= kills; round += 1) {
    const killed = round < kills;
    const child = start(atOnce);
    const exited = once(child, 'exit');
    // The kill lands at another number of requests in each round.
    const until = endpoint.requests() + Math.ceil(calls / (kills + 2) * (0.5 + (round * 0.618034) % 1));
    endpoint.onRequest = () => { if (killed && endpoint.requests() >= until) child.kill('SIGKILL'); };
    await exited;
  }
  endpoint.onRequest = () => undefined;
  // What is left of the cap, one by one: with many at once the last of it is set aside and given back.
  expect(await once(start(1), 'exit')).toEqual([0, null]);

  const real = openRealGate(folder, { budget: { total: { day: null, month: cap } } });
  onTestFinished(() => { real.close(); });
  const entries = await real.store.ledger.entries('');
  const [spent, billed] = [entries.reduce((sum, { amount }) => sum + amount, 0), [...endpoint.billed.values()].reduce((sum, count) => sum + costs(count), 0)];
  const reservation = costs({ promptTokens: promptTokensAtMost(['x'.repeat(460)]), completionTokens: 60 });
  expect(billed).toBeLessThanOrEqual(cap + reservation);
  expect(spent).toBeLessThanOrEqual(cap);
  // Not a body came there that nobody set money aside for, and none cost more than stands in the ledger.
  expect(billed).toBeLessThanOrEqual(spent);
  // It was met: else nothing is shown.
  expect(spent).toBeGreaterThan(cap - 2 * reservation);

  const bodies = new Map(entries.map((entry) => [real.crossings.read(entry.id).sent, entry]));
  expect([...endpoint.billed.keys()].filter((body) => !bodies.has(body))).toEqual([]);
  let reported = 0;
  for (const [body, entry] of bodies) {
    const count = endpoint.billed.get(body ?? '');
    if (entry.state === 'settled' && entry.counted === 'reported') {
      reported += 1;
      expect({ promptTokens: entry.promptTokens, completionTokens: entry.completionTokens, amount: entry.amount }).toEqual({ ...count, amount: costs(count ?? { promptTokens: 0, completionTokens: 0 }) });
    } else if (count) expect(entry.amount).toBeGreaterThanOrEqual(costs(count));
  }
  expect(reported).toBeGreaterThan(calls / 20);
  expect((await real.crossings.check()).brokenAt).toBeNull();
  const total = (await real.budget.state()).caps.find(({ scope, period }) => scope === 'total' && period === 'month');
  expect((total?.spent ?? 0) + (total?.reserved ?? 0)).toBe(spent);
});
