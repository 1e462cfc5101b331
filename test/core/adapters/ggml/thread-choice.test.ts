import { expect, it } from 'vitest';
import { ThreadChoice } from '../../../../core/adapters/ggml/thread-choice.ts';

/** Passes with each number of threads on a machine that does `rate(threads)` of work a second. */
function passes(choice: ThreadChoice, count: number, rate: (threads: number) => number): Map<number, number> {
  const seen = new Map<number, number>();
  for (let at = 0; at < count; at += 1) {
    const { threads } = choice;
    seen.set(threads, (seen.get(threads) ?? 0) + 1);
    choice.measured(1, 1 / rate(threads));
  }
  return seen;
}

it('computes with all threads on a machine that is free', () => {
  expect(passes(new ThreadChoice(8), 200, (threads) => threads).get(8)).toBeGreaterThan(170);
});

it('keeps to one where more are slower, and tries them ever more seldom', () => {
  expect(passes(new ThreadChoice(4), 400, (threads) => 1 / threads ** 3).get(1)).toBeGreaterThan(380);
});

it('follows a machine that becomes busy, and one that becomes free', () => {
  const choice = new ThreadChoice(2);
  passes(choice, 50, (threads) => threads);
  expect(choice.threads).toBe(2);
  passes(choice, 300, (threads) => 1 / threads);
  expect(passes(choice, 20, (threads) => 1 / threads).get(1)).toBeGreaterThan(17);
  expect(passes(choice, 600, (threads) => threads).get(2)).toBeGreaterThan(300);
});

it('has no choice with one thread', () => {
  expect([...passes(new ThreadChoice(1), 50, () => 1).keys()]).toEqual([1]);
});
