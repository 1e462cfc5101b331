import type { Extraction } from '../../contract/index.ts';

/** Characters at a document's beginning that say whose and what it is: a letterhead, a cover, a title with its date. */
const openingLength = 400;
/** A shorter document is found by its own text. */
const longDocument = 6000;
/** Names are capitalised nearly always; "the Company" and "Financial Statements" often, but not only. */
const names = { most: 8, least: 4, capitalised: 0.9 } as const;

/**
 * What a document is about as a whole: a report names its company on the cover and says "we" on the page that answers.
 * Its file's name is not in it, which may change while the content stays.
 */
export function subjectOf({ title = '', blocks }: Pick<Extraction, 'title' | 'blocks'>): string {
  if ((blocks.at(-1)?.end ?? 0) < longDocument) return title;
  let opening = '';
  for (const { text } of blocks) {
    if (opening.length >= openingLength) break;
    opening += `${text}\n`;
  }
  return [title, opening.slice(0, openingLength), ...frequentNames(blocks.map(({ text }) => text))].filter((part) => part !== '').join('\n');
}

/** The capitalised words that stand within sentences most often. */
function frequentNames(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const [word] of text.matchAll(/(?<=[a-z,;(“"’] )[A-Za-z]{3,}/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const isName = ([word, count]: [string, number]): boolean => /^[A-Z]/.test(word) && count >= names.least && count >= names.capitalised * (count + (counts.get(word.toLowerCase()) ?? 0));
  return [...counts].filter(isName).sort(([, a], [, b]) => b - a).slice(0, names.most).map(([word]) => word);
}
