import { SproutError, type askLiveSchema, type GatewayState, type VisitAnswer, type VisitEvent, type VisitItem, type VisitUsage } from '../../contract/index.ts';
import type { z } from 'zod';
import type { InboxStore, StoredExchange } from '../../ports/inbox-store.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import { createAdmission, ownerOf, type Admission, type Visit } from './admission.ts';
import type { AnswerStream } from './answer-stream.ts';
import type { ProxyPlace } from './client-address.ts';
import { AnswerStreams, streamLimits, type StreamLimits } from './answer-streams.ts';
import { Conversations, storedAnswer } from './conversations.ts';
import { readable, takeItem } from './deliveries.ts';
import type { InboxNews } from './inbox-news.ts';
import type { SitesForVisits } from './published-site.ts';
import { reserveTokens } from './token-budget.ts';
import { answerVisitor } from './visit-answer.ts';
import { createVisitorTokens, validFor, type VisitorTokens } from './visitor-token.ts';

type AskLive = z.output<typeof askLiveSchema>;

/** What visitors of the website may do, once they were admitted. */
export interface Visits {
  readonly admission: Admission;
  /** Proves that this very gateway answers. */
  readonly prove: VisitorTokens['prove'];
  /** @param token of an earlier visit keeps the visitor the same; any other begins a new one. */
  begin(site: string, origin: string, token: string | undefined): Promise<{ token: string; validFor: number }>;
  /** Goes on with the same answer where it was asked before. @throws SproutError visit-busy. */
  ask(visit: Visit, asked: AskLive): AsyncIterable<VisitEvent>;
  /** @throws SproutError live-answer-not-found, visit-busy. */
  resume(visit: Visit, id: string, from: number): Promise<AsyncIterable<VisitEvent>>;
  /** @returns the ids of what is kept now; the others may be sent again. @throws what the store throws, where nothing could be kept. */
  deliver(visit: Visit, items: readonly VisitItem[]): Promise<string[]>;
  /** Deletes all that is kept of a visitor, in memory and in the inbox. @returns how many records. */
  forgetVisitor(site: string, visitor: string): Promise<number>;
  /** Ends what is being said of a site, and forgets what was: a document of it may not be shown any more. */
  withdraw(site: string): void;
  /** Ids of the sites that visitors can come to. */
  sites(): Promise<string[]>;
  close(): void;
}

/** `stored`: given by another gateway before. `left`: nobody waited any more. */
export type AnswerOutcome = 'answered' | 'missed' | 'stored' | 'left' | 'failed';

export interface VisitsOptions {
  readonly sites: SitesForVisits;
  readonly inbox: InboxStore;
  readonly limiter: RateLimiter;
  readonly secrets: SecretStore;
  /** Name of the key that signs visits. */
  readonly keyName: string;
  /** Loads what answers for a site, whose setting names a chat model or none; undefined quotes. */
  readonly model: (site: string, id: string | null) => (() => Promise<LanguageModel>) | undefined;
  readonly news: InboxNews;
  readonly trustedProxy: () => GatewayState['trustedProxy'];
  readonly proxies?: ProxyPlace;
  readonly previewOrigins?: () => readonly string[];
  readonly streams?: StreamLimits;
  /** Several gateways share the inbox: a visitor may come to any of them. */
  readonly shared?: boolean;
  /** Is told of each answer that begins, and calls back when it has ended. */
  readonly onAnswer?: () => (outcome: AnswerOutcome) => void;
  readonly onBug: (error: unknown) => void;
  readonly now?: () => Date;
}

export function createVisits({ sites, inbox, limiter, secrets, keyName, model, news, trustedProxy, proxies, previewOrigins = () => [], streams: limits = streamLimits, shared = false, onAnswer = () => () => undefined, onBug, now = () => new Date() }: VisitsOptions): Visits {
  const tokens = createVisitorTokens({ secrets, keyName, now: () => now().getTime() });
  const streams = new AnswerStreams(limits);
  const conversations = new Conversations(inbox, shared);

  /** Writes an answer into its stream and keeps the exchange; a failure becomes the last event. */
  async function answer(visit: Visit, { id, conversation, question, locale }: AskLive, stream: AnswerStream): Promise<void> {
    const { site, visitor } = visit;
    const { settings } = site;
    const ended = onAnswer();
    try {
      // Asked again, of another gateway: what was answered there is the answer.
      const stored = shared ? await ofVisitor(visit, id) : undefined;
      if (stored) {
        stream.add({ type: 'text-delta', text: stored.answer });
        stream.add({ type: 'answer-end', answer: storedAnswer(stored) });
        return ended('stored');
      }
      const before = await conversations.before(site.id, visitor, conversation, site.withdrawnAt);
      const reserve = (wanted: number): ReturnType<typeof reserveTokens> => reserveTokens(inbox, site.id, { tokens: wanted, cap: settings.limits.tokensPerDay, now });
      for await (const event of answerVisitor({ question, locale, before, settings, site: site.id, index: await site.index(), model, reserve, signal: stream.signal, onBug })) {
        // Its visitor has left, or asked to be forgotten.
        stream.signal.throwIfAborted();
        // Kept before it is said to be answered: what was asked is not lost when the laptop goes out just then.
        if (event.type === 'answer-end') await keep(visit, { id, conversation, question }, event.answer, event.usage);
        // What it took is the owner's matter.
        stream.add(event.type === 'answer-end' ? { type: 'answer-end', answer: event.answer } : event);
        if (event.type === 'answer-end') ended(event.answer.answered ? 'answered' : 'missed');
      }
    } catch (error) {
      ended(stream.signal.aborted ? 'left' : 'failed');
      if (stream.signal.aborted) return;
      // Visitors learn nothing of this computer, whatever it was.
      onBug(error);
      stream.add({ type: 'error', error: new SproutError('visit-failed').toProblem(locale) });
    }
  }

  /** What another gateway has kept of this visitor. */
  async function ofVisitor({ site, visitor }: Visit, id: string): Promise<StoredExchange | undefined> {
    const stored = await inbox.exchange(site.id, id);
    return stored?.visitor === visitor ? stored : undefined;
  }

  async function keep({ site, visitor }: Visit, { id, conversation, question }: Pick<AskLive, 'id' | 'conversation' | 'question'>, made: VisitAnswer, usage: VisitUsage | undefined): Promise<void> {
    // Deleted meanwhile, with its inbox.
    if (!await sites.published(site.id)) return;
    conversations.add(site.id, visitor, conversation, { question, answer: made });
    const exchange = { id, visitor, conversation, question, answer: made.answer, answered: made.answered, mode: 'live', rating: null, askedAt: now().toISOString(), done: false, ...(usage ? { usage } : {}), ...(shared ? { given: made } : {}) } as const;
    try {
      if (await inbox.saveExchange(site.id, exchange)) news.exchange(site.id, exchange);
    } catch (error) {
      // A full disk keeps nobody from being answered.
      onBug(error);
    }
  }

  return {
    prove: tokens.prove,
    admission: createAdmission({ sites, limiter, tokens, trustedProxy, proxies, previewOrigins }),
    async begin(site, origin, token) {
      const known = await tokens.verify(token, site, origin, { renewing: true });
      const visitor = known?.visitor ?? crypto.randomUUID();
      return { token: await tokens.sign({ visitor, site, origin, expires: Math.floor(now().getTime() / 1000) + validFor }), validFor };
    },
    ask(visit, given) {
      const asked = { ...given, question: readable(given.question) };
      if (asked.question.trim() === '') throw new SproutError('question-empty');
      const known = streams.get(visit.owner, asked.id);
      if (known) streams.check(visit.owner, 'reader');
      return (known ?? streams.begin(visit.owner, asked.id, (stream) => answer(visit, asked, stream))).read(0);
    },
    async resume(visit, id, from) {
      const known = streams.get(visit.owner, id);
      const stored = known || !shared ? undefined : await ofVisitor(visit, id);
      // Begun by another gateway, which numbered its lines: the answer as a whole takes the place of what was read of it.
      if (stored) return once({ at: from, type: 'answer-end', answer: storedAnswer(stored) });
      if (!known) throw new SproutError('live-answer-not-found');
      streams.check(visit.owner, 'reader');
      return known.read(from);
    },
    async deliver(visit, items) {
      const { site, visitor, address } = visit;
      const time = now();
      const taken = await Promise.allSettled(items.map(async (item) => {
        if (item.type === 'exchange') conversations.forget(site.id, visitor, item.conversation);
        return takeItem(item, { site: site.id, visitor, address, time, inbox, limiter, news });
      }));
      const received = items.filter((_, at) => { const one = taken[at]; return one?.status === 'fulfilled' && one.value; }).map(({ id }) => id);
      const failed = taken.find((one) => one.status === 'rejected');
      if (failed && received.length === 0) throw failed.reason;
      if (failed) onBug(failed.reason);
      return received;
    },
    async forgetVisitor(site, visitor) {
      streams.forget(ownerOf(site, visitor));
      conversations.forgetVisitor(site, visitor);
      const deleted = await inbox.deleteVisitor(site, visitor);
      if (deleted > 0) news.changed(site);
      return deleted;
    },
    withdraw(site) {
      streams.forgetAll(ownerOf(site, ''));
      conversations.forgetSite(site);
    },
    async sites() {
      const ids = await sites.ids();
      const published = await Promise.all(ids.map((id) => sites.published(id)));
      return ids.filter((_, at) => published[at] !== undefined);
    },
    close: () => { streams.close(); },
  };
}

async function* once(event: VisitEvent): AsyncGenerator<VisitEvent> {
  yield event;
}
