import type { Answer, Citation } from '../../contract/index.ts';
import type { Found, Search } from '../search/index.ts';
import { scriptOf } from '../../shared/text/script.ts';
import { declined } from './declined.ts';
import type { Quote } from './quote.ts';

/** Passages offered when nothing answers. */
const offered = 3;

/** An answer made of quotes: each sentence cites the place it was taken from. */
export function buildAnswer({ quotes, found, search, question, understoodAs, startedAt, tableHeader }: {
  quotes: readonly Quote[]; found: Found; search: Pick<Search, 'nameOf' | 'toHit'>; question: string; understoodAs: string | undefined; startedAt: number;
  /** Column names for a quote that is a table row, so that it can be read alone. */
  tableHeader: (quote: Quote) => string | undefined;
}): Answer {
  const citations = quotes.map((quote, at): Citation => ({
    n: at + 1, document: quote.passage.chunk.document, name: search.nameOf(quote.passage.chunk.document), quote: quote.text, start: quote.start, end: quote.end,
    ...(quote.passage.chunk.page === null ? {} : { page: quote.passage.chunk.page }),
  }));
  const sentences = quotes.map((quote, at) => {
    const header = tableHeader(quote);
    return { text: header ? `${header}: ${quote.text}` : quote.text, citations: [at + 1] };
  });
  const totalMs = performance.now() - startedAt;
  const base = { model: 'quote', timings: { searchMs: found.ms, answerMs: totalMs - found.ms, totalMs }, ...(understoodAs === undefined ? {} : { understoodAs }) };
  if (sentences.length > 0) return { ...base, answer: joined(sentences.map(({ text }) => text), scriptOf(question) === 'zh' ? '' : ' '), sentences, citations, answered: true };
  const sentence = declined[scriptOf(question)];
  return { ...base, answer: sentence, sentences: [], citations: [], answered: false, nearest: found.chunks.slice(0, offered).map(search.toHit) };
}

/** A row of a table or a heading has no full stop: what follows begins on a line of its own. */
function joined(texts: readonly string[], separator: string): string {
  return texts.reduce((whole, text) => `${whole}${/[.!?。！？…]["'”’」』)）]*$/.test(whole) ? separator : '\n'}${text}`);
}
