import { fold } from './text/fold.ts';

/** Characters that are compared; and the run of a private text that counts as part of it: of 32 as they stand, without their blanks. */
const block = 12;
const longRun = 24;
/** A whole line that is shorter counts too; the least of it, in letters that say little alone, and in Chinese characters, of which each is half a word. */
const shortLine = 10;
const shortHan = 8;
/** Of words without a number: shorter ones are headings that many documents have. */
const plainLine = 16;

export interface PrivateDocument { readonly id: string; readonly text: string }

/** Of the text that was given. */
export interface Repeated { readonly document: string; readonly start: number; readonly end: number }
interface Place { readonly document: string; readonly text: string; readonly at: number; readonly enough: number }

/**
 * Whether a text holds a piece of a private document: a second barrier behind the list of documents that a request says it is made of, and what the owner is told of before
 * a website leaves. One rule for both. Spaces, case and width do not count. A run of 24 is found wherever it stands, since every run of 23 holds one aligned block of 12.
 */
export class PrivateText {
  readonly #blocks = new Map<string, Place[]>();
  readonly #lines = new Map<string, Place[]>();

  constructor(documents: readonly PrivateDocument[]) {
    for (const { id: document, text: given } of documents) {
      const lines = given.split('\n').map(plain).filter((line) => line !== '');
      const text = lines.join('');
      for (let at = 0; at + block <= text.length; at += block) add(this.#blocks, text.slice(at, at + block), { document, text, at, enough: Math.min(longRun, text.length) });
      let start = 0;
      for (const line of lines) {
        if (line.length < longRun && isTelling(line)) add(this.#lines, line.slice(0, shortHan), { document, text, at: start, enough: line.length });
        start += line.length;
      }
    }
  }

  get empty(): boolean { return this.#blocks.size === 0 && this.#lines.size === 0; }

  isIn(given: string): boolean { return this.#first(plain(given)) !== undefined; }

  /** Where a text first repeats a private document, from the first character that both have to the last. */
  find(given: string): Repeated | undefined {
    const text = plain(given);
    const found = this.#first(text);
    if (!found) return undefined;
    const { place, at } = found;
    const { before, after } = runAt(text, at, place.text, place.at, Infinity);
    return { document: place.document, start: placeIn(given, at - before, 'begins'), end: placeIn(given, at + after, 'ends') };
  }

  #first(text: string): { readonly place: Place; readonly at: number } | undefined {
    if (this.empty) return undefined;
    const held = (places: ReadonlyMap<string, readonly Place[]>, length: number, at: number): { place: Place; at: number } | undefined => {
      if (at + length > text.length) return undefined;
      for (const place of places.get(text.slice(at, at + length)) ?? []) {
        const { before, after } = runAt(text, at, place.text, place.at, longRun);
        if (before + after >= place.enough) return { place, at };
      }
      return undefined;
    };
    for (let at = 0; at + shortHan <= text.length; at += 1) {
      const found = held(this.#blocks, block, at) ?? held(this.#lines, shortHan, at);
      if (found) return found;
    }
    return undefined;
  }
}

/** Whether a line is said by nobody else: a number beside words, or enough of them. */
const isTelling = (line: string): boolean => (line.length >= plainLine || (line.length >= shortLine && /\d/.test(line)) || (line.match(/\p{Script=Han}/gu)?.length ?? 0) >= shortHan);

/** Rows of a form begin alike, hundreds of them. */
const mostPlaces = 512;
function add(places: Map<string, Place[]>, key: string, place: Place): void {
  const known = places.get(key) ?? [];
  if (known.length < mostPlaces) known.push(place);
  places.set(key, known);
}

/** Characters that both have in common around a place, `most` to each side. */
function runAt(left: string, leftAt: number, right: string, rightAt: number, most: number): { before: number; after: number } {
  let before = 0;
  while (before < most && leftAt - before > 0 && rightAt - before > 0 && left[leftAt - before - 1] === right[rightAt - before - 1]) before += 1;
  let after = 0;
  while (after < most && leftAt + after < left.length && rightAt + after < right.length && left[leftAt + after] === right[rightAt + after]) after += 1;
  return { before, after };
}

const plain = (text: string): string => fold(text).replace(/\s+/g, '');

/** Where in a text its plain form has reached so many characters: with them the run begins behind blanks, and ends before them. */
function placeIn(given: string, characters: number, side: 'begins' | 'ends'): number {
  const wanted = side === 'begins' ? characters + 1 : characters;
  let [low, high] = [0, given.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (plain(given.slice(0, middle)).length >= wanted) high = middle; else low = middle + 1;
  }
  return side === 'begins' ? Math.max(0, low - 1) : low;
}
