/** A table row as an answer quotes it: the names of its columns with their values. */
export type RowAnswer = readonly { readonly name: string; readonly value: string }[];

/** Reads "Code | Price: T-102 | 9.45", the form in which an answer quotes a row under its header; undefined for any other sentence. */
export function rowAnswer(text: string): RowAnswer | undefined {
  for (let at = text.indexOf(': '); at > 0; at = text.indexOf(': ', at + 1)) {
    const names = text.slice(0, at).split(' | ');
    const values = text.slice(at + 2).split(' | ');
    if (names.length > 1 && names.length === values.length) return names.map((name, index) => ({ name, value: values[index] ?? '' }));
  }
  return undefined;
}
