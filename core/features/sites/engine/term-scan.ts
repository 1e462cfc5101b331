import { hash, type Postings } from '../published/postings.ts';

/** A bit a wanted term, by the lowest bits of its hash: nearly all that is looked at is passed over by it. */
const sieve = 4096;

/**
 * Where terms occur, found by looking through all: two million entries, as many as 2,000 pages of Chinese have, take some 10 ms and six bytes each.
 * A table by term would be ten times as large in a visitor's memory. Terms are told apart by 32 bits: one in 10,000 is taken for another.
 */
export class TermScan {
  #hashes = new Uint32Array(65_536);
  #counts = new Uint16Array(65_536);
  #length = 0;
  /** Numbers of passages, as they came, and where the entries of each end. */
  readonly #places: number[] = [];
  readonly #ends: number[] = [];

  add(place: number, tokens: readonly string[]): void {
    const counted = new Map<string, number>();
    for (const token of tokens) counted.set(token, (counted.get(token) ?? 0) + 1);
    this.#reserve(counted.size);
    for (const [term, count] of counted) {
      this.#hashes[this.#length] = hash(term);
      this.#counts[this.#length] = count;
      this.#length += 1;
    }
    this.#places.push(place);
    this.#ends.push(this.#length);
  }

  /** @returns passages rising, of each term that was asked for. */
  find(terms: readonly string[]): Map<string, Pick<Postings, 'passages' | 'counts'>> {
    const wanted = new Map(terms.map((term) => [hash(term), { term, found: [] as [place: number, count: number][] }]));
    const passes = new Uint8Array(sieve);
    for (const key of wanted.keys()) passes[key % sieve] = 1;
    let at = 0;
    for (const [number, end] of this.#ends.entries()) {
      for (; at < end; at += 1) {
        const key = this.#hashes[at] ?? 0;
        if (passes[key % sieve] === 1) wanted.get(key)?.found.push([this.#places[number] ?? 0, this.#counts[at] ?? 1]);
      }
    }
    return new Map([...wanted.values()].map(({ term, found }) => {
      found.sort(([left], [right]) => left - right);
      return [term, { passages: found.map(([place]) => place), counts: found.map(([, count]) => count) }];
    }));
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#hashes.length) return;
    const size = Math.max(this.#hashes.length * 2, this.#length + more);
    const [hashes, counts] = [new Uint32Array(size), new Uint16Array(size)];
    hashes.set(this.#hashes);
    counts.set(this.#counts);
    [this.#hashes, this.#counts] = [hashes, counts];
  }
}
