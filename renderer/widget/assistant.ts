import type { Locale } from '../../core/contract/locale.ts';
import type { VisitAnswer, VisitItem } from '../../core/contract/visit.ts';
import type { Clock } from './clock.ts';
import { answeredBefore, loadConversation, newConversation, newExchange, saveConversation, type Conversation, type Exchange } from './conversation.ts';
import { Refused, type Gateway } from './gateway.ts';
import type { Keep } from './keep.ts';
import { followLive } from './live-answer.ts';
import type { LiveLink } from './live-link.ts';
import { newId } from './new-id.ts';
import type { Outbox } from './outbox.ts';
import type { StaticAnswers } from './static-answers.ts';

export type Message = Pick<VisitItem & { type: 'message' }, 'name' | 'contact' | 'question' | 'consentText' | 'locale'>;

/** Where answers come from and messages go. `live` undefined: the firm has no gateway; `index` undefined: nothing was published for browsers. */
export interface AssistantParts {
  readonly live: { readonly gateway: Pick<Gateway, 'follow'>; readonly link: LiveLink } | undefined;
  readonly index: StaticAnswers | undefined;
  readonly outbox: Outbox;
  /** Of this visit: ends with the tab. */
  readonly session: Keep;
  readonly clock: Clock;
  locale(): Locale;
  /** Something that is shown has changed. */
  onChange(): void;
}

/** The conversation: which way each question is answered, and what the firm learns of it. Nothing of it fails: a visitor sees an answer or the offer to be answered later. */
export interface Assistant {
  conversation(): Conversation;
  /** The exchange that is being answered. */
  busy(): Exchange | undefined;
  /** Place in the queue; 0 when there is none. */
  place(): number;
  /** Goes on with what the last page left unanswered. */
  resume(): void;
  /** The visitor types, or has come with nothing typed yet: finds out which way will answer, and loads what it needs. */
  typing(question: string): void;
  /** Resolves when it is answered, one way or another. Does nothing while another question is. */
  ask(question: string): Promise<void>;
  stop(): void;
  /** Begins anew; what was said stays with the firm. */
  restart(): void;
  /** Deletes all that this browser keeps, and has the firm delete what it keeps. */
  forget(): void;
  rate(exchange: Exchange, rating: 'up' | 'down'): void;
  /** @returns the message's id in the outbox; undefined if no more are taken. */
  leave(message: Message): string | undefined;
}

/** An exchange with a long answer still fits the gateway's largest request. */
const longestAnswer = 2400;

export function createAssistant({ live, index, outbox, session, clock, locale, onChange }: AssistantParts): Assistant {
  let conversation = loadConversation(session);
  let busy: Exchange | undefined;
  let place = 0;
  let aborter = new AbortController();
  const ratings = new Map<string, string>();
  const time = (): string => new Date(clock.now()).toISOString();
  const changed = (): void => { saveConversation(session, conversation); onChange(); };

  const byGateway = async (exchange: Exchange, signal: AbortSignal): Promise<VisitAnswer | undefined> => {
    if (!live) return undefined;
    const { link, gateway } = live;
    const { id, question } = exchange;
    let answer: VisitAnswer | undefined;
    try {
      answer = await followLive(gateway, clock, { id, conversation: conversation.id, question, locale: locale() }, {
        onPlace: (now) => { if (place !== now) { place = now; onChange(); } },
        onText: (text) => { exchange.text = text; onChange(); },
      }, !index, signal);
      if (answer) link.succeeded();
      else if (!signal.aborted) link.failed();
    } catch (error) {
      link.refused(error instanceof Refused ? error.retryAfter : 60);
    }
    place = 0;
    return answer;
  };
  const byIndex = async (exchange: Exchange, signal: AbortSignal): Promise<VisitAnswer | undefined> => {
    const stopped = new Promise<undefined>((resolve) => { signal.addEventListener('abort', () => { resolve(undefined); }); });
    return Promise.race([stopped, index?.answer(exchange.question, answeredBefore(conversation, exchange), locale())]).catch(() => undefined);
  };
  const answerIt = async (exchange: Exchange): Promise<void> => {
    const { id, question } = exchange;
    const ways = [byGateway, byIndex];
    // The index may be out of reach while the firm came back: the other way is tried, too.
    if (live && index && live.link.health().state === 'down') ways.reverse();
    busy = exchange;
    aborter = new AbortController();
    const { signal } = aborter;
    changed();
    let answer: VisitAnswer | undefined;
    for (const way of ways) if (!answer && !signal.aborted) answer = await way(exchange, signal);
    exchange.answer = answer ?? null;
    exchange.state = answer ? 'done' : signal.aborted ? 'stopped' : 'later';
    if (exchange.state !== 'stopped') exchange.text = '';
    busy = undefined;
    // What the gateway answered it has itself. The id is the question's: asked there and answered here, it still counts once.
    if (live && exchange.state !== 'stopped' && answer?.mode !== 'live' && conversation.exchanges.includes(exchange)) {
      outbox.add({ type: 'exchange', id, at: time(), conversation: conversation.id, question, answer: (answer?.answer ?? '').slice(0, longestAnswer), answered: answer?.answered ?? false });
      live.link.note();
    }
    changed();
  };
  const restart = (): void => {
    aborter.abort();
    conversation = newConversation();
    changed();
  };

  return {
    conversation: () => conversation, busy: () => busy, place: () => place, restart,
    resume() {
      const waiting = conversation.exchanges.filter(({ state }) => state === 'waiting');
      const last = waiting.pop();
      for (const exchange of waiting) exchange.state = 'stopped';
      if (last && !busy) void answerIt(last);
    },
    typing(question) {
      // At the end of a word: half of one finds nothing. Of Chinese each character is an end.
      if (!/(^|\W)$/.test(question)) return;
      const state = live?.link.health().state ?? 'down';
      if (state === 'unknown') live?.link.wake();
      if (state === 'down') index?.prepare(question);
    },
    async ask(question) {
      const asked = question.trim().slice(0, 2000);
      if (busy || !asked) return;
      const exchange = newExchange(asked);
      conversation.exchanges.push(exchange);
      await answerIt(exchange);
    },
    stop: () => { aborter.abort(); },
    forget() {
      outbox.clear();
      ratings.clear();
      restart();
      live?.link.forget();
    },
    rate(exchange, rating) {
      if (exchange.rating === rating || !live) return;
      exchange.rating = rating;
      const before = ratings.get(exchange.id) ?? '';
      const id = outbox.has(before) ? before : newId();
      ratings.set(exchange.id, id);
      outbox.add({ type: 'rating', id, at: time(), exchange: exchange.id, rating });
      live.link.wake();
      changed();
    },
    leave(message) {
      const id = newId();
      const kept = outbox.add({ ...message, type: 'message', id, at: time(), conversation: conversation.exchanges.length > 0 ? conversation.id : null, consent: true });
      live?.link.wake();
      return kept ? id : undefined;
    },
  };
}
