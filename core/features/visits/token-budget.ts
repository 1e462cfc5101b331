import type { InboxStore } from '../../ports/inbox-store.ts';
import { localDay } from '../../contract/local-day.ts';

/** Tokens that were set aside for an answer. */
export interface Reservation { /** Puts what it really cost in the place of what was set aside. */ settle(tokens: number): Promise<void> }

/**
 * Sets tokens of today aside before a model is asked. Whoever finds the cap reached gets none: since each adds first and looks at what was there
 * before, at most one answer goes beyond the cap, however many ask at once.
 * @returns undefined when today's are used up.
 */
export async function reserveTokens(inbox: Pick<InboxStore, 'addTokens'>, site: string, { tokens, cap, now = () => new Date() }: { tokens: number; cap: number; now?: () => Date }): Promise<Reservation | undefined> {
  const day = localDay(now());
  const total = await inbox.addTokens(site, day, tokens);
  if (total - tokens >= cap) {
    await inbox.addTokens(site, day, -tokens);
    return undefined;
  }
  return { settle: async (spent) => { await inbox.addTokens(site, day, spent - tokens); } };
}
