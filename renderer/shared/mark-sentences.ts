/** A sentence of an answer: a slice of its text, and the numbers of its sources. */
export interface MarkedSentence { readonly text: string; readonly citations: readonly number[] }

/** Puts a mark behind each sentence, where it stands in the text. */
export function markSentences(text: string, sentences: readonly MarkedSentence[], mark: (citations: readonly number[]) => string): string {
  let marked = '';
  let from = 0;
  for (const { text: sentence, citations } of sentences) {
    const at = text.indexOf(sentence, from);
    if (at < 0) continue;
    let end = at + sentence.length;
    // In a table the mark stays inside the last cell.
    while (end > from && /[|\s]/.test(text[end - 1] ?? '')) end -= 1;
    marked += text.slice(from, end) + mark(citations);
    from = end;
  }
  return marked + text.slice(from);
}
