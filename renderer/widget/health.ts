/** What is known of the gateway: pure, so that a clock in a test decides. */
export interface Health {
  readonly state: 'unknown' | 'up' | 'down';
  readonly failures: number;
  /** Milliseconds since 1970 before which it is not asked by itself again. */
  readonly retryAt: number;
}

const longestWait = 60_000;
export const unknownHealth: Health = { state: 'unknown', failures: 0, retryAt: 0 };
export const healthy: Health = { state: 'up', failures: 0, retryAt: 0 };

/** 1, 2, 4 … 60 seconds, each a quarter more or less: a laptop that wakes up is not met by all visitors at once. @param random 0 ≤ n < 1 */
export const afterFailure = ({ failures }: Health, now: number, random: number): Health => ({ state: 'down', failures: failures + 1, retryAt: now + Math.min(longestWait, 1000 * 2 ** Math.min(failures, 6)) * (0.75 + random / 2) });

/** It answers, but not this visitor now. @param seconds that it asked to wait; at most ten minutes are believed. */
export const afterRefusal = (now: number, seconds: number): Health => ({ state: 'down', failures: 0, retryAt: now + 1000 * Math.min(600, seconds) });
