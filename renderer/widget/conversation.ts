import type { VisitAnswer } from '../../core/contract/visit.ts';
import type { Keep } from './keep.ts';
import { conversationName } from './kept-names.ts';
import { newId } from './new-id.ts';
import { listOf, readJson, textOf, writeJson } from './plain-data.ts';
import { readAnswer } from './read-answer.ts';

export interface Exchange {
  readonly id: string;
  readonly question: string;
  /** `later`: nobody could answer. `stopped`: the visitor did not want to wait. */
  state: 'waiting' | 'done' | 'stopped' | 'later';
  /** What has come so far. */
  text: string;
  answer: VisitAnswer | null;
  rating: 'up' | 'down' | null;
}
export interface Conversation { readonly id: string; readonly exchanges: Exchange[] }

const longest = 40;

export const newConversation = (): Conversation => ({ id: newId(), exchanges: [] });
export const newExchange = (question: string): Exchange => ({ id: newId(), question, state: 'waiting', text: '', answer: null, rating: null });

/** Keeps it for the next page of the same visit. */
export function saveConversation(keep: Keep, { id, exchanges }: Conversation): void {
  keep.set(conversationName, writeJson({ id, exchanges: exchanges.slice(-longest) }));
}

/** What the last page kept, or a new one. */
export function loadConversation(keep: Keep): Conversation {
  const value = readJson(keep.get(conversationName) ?? '');
  const id = textOf(value, 'id');
  // Our own writing; only answers are looked at closely.
  return id ? { id, exchanges: (listOf(value, 'exchanges') as Exchange[]).filter((exchange) => textOf(exchange, 'id') && textOf(exchange, 'question')).map((exchange) => ({ ...exchange, text: textOf(exchange, 'text'), answer: readAnswer(exchange.answer) ?? null })) } : newConversation();
}

/** What was answered before, for a question that goes on from there. */
export const answeredBefore = ({ exchanges }: Conversation, exchange: Exchange): { question: string; answer: VisitAnswer }[] => exchanges.slice(0, exchanges.indexOf(exchange)).flatMap(({ question, answer }) => (answer ? [{ question, answer }] : [])).slice(-6);
