export interface Sentence { readonly text: string; readonly start: number; readonly end: number }

const abbreviation = /(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|No|Inc|Ltd|Co|Corp|Fig|approx|dept|est|ca|e\.g|i\.e|a\.m|p\.m|U\.S|U\.K|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$/;
const closing = /["'”’»)\]）】』」》]/;

/** Sentences with their offsets. A line break ends one; a semicolon, a decimal point, an initial or an abbreviation do not. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  const push = (end: number): void => {
    const raw = text.slice(start, end);
    const lead = raw.length - raw.trimStart().length;
    const trimmed = raw.trim();
    if (trimmed !== '') sentences.push({ text: trimmed, start: start + lead, end: start + lead + trimmed.length });
    start = end;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\n') push(at + 1);
    else if ('。！？…'.includes(character) || ('.!?'.includes(character) && endsSentence(text, at))) {
      let end = at + 1;
      while (end < text.length && (closing.test(text[end] ?? '') || '。！？…'.includes(text[end] ?? ''))) end += 1;
      push(end);
      at = end - 1;
    }
  }
  push(text.length);
  return sentences;
}

function endsSentence(text: string, at: number): boolean {
  const next = text.slice(at + 1).match(/^["'”’)\]]*(\s+|$)(.)?/s);
  if (!next) return false;
  if (text[at] !== '.') return true;
  if (abbreviation.test(text.slice(Math.max(0, at - 8), at + 1))) return false;
  // A sentence does not begin in lower case.
  return next[2] === undefined || !/\p{Ll}/u.test(next[2]);
}
