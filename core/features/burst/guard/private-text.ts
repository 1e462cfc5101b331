import { fold } from '../../../shared/text/fold.ts';

/** Characters that are compared; and the run of a private text that counts as part of it. */
const block = 16;
const longRun = 32;

export interface PrivateDocument { readonly id: string; readonly text: string }

/**
 * Whether a text holds a piece of a private document: a second barrier behind the list of documents that a request says it is made of. Spaces,
 * case and width do not count. A run of 32 characters is found wherever it stands, since every run of 31 holds one aligned block of 16.
 */
export class PrivateText {
  readonly #blocks = new Map<string, { readonly text: string; readonly at: number; readonly enough: number }[]>();

  constructor(documents: readonly PrivateDocument[]) {
    for (const { text: given } of documents) {
      const lines = given.split('\n').map(plain).filter((line) => line !== '');
      const text = lines.join('');
      for (let at = 0; at + block <= text.length; at += block) this.#add(text, at, longRun);
      // A line of its own is told by its beginning, though it is shorter.
      let start = 0;
      for (const line of lines) {
        if (line.length >= block && line.length < longRun) this.#add(text, start, line.length);
        start += line.length;
      }
    }
  }

  get empty(): boolean { return this.#blocks.size === 0; }

  isIn(given: string): boolean {
    if (this.empty) return false;
    const text = plain(given);
    for (let at = 0; at + block <= text.length; at += 1) {
      for (const place of this.#blocks.get(text.slice(at, at + block)) ?? []) if (runAt(text, at, place.text, place.at) >= place.enough) return true;
    }
    return false;
  }

  #add(text: string, at: number, enough: number): void {
    const key = text.slice(at, at + block);
    const places = this.#blocks.get(key) ?? [];
    // A text that repeats itself is told by any of its places.
    if (places.length < 8) places.push({ text, at, enough: Math.min(enough, text.length) });
    this.#blocks.set(key, places);
  }
}

/** Characters that both have in common around a place. */
function runAt(left: string, leftAt: number, right: string, rightAt: number): number {
  let before = 0;
  while (before < longRun && leftAt - before > 0 && rightAt - before > 0 && left[leftAt - before - 1] === right[rightAt - before - 1]) before += 1;
  let after = 0;
  while (after < longRun && leftAt + after < left.length && rightAt + after < right.length && left[leftAt + after] === right[rightAt + after]) after += 1;
  return before + after;
}

const plain = (text: string): string => fold(text).replace(/\s+/g, '');
