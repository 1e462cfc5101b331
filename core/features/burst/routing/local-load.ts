import type { GenerateEvent } from '../../../ports/language-model.ts';
import { median } from './place-health.ts';

/** Answers that the medians are of. */
const remembered = 20;

/** An answer under way. `share` is the time that the machine gave to it alone: two at once get half of each second. */
interface Run { share: number; begun: boolean }

/**
 * How much the model on this computer has to do. What an answer costs is measured as the machine's time alone, so that it is the same however many were
 * written beside it, and tells what one more has to wait.
 */
export class LocalLoad {
  readonly #together: number;
  readonly #now: () => number;
  readonly #running = new Set<Run>();
  readonly #reading: number[] = [];
  readonly #whole: number[] = [];
  readonly #speeds: number[] = [];
  #at = 0;

  /** @param together answers that the model writes at the same time. @param now in milliseconds. */
  constructor(together: number, now: () => number = () => performance.now()) {
    this.#together = together;
    this.#now = now;
  }

  /** Answers under way. */
  get others(): number { return this.#running.size; }
  /** Written of late by one answer, in tokens a second; null before the first. */
  get tokensPerSecond(): number | null { return median(this.#speeds); }

  /** Seconds that a new question would wait for others before its first word. @param busy all that the model works on, of whomever; those that are counted here without. */
  waitSeconds(busy = 0): number {
    const others = Math.max(busy, this.#running.size);
    if (others === 0) return 0;
    const reading = median(this.#reading) ?? 0;
    const whole = median(this.#whole) ?? reading;
    // Those ahead must end for it to begin; then it is read beside the others.
    return (Math.max(0, others - this.#together + 1) * whole + Math.min(others, this.#together - 1) * reading) / 1000;
  }

  /** Passes an answer on and learns from it. */
  async* watch(events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent> {
    const run: Run = { share: 0, begun: false };
    this.#pass();
    this.#running.add(run);
    try {
      for await (const event of events) {
        if (event.type === 'text' && !run.begun) {
          this.#pass();
          run.begun = true;
          keep(this.#reading, run.share);
        } else if (event.type === 'end') {
          this.#pass();
          keep(this.#whole, run.share);
          const writing = event.totalMs - event.firstTokenMs;
          if (writing > 0 && event.usage.completionTokens > 1) keep(this.#speeds, (event.usage.completionTokens - 1) / writing * 1000);
        }
        yield event;
      }
    } finally {
      this.#pass();
      this.#running.delete(run);
    }
  }

  /** Gives each its share of the time since the last look. */
  #pass(): void {
    const now = this.#now();
    const each = this.#running.size === 0 ? 0 : (now - this.#at) / this.#running.size;
    for (const run of this.#running) run.share += each;
    this.#at = now;
  }
}

function keep(values: number[], value: number): void {
  values.push(value);
  if (values.length > remembered) values.shift();
}
