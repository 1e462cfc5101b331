import { findPersonalData } from '../../core/shared/personal-data/index.ts';
import type { MarkedText } from './marked-texts.ts';

export interface Measured { readonly recall: number; readonly precision: number; readonly missed: readonly string[]; readonly wrong: readonly string[] }

/** Recall: of what is marked, the share of which no letter or digit is left. Precision: of what was found, the share that touches something marked. */
export function measured(texts: readonly MarkedText[]): Measured {
  const [missed, wrong]: [string[], string[]] = [[], []];
  let [marks, finds] = [0, 0];
  for (const { text, marks: marked } of texts) {
    const found = findPersonalData(text);
    marks += marked.length;
    finds += found.length;
    const isLeft = (at: number): boolean => /[\p{L}\p{N}]/u.test(text[at] ?? '') && !found.some(({ start, end }) => start <= at && at < end);
    for (const { kind, start, end } of marked) if (Array.from({ length: end - start }, (_, at) => start + at).some(isLeft)) missed.push(`${kind} ${text.slice(start, end)} in ${text}`);
    for (const one of found) if (!marked.some(({ start, end }) => start < one.end && one.start < end)) wrong.push(`${one.kind} ${one.text} in ${text}`);
  }
  return { recall: 1 - missed.length / marks, precision: 1 - wrong.length / finds, missed, wrong };
}
