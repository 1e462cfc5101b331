import type { GuardPreview } from '../../../../core/contract/crossing.ts';

export type Found = GuardPreview['found'][number];
export interface TextPart { readonly text: string; readonly found?: Found }

/** A text in pieces: what leaves as it is, and what is replaced. Overlapping finds are cut to the first. */
export function maskedParts(text: string, found: readonly Found[]): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const one of found.toSorted((a, b) => a.start - b.start)) {
    if (one.start < at || one.end <= one.start || one.end > text.length) continue;
    if (one.start > at) parts.push({ text: text.slice(at, one.start) });
    parts.push({ text: text.slice(one.start, one.end), found: one });
    at = one.end;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

/** Words from a field with one a line: trimmed, once each, those too short left out. */
export const wordsFrom = (text: string): string[] => [...new Set(text.split('\n').map((line) => line.trim()).filter((word) => word.length >= 2 && word.length <= 100))];
