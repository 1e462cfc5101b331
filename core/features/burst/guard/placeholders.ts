import type { MaskedKind } from '../../../contract/index.ts';

/** What stands in a text for what was taken out: the same in all languages, and short enough that models repeat it. `[NAME_1]` */
export const labels = { 'name': 'NAME', 'phone': 'PHONE', 'id-number': 'ID', 'bank-card': 'CARD', 'address': 'ADDRESS', 'email': 'EMAIL', 'passport': 'PASSPORT', 'tax-number': 'TAX', 'plate': 'PLATE', 'own-word': 'WORD' } as const satisfies Record<MaskedKind, string>;

const names = Object.values(labels).join('|');
const digits = '[0-9０-９]{1,6}';
/** As models write it back: with other brackets, a space, a dash, in lower case, with wide digits. Round and curly brackets hold other things too, but none with a low line. */
const written = String.raw`[\[［【〔]\s{0,2}(?<label>${names})\s{0,2}[_＿-]?\s{0,2}(?<number>${digits})\s{0,2}[\]］】〕]|[({（｛]\s{0,2}(?<label2>${names})[_＿](?<number2>${digits})\s{0,2}[)}）｝]`;
export const placeholders = (): RegExp => new RegExp(written, 'giu');

/** The beginning of one, at the end of what has come so far. */
const begun = new RegExp(String.raw`[[［【〔({（｛]\s{0,2}(?:${beginnings(Object.values(labels)).join('|')})?(?:(?<=${names})\s{0,2}[_＿-]?\s{0,2}(?:${digits})?\s{0,2})?$`, 'iu');

/** Where in a text a placeholder may have begun that is not complete; its length where none has. */
export function unfinishedAt(text: string): number {
  const from = Math.max(0, text.length - longest);
  return from + (begun.exec(text.slice(from))?.index ?? text.length - from);
}
const longest = 32;

/** The same for `［name １］` and `[NAME_1]`. */
export function keyOf({ groups = {} }: RegExpMatchArray): string {
  return `${(groups['label'] ?? groups['label2'] ?? '').toUpperCase()}_${Number((groups['number'] ?? groups['number2'] ?? '').normalize('NFKC'))}`;
}

/** The next free number of each label: those that stand in the texts are not used again. */
export function numbersIn(texts: readonly string[]): Map<string, number> {
  const next = new Map<string, number>();
  for (const text of texts) {
    for (const match of text.matchAll(placeholders())) {
      const [label = '', number = ''] = keyOf(match).split('_');
      next.set(label, Math.max(next.get(label) ?? 1, Number(number) + 1));
    }
  }
  return next;
}

/** Every beginning of every word, the longest first. */
function beginnings(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => Array.from({ length: word.length }, (_, at) => word.slice(0, at + 1))))].sort((left, right) => right.length - left.length);
}
