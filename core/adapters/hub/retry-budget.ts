import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressFailure } from './failures.ts';

export interface RetryBudgetOptions { readonly retries: number; readonly backoffMs: number; readonly longestWaitMs: number; readonly refillBytes: number; readonly signal: AbortSignal }

/** How much failing one address is forgiven. */
export interface RetryBudget {
  /** Waits before the next try. @throws the failure itself when the budget is used up or the server asks for too long a pause; AbortError. */
  spend(failure: AddressFailure): Promise<void>;
  /** Bytes arrived: each `refillBytes` give one try back, so that a line which breaks every minute still gets there. */
  earn(bytes: number): void;
}

export function createRetryBudget(options: RetryBudgetOptions): RetryBudget {
  let left = options.retries;
  let inRow = 0;
  let earned = 0;
  return {
    async spend(failure) {
      if (left <= 0 || failure.retryAfterMs > options.longestWaitMs) throw failure;
      left -= 1;
      const backoff = Math.min(options.longestWaitMs, options.backoffMs * 2 ** inRow) * (0.75 + Math.random() / 2);
      inRow += 1;
      await sleep(Math.max(backoff, failure.retryAfterMs), undefined, { signal: options.signal });
    },
    earn(bytes) {
      earned += bytes;
      if (earned < options.refillBytes) return;
      earned = 0;
      inRow = 0;
      left = Math.min(options.retries, left + 1);
    },
  };
}
