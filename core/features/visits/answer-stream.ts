import type { VisitEvent } from '../../contract/index.ts';

/** An event without its number. */
export type VisitNews = VisitEvent extends infer Event ? Event extends VisitEvent ? Omit<Event, 'at'> : never : never;

/** Seconds without news after which a reader is told that the answer is still coming. */
const pingAfter = 3;
/** Seconds that an answer goes on without a reader, so that one whose connection broke can come back. */
const grace = 20;

/**
 * The events of one answer, numbered from 0 and kept, so that any number of readers follow from any place. Pings are numbered too: whoever
 * has read up to a number goes on behind it.
 */
export class AnswerStream {
  readonly #events: VisitEvent[] = [];
  readonly #leave = new AbortController();
  readonly #onReaders: (change: 1 | -1) => void;
  #news = Promise.withResolvers<void>();
  #ended = false;
  #characters = 0;
  #readers = 0;
  #ping: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(onReaders: (change: 1 | -1) => void = () => undefined) {
    this.#onReaders = onReaders;
    this.#restartPing();
    this.#restartGrace();
  }

  /** Aborted when nobody reads any more. */
  get signal(): AbortSignal { return this.#leave.signal; }
  get ended(): boolean { return this.#ended; }
  /** Of all its text. */
  get characters(): number { return this.#characters; }

  add(news: VisitNews): void {
    if (this.#ended) return;
    const event = { ...news, at: this.#events.length } as VisitEvent;
    this.#events.push(event);
    this.#characters += event.type === 'text-delta' ? event.text.length : event.type === 'answer-end' ? JSON.stringify(event.answer).length : 0;
    this.#restartPing();
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#ping);
    clearTimeout(this.#grace);
    this.#wake();
  }

  /** Ends it now, whoever reads. */
  abandon(): void {
    this.end();
    this.#leave.abort();
  }

  /** All events from a number on, those to come too. Counts as a reader until it has ended or is left, even while it waits. */
  read(from: number): AsyncIterable<VisitEvent> {
    let at = from;
    let reading = true;
    this.#enter();
    const leave = (): void => {
      if (!reading) return;
      reading = false;
      this.#exit();
    };
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          while (reading) {
            const event = this.#events[at];
            if (event) {
              at += 1;
              return { done: false, value: event };
            }
            if (this.#ended) break;
            await this.#news.promise;
          }
          leave();
          return { done: true, value: undefined };
        },
        return: () => {
          leave();
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  }

  #enter(): void {
    this.#readers += 1;
    this.#onReaders(1);
    clearTimeout(this.#grace);
  }

  #exit(): void {
    this.#readers -= 1;
    this.#onReaders(-1);
    if (this.#readers === 0) this.#restartGrace();
  }

  #wake(): void {
    const { resolve } = this.#news;
    this.#news = Promise.withResolvers();
    resolve();
  }

  #restartPing(): void {
    clearTimeout(this.#ping);
    this.#ping = setTimeout(() => { this.add({ type: 'ping' }); }, pingAfter * 1000);
  }

  #restartGrace(): void {
    clearTimeout(this.#grace);
    if (!this.#ended) this.#grace = setTimeout(() => { this.#leave.abort(); }, grace * 1000);
  }
}
