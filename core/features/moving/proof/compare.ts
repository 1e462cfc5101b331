import type { VisitAnswer } from '../../../contract/index.ts';
import { fold } from '../../../shared/text/fold.ts';

const plain = (text: string): string => fold(text).replaceAll(/\s+/g, ' ').trim();
/** Names and pages, in whatever order. */
export const sourcesOf = ({ citations }: VisitAnswer): string[] => [...new Set(citations.map(({ name, page }) => (page === undefined ? name : `${name}, ${page}`)))].sort();

/** What of an expected answer has to be in a model's words whatever else they are: its numbers, codes and dates. */
export function factsOf(expected: string): string[] {
  return [...new Set(plain(expected).match(/[\p{L}]*\d[\d.,:%/-]*[\p{L}\d]*/gu)?.map((fact) => fact.replace(/[.,:/-]+$/, '')) ?? [])];
}

/**
 * Whether two answers are the same: quotes and the owner's words by every word; a model's by whether it answers, its sources, and every fact of the expected answer (without one, of what it said here).
 */
export function sameAnswer(here: VisitAnswer, there: VisitAnswer, { byModel, expected }: { readonly byModel: boolean; readonly expected: readonly string[] }): boolean {
  if (here.answered !== there.answered || here.approved !== there.approved) return false;
  if (!byModel || here.approved) return here.answer === there.answer && JSON.stringify(here.citations) === JSON.stringify(there.citations);
  if (JSON.stringify(sourcesOf(here)) !== JSON.stringify(sourcesOf(there))) return false;
  const words = plain(there.answer);
  const wanted = expected.length > 0 ? expected : [here.answer];
  return wanted.some((one) => factsOf(one).every((fact) => words.includes(fact)));
}
