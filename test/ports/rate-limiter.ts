import { describe, expect, it } from 'vitest';
import type { RateLimiter } from '../../core/ports/rate-limiter.ts';

/** What every RateLimiter does. `open` gives one that has counted nothing. */
export function rateLimiterSuite(name: string, open: () => RateLimiter | Promise<RateLimiter>): void {
  describe(`${name} as a RateLimiter`, () => {
    it('counts exactly when hundreds come at once, and each key apart', async () => {
      const limiter = await open();
      const all = await Promise.all(Array.from({ length: 400 }, (_, at) => limiter.take(at % 2 ? 'a' : 'b', 50, 60)));
      expect(all.filter((wait) => wait === 0)).toHaveLength(100);
    });

    it('says after how many seconds another would be counted', async () => {
      const limiter = await open();
      expect([await limiter.take('a', 2, 60), await limiter.take('a', 2, 60)]).toEqual([0, 0]);
      const wait = await limiter.take('a', 2, 60);
      expect(Number.isInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThan(50);
      expect(wait).toBeLessThanOrEqual(60);
    });

    it('lets another in when the first is over, and what was refused has not counted', async () => {
      const limiter = await open();
      expect(await limiter.take('a', 1, 0.2)).toBe(0);
      let refused = 0;
      // It is asked until it lets in: were refusals counted, it never would.
      while (await limiter.take('a', 1, 0.2) > 0) refused += 1;
      expect(refused).toBeGreaterThan(0);
    });

    it('lets nothing in with a limit of none, and follows a limit that changes', async () => {
      const limiter = await open();
      expect(await limiter.take('none', 0, 60)).toBeGreaterThan(0);
      for (let at = 0; at < 3; at += 1) expect(await limiter.take('a', 3, 60)).toBe(0);
      expect(await limiter.take('a', 2, 60)).toBeGreaterThan(0);
      expect(await limiter.take('a', 4, 60)).toBe(0);
      expect(await limiter.take('a', 4, 60)).toBeGreaterThan(0);
    });

    it('takes names of any form for keys', async () => {
      const limiter = await open();
      const keys = ["ask o'brien 2001:db8::/64", 'ask 商店 1.2.3.4', 'x'.repeat(3000), ''];
      for (const key of keys) expect(await limiter.take(key, 1, 60)).toBe(0);
      for (const key of keys) expect(await limiter.take(key, 1, 60)).toBeGreaterThan(0);
    });
  });
}
