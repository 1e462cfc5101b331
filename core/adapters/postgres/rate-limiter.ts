import { createHash } from 'node:crypto';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import type { Database } from './database.ts';
import * as sql from './sql/limits.ts';

/** Milliseconds between the rounds that forget what is over. */
const forgetEvery = 60_000;

/**
 * Exact windows that slide, shared by all gateways of a database: one statement, so that the key's row is locked while it is counted, by the
 * database's own clock. Keys name addresses and visitors: kept as hashes, and no longer than they count.
 */
export function createRateLimiter({ query }: Database, onBug: (error: unknown) => void): RateLimiter & { close(): void } {
  const timer = setInterval(() => { query(sql.forget).catch(onBug); }, forgetEvery);
  timer.unref();
  return {
    close() { clearInterval(timer); },
    async take(key, limit, seconds) {
      const hash = createHash('sha256').update(key).digest();
      const { rows: [row] } = await query(sql.take, hash, limit, seconds);
      const wait = Number(row?.['wait']);
      return wait <= 0 ? 0 : Math.max(1, Math.ceil(wait));
    },
  };
}
