import { describe, expect, it } from 'vitest';
import { createMemoryRateLimiter } from '../../../core/adapters/limits/index.ts';

describe('limits in memory', () => {
  it('never let more than the limit into any stretch of the window, wherever it begins', async () => {
    let time = 0;
    const limiter = createMemoryRateLimiter({ now: () => time });
    const taken: number[] = [];
    for (; time < 300_000; time += 1700) if (await limiter.take('a', 10, 60) === 0) taken.push(time);
    for (const from of taken) expect(taken.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(10);
    // And no less than the limit, where as many come.
    expect(taken.length).toBeGreaterThanOrEqual(49);
  });

  it('say after how many seconds another is let in, and keep that', async () => {
    let time = 0;
    const limiter = createMemoryRateLimiter({ now: () => time });
    await limiter.take('a', 2, 60);
    time = 20_000;
    await limiter.take('a', 2, 60);
    time = 30_500;
    expect(await limiter.take('a', 2, 60)).toBe(30);
    time = 59_999;
    expect(await limiter.take('a', 2, 60)).toBe(1);
    time = 60_000;
    expect(await limiter.take('a', 2, 60)).toBe(0);
    expect(await limiter.take('a', 2, 60)).toBe(20);
  });

  it('count keys apart, exactly when hundreds come at once, and nothing at all with a limit of none', async () => {
    const limiter = createMemoryRateLimiter();
    const all = await Promise.all(Array.from({ length: 400 }, (_, at) => limiter.take(at % 2 ? 'a' : 'b', 50, 60)));
    expect(all.filter((wait) => wait === 0)).toHaveLength(100);
    expect(await limiter.take('c', 0, 60)).toBeGreaterThan(0);
  });

  it('hold thousands of limits a minute and forget nothing that still counts', async () => {
    let time = 0;
    const limiter = createMemoryRateLimiter({ now: () => time });
    let taken = 0;
    for (; time < 180_000; time += 5) if (await limiter.take('a', 1000, 60) === 0) taken += 1;
    expect(taken).toBe(3000);
  });

  it('fill no memory with addresses', async () => {
    const limiter = createMemoryRateLimiter();
    await limiter.take('first', 1, 60);
    for (let at = 0; at < 60_000; at += 1) await limiter.take(`k${at}`, 1, 60);
    // The longest unused was forgotten, the last was not.
    expect([await limiter.take('first', 1, 60), await limiter.take('k59999', 1, 60)].map((wait) => wait > 0)).toEqual([false, true]);
  });
});
