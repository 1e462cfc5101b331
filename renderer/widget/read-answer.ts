import type { VisitAnswer, VisitEvent } from '../../core/contract/visit.ts';
import { bare, countOf, field, listOf, oneOf, readJson, textOf } from './plain-data.ts';

const longestAnswer = 20_000;

/** @returns undefined for what is no answer. */
export function readAnswer(value: unknown): VisitAnswer | undefined {
  if (typeof field(value, 'answer') !== 'string' || typeof field(value, 'answered') !== 'boolean') return undefined;
  const understoodAs = textOf(value, 'understoodAs');
  return {
    answer: textOf(value, 'answer', longestAnswer),
    sentences: listOf(value, 'sentences').map((sentence) => ({ text: textOf(sentence, 'text', longestAnswer), citations: listOf(sentence, 'citations').filter((n): n is number => typeof n === 'number') })),
    citations: listOf(value, 'citations').flatMap((citation) => {
      const n = countOf(citation, 'n');
      const page = countOf(citation, 'page');
      const quote = textOf(citation, 'quote', 4000);
      return n === undefined ? [] : [bare({ n, name: textOf(citation, 'name'), ...(page === undefined ? {} : { page }), ...(quote ? { quote } : {}) })];
    }),
    answered: field(value, 'answered') === true,
    approved: field(value, 'approved') === true,
    mode: oneOf(value, 'mode', ['live']) ?? 'static',
    ...(understoodAs ? { understoodAs } : {}),
  };
}

/** One line of a live answer. @returns undefined for what is none. */
export function readEvent(line: string): VisitEvent | undefined {
  const value = readJson(line);
  const at = countOf(value, 'at', 0);
  if (at === undefined) return undefined;
  const type = oneOf(value, 'type', ['queued', 'text-delta', 'answer-end', 'error', 'ping']);
  if (type === 'ping') return { at, type };
  if (type === 'text-delta') return { at, type, text: textOf(value, 'text', longestAnswer) };
  if (type === 'queued') return { at, type, place: countOf(value, 'place') ?? 1 };
  if (type === 'error') {
    const retryAfter = countOf(value, 'retryAfter', 0);
    return { at, type, error: { code: textOf(field(value, 'error'), 'code'), message: '' }, ...(retryAfter === undefined ? {} : { retryAfter }) };
  }
  const answer = type && readAnswer(field(value, 'answer'));
  return answer ? { at, type: 'answer-end', answer } : undefined;
}

/** Hands on each whole line of a growing text once. */
export function lineReader(onLine: (line: string) => void): (text: string) => void {
  let done = 0;
  return (text) => {
    for (let end = text.indexOf('\n', done); end >= 0; end = text.indexOf('\n', done)) {
      onLine(text.slice(done, end));
      done = end + 1;
    }
  };
}
