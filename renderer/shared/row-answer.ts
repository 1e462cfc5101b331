/** A table row as an answer quotes it: the names of its columns with their values. */
export type RowAnswer = readonly { readonly name: string; readonly value: string }[];

/** Reads a sentence "Code | Price: T-102 | 9.45" that quotes the row "T-102 | 9.45" under its header; undefined for any other sentence. */
export function rowAnswer(text: string, quote: string | undefined): RowAnswer | undefined {
  if (quote === undefined || !text.endsWith(`: ${quote}`)) return undefined;
  const names = text.slice(0, -quote.length - 2).split(' | ');
  const values = quote.split(' | ');
  if (names.length < 2 || names.length !== values.length) return undefined;
  return names.map((name, index) => ({ name, value: values[index] ?? '' }));
}
