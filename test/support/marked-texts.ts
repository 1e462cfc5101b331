import { readFileSync } from 'node:fs';
import type { MaskedKind } from '../../core/contract/index.ts';

export interface Mark { readonly kind: MaskedKind; readonly start: number; readonly end: number }
export interface MarkedText { readonly domain: string; readonly text: string; readonly marks: readonly Mark[] }

/**
 * A set of texts whose personal data is marked in place: `⟦name|王小明⟧`. The rules were tuned on `tuned`; `held-out` was written before and looked at when they stood;
 * `another-hand` was written by somebody else, with titles as part of a name; `fresh-tuned` and `fresh-held-out` are of kinds that the rules did not know: harder than what a shop sees in a day.
 */
export type MarkedSet = 'tuned' | 'held-out' | 'another-hand' | 'fresh-tuned' | 'fresh-held-out' | 'everyday';

export function markedTexts(set: MarkedSet): MarkedText[] {
  const lines = readFileSync(new URL(`../fixtures/personal-data/${set}.jsonl`, import.meta.url), 'utf8').trim().split('\n');
  return lines.map((line) => { const { domain, text } = JSON.parse(line) as { domain: string; text: string }; return { domain, ...unmarked(text) }; });
}

function unmarked(written: string): { text: string; marks: Mark[] } {
  const marks: Mark[] = [];
  let text = '';
  let at = 0;
  for (const match of written.matchAll(/⟦([a-z-]+)\|([^⟧]*)⟧/g)) {
    const [whole, kind = '', value = ''] = match;
    text += written.slice(at, match.index);
    marks.push({ kind: kind as MaskedKind, start: text.length, end: text.length + value.length });
    text += value;
    at = match.index + whole.length;
  }
  return { text: text + written.slice(at), marks };
}
