import type { RateLimiter } from '../../ports/rate-limiter.ts';

interface Counted { /** Milliseconds, the oldest first. */ readonly times: number[]; /** Times before it are over. */ first: number }

/** Keys that are remembered: the longest unused are forgotten first, so that many addresses fill no memory. */
const mostKeys = 50_000;
const second = 1000;

/**
 * Counts exactly, in a window that slides: not twice the limit around the full minute, as counters that are set back have it.
 * rate-limiter-flexible sets back, and keeps a timer for each key.
 */
export function createMemoryRateLimiter({ now = () => performance.now() }: { now?: () => number } = {}): RateLimiter {
  const counted = new Map<string, Counted>();
  return {
    take(key, limit, seconds) {
      const time = now();
      const known = counted.get(key) ?? { times: [], first: 0 };
      while (known.first < known.times.length && (known.times[known.first] ?? 0) <= time - seconds * second) known.first += 1;
      // Cut rarely: each cut moves the rest.
      if (known.first > 32 && known.first * 2 > known.times.length) {
        known.times.splice(0, known.first);
        known.first = 0;
      }
      // The last to be used is the last to be forgotten.
      counted.delete(key);
      counted.set(key, known);
      if (counted.size > mostKeys) counted.delete(counted.keys().next().value ?? '');
      if (known.times.length - known.first >= limit) {
        const freeAt = (known.times[known.times.length - limit] ?? time) + seconds * second;
        return Promise.resolve(Math.max(1, Math.ceil((freeAt - time) / second)));
      }
      known.times.push(time);
      return Promise.resolve(0);
    },
  };
}
