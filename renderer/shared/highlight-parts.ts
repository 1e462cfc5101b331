/** A run of text that is either cited or not. */
export interface TextPart { readonly text: string; readonly marked: boolean }

/** Splits a text that begins at document offset `textStart` at the cited range [start, end), in UTF-16 code units. */
export function highlightParts(text: string, textStart: number, start: number, end: number): TextPart[] {
  const from = Math.min(Math.max(start - textStart, 0), text.length);
  const to = Math.min(Math.max(end - textStart, 0), text.length);
  if (to <= from) return [{ text, marked: false }];
  return [{ text: text.slice(0, from), marked: false }, { text: text.slice(from, to), marked: true }, { text: text.slice(to), marked: false }].filter((part) => part.text);
}
