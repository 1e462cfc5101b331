import type { Answer } from '../../contract/index.ts';
import type { Search } from '../search/index.ts';
import { buildAnswer } from './build-answer.ts';
import { completed, type Asked } from './follow-up.ts';
import { quote, type Quote } from './quote.ts';

export interface QuoteRequest {
  readonly question: string;
  /** The exchange before it in the conversation. */
  readonly before: Asked | undefined;
  readonly search: Pick<Search, 'rank' | 'nameOf' | 'toHit'>;
  /** Column names for a quote that is a row of a table. */
  readonly tableHeader: (quote: Quote) => string | undefined;
}

/** Answers in the documents' own words: completes a follow-up, ranks, quotes. The core and a visitor's browser answer by this alone. */
export async function quoteAnswer({ question, before, search, tableHeader }: QuoteRequest): Promise<Answer> {
  const startedAt = performance.now();
  const followUp = completed(question, before);
  const found = await search.rank(followUp?.text ?? question);
  return buildAnswer({ quotes: quote(found, { about: followUp?.instead ?? [] }), found, search, question, understoodAs: followUp?.text, startedAt, tableHeader });
}
