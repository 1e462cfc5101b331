const opening = '<think>';
const closing = '</think>';

/** Tells what a thinking model says to itself (`<think>…</think>`) from its answer, while the text arrives. */
export class ThoughtSplitter {
  #inside = false;
  #held = '';
  #started = false;

  push(text: string): { text: string; thought: string } {
    this.#held += text;
    let shown = '';
    let thought = '';
    for (;;) {
      const mark = this.#inside ? closing : opening;
      const at = this.#held.indexOf(mark);
      if (at < 0) break;
      const before = this.#held.slice(0, at);
      if (this.#inside) thought += before; else shown += before;
      this.#held = this.#held.slice(at + mark.length);
      this.#inside = !this.#inside;
    }
    // The end may be the beginning of a mark.
    const mark = this.#inside ? closing : opening;
    let keep = Math.min(mark.length - 1, this.#held.length);
    while (keep > 0 && !this.#held.endsWith(mark.slice(0, keep))) keep -= 1;
    const ready = this.#held.slice(0, this.#held.length - keep);
    this.#held = this.#held.slice(ready.length);
    if (this.#inside) thought += ready; else shown += ready;
    return { text: this.#trimmedStart(shown), thought };
  }

  end(): { text: string; thought: string } {
    const rest = this.#held;
    this.#held = '';
    return this.#inside ? { text: '', thought: rest } : { text: this.#trimmedStart(rest), thought: '' };
  }

  /** Models leave blank lines after their thoughts. */
  #trimmedStart(text: string): string {
    if (this.#started) return text;
    const trimmed = text.trimStart();
    if (trimmed !== '') this.#started = true;
    return trimmed;
  }
}
