import type { Span } from './kinds.ts';

/** Which places of a text nothing was found at yet. */
export class FreePlaces {
  readonly #taken: Uint8Array;

  constructor(length: number) { this.#taken = new Uint8Array(length); }

  /** Takes a place if all of it is free. @returns whether it was. */
  take({ start, end }: Span): boolean {
    if (end <= start || this.#taken.subarray(start, end).includes(1)) return false;
    this.#taken.fill(1, start, end);
    return true;
  }

  /** What of a place is free, piece by piece. */
  of({ start, end }: Span): Span[] {
    const pieces: Span[] = [];
    for (let at = start; at < end;) {
      const taken = this.#taken.subarray(at, end).indexOf(1);
      const until = taken < 0 ? end : at + taken;
      if (until > at) pieces.push({ start: at, end: until });
      const free = this.#taken.subarray(until, end).indexOf(0);
      at = free < 0 ? end : until + free;
    }
    return pieces;
  }
}
