import type { VisitItem } from '../../contract/index.ts';
import type { InboxStore } from '../../ports/inbox-store.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import type { InboxNews } from './inbox-news.ts';

export interface DeliveryOptions {
  readonly site: string;
  readonly visitor: string;
  /** As limits count it. */
  readonly address: string;
  readonly time: Date;
  readonly inbox: InboxStore;
  readonly limiter: RateLimiter;
  readonly news: InboxNews;
}

const hour = 3600;
/** What one visitor, and for messages one address, may leave in an hour; beyond it stays with the visitor's browser, which tries again. */
const itemsPerHour = 300;
const messagesPerHour = 20;

/** Takes one thing into the inbox. @returns whether it is kept now, by this or an earlier delivery. */
export async function takeItem(item: VisitItem, { site, visitor, address, time, inbox, limiter, news }: DeliveryOptions): Promise<boolean> {
  if (await limiter.take(`items ${site} ${visitor}`, itemsPerHour, hour) > 0) return false;
  if (item.type === 'message' && await limiter.take(`messages ${site} ${address}`, messagesPerHour, hour) > 0) return false;
  const at = notAfter(item.at, time);
  const receivedAt = time.toISOString();
  if (item.type === 'rating') {
    await inbox.saveRating(site, { exchange: item.exchange, visitor, rating: item.rating, at });
    news.changed(site);
  } else if (item.type === 'exchange') {
    const { id, conversation, answered } = item;
    const exchange = { id, visitor, conversation, question: readable(item.question), answer: readable(item.answer), answered, mode: 'static', rating: null, askedAt: at, done: false } as const;
    if (await inbox.saveExchange(site, exchange)) news.exchange(site, exchange);
  } else {
    const { id, conversation, locale } = item;
    const lead = { id, visitor, conversation, name: readable(item.name), contact: readable(item.contact), question: readable(item.question), consentText: readable(item.consentText), sentAt: at, receivedAt, locale, done: false };
    if (await inbox.saveLead(site, lead)) news.lead(site, lead);
  }
  return true;
}

/** A visitor's clock may be wrong: what it dates into the future would outlive its time. */
function notAfter(at: string, time: Date): string {
  return new Date(Math.min(Date.parse(at), time.getTime())).toISOString();
}

/** Without control characters, which no keyboard types and which hide things in lists and exports. */
export function readable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => (character === '\n' || character === '\t' ? character : character === '\u2028' || character === '\u2029' ? '\n' : '')).toWellFormed();
}
