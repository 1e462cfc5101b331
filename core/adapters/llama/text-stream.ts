/** Turns tokens' bytes into text: whole characters only, and nothing from where a stop begins. */
export class TextStream {
  readonly #decoder = new TextDecoder();
  readonly #stops: readonly string[];
  #held = '';
  #stopped = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  get stopped(): boolean { return this.#stopped; }

  /** @returns what can be shown now. */
  push(bytes: Uint8Array): string {
    return this.#take(this.#decoder.decode(bytes, { stream: true }), false);
  }

  end(): string {
    return this.#take(this.#decoder.decode(), true);
  }

  #take(text: string, last: boolean): string {
    if (this.#stopped) return '';
    this.#held += text;
    const found = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((at) => at >= 0);
    if (found.length > 0) {
      this.#stopped = true;
      return this.#held.slice(0, Math.min(...found));
    }
    // The end may be the beginning of a stop.
    let keep = 0;
    if (!last) {
      for (const stop of this.#stops) {
        for (let length = Math.min(stop.length - 1, this.#held.length); length > keep; length -= 1) {
          if (this.#held.endsWith(stop.slice(0, length))) keep = length;
        }
      }
    }
    const shown = this.#held.slice(0, this.#held.length - keep);
    this.#held = this.#held.slice(shown.length);
    return shown;
  }
}
