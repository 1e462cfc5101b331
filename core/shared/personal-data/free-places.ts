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
}
