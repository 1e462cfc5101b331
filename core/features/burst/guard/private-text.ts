import { fold } from '../../../shared/text/fold.ts';

/** Characters that are compared; and the run of a private text that counts as part of it: of 32 as they stand, without their blanks. */
const block = 12;
const longRun = 24;
/** A whole line that is shorter counts too; the least of it, in letters that say little alone, and in Chinese characters, of which each is half a word. */
const shortLine = 10;
const shortHan = 8;
/** Of words without a number: shorter ones are headings that many documents have. */
const plainLine = 16;

export interface PrivateDocument { readonly id: string; readonly text: string }

interface Place { readonly text: string; readonly at: number; readonly enough: number }

/**
 * Whether a text holds a piece of a private document: a second barrier behind the list of documents that a request says it is made of. Spaces,
 * case and width do not count. A run of 24 is found wherever it stands, since every run of 23 holds one aligned block of 12.
 */
export class PrivateText {
  readonly #blocks = new Map<string, Place[]>();
  readonly #lines = new Map<string, Place[]>();

  readonly #documents: ReadonlySet<string>;

  constructor(documents: readonly PrivateDocument[]) {
    this.#documents = new Set(documents.map(({ id }) => id));
    for (const { text: given } of documents) {
      const lines = given.split('\n').map(plain).filter((line) => line !== '');
      const text = lines.join('');
      for (let at = 0; at + block <= text.length; at += block) add(this.#blocks, text.slice(at, at + block), { text, at, enough: Math.min(longRun, text.length) });
      let start = 0;
      for (const line of lines) {
        if (line.length < longRun && isTelling(line)) add(this.#lines, line.slice(0, shortHan), { text, at: start, enough: line.length });
        start += line.length;
      }
    }
  }

  has(document: string): boolean { return this.#documents.has(document); }

  get empty(): boolean { return this.#blocks.size === 0 && this.#lines.size === 0; }

  isIn(given: string): boolean {
    if (this.empty) return false;
    const text = plain(given);
    const held = (places: ReadonlyMap<string, readonly Place[]>, length: number, at: number): boolean => at + length <= text.length && (places.get(text.slice(at, at + length)) ?? []).some((place) => runAt(text, at, place.text, place.at) >= place.enough);
    for (let at = 0; at + shortHan <= text.length; at += 1) if (held(this.#blocks, block, at) || held(this.#lines, shortHan, at)) return true;
    return false;
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

/** Characters that both have in common around a place. */
function runAt(left: string, leftAt: number, right: string, rightAt: number): number {
  let before = 0;
  while (before < longRun && leftAt - before > 0 && rightAt - before > 0 && left[leftAt - before - 1] === right[rightAt - before - 1]) before += 1;
  let after = 0;
  while (after < longRun && leftAt + after < left.length && rightAt + after < right.length && left[leftAt + after] === right[rightAt + after]) after += 1;
  return before + after;
}

const plain = (text: string): string => fold(text).replace(/\s+/g, '');
