/** Longest event that is waited for, in characters. */
const longest = 4_000_000;

/** Data of server-sent events, however the bytes are cut. @throws RangeError of an event without end. */
export class ServerSentEvents {
  readonly #decoder = new TextDecoder();
  #held = '';
  #data: string[] = [];

  /** @returns the data of the events that are whole. */
  push(bytes: Uint8Array): string[] {
    return this.#read(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What a server left without the blank line at its end. */
  end(): string[] {
    return this.#read(`${this.#decoder.decode()}\n\n`);
  }

  #read(text: string): string[] {
    this.#held += text;
    const whole: string[] = [];
    let from = 0;
    // A "\r" at the very end may be half of a line's end.
    for (const { 0: line, index } of this.#held.matchAll(/\r\n|\n|\r(?=[^])/g)) {
      this.#line(this.#held.slice(from, index), whole);
      from = index + line.length;
    }
    this.#held = this.#held.slice(from);
    if (this.#held.length + this.#data.reduce((sum, each) => sum + each.length, 0) > longest) throw new RangeError('an event without end');
    return whole;
  }

  #line(line: string, whole: string[]): void {
    if (line === '') {
      if (this.#data.length > 0) whole.push(this.#data.join('\n'));
      this.#data = [];
    } else if (line.startsWith('data:')) this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
  }
}
