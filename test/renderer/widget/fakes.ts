import type { Clock } from '../../../renderer/widget/clock.ts';
import type { Keep } from '../../../renderer/widget/keep.ts';
import type { Call, Reply, Send } from '../../../renderer/widget/send.ts';
import { Unreachable } from '../../../renderer/widget/send.ts';

/** A clock that a test turns. */
export class FakeClock implements Clock {
  time = Date.parse('2026-03-02T10:00:00Z');
  chance = 0.5;
  readonly #timers = new Map<number, { readonly at: number; run(): void }>();
  #last = 0;

  now = (): number => this.time;
  random = (): number => this.chance;
  after = (milliseconds: number, run: () => void): (() => void) => {
    const id = this.#last += 1;
    this.#timers.set(id, { at: this.time + milliseconds, run });
    return () => { this.#timers.delete(id); };
  };

  /** Milliseconds until each timer. */
  get waiting(): number[] { return [...this.#timers.values()].map(({ at }) => at - this.time).sort((a, b) => a - b); }

  /** Runs what is due, in order, with everything that follows from it. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next[0]);
      this.time = Math.max(this.time, next[1].at);
      next[1].run();
    }
    this.time = end;
  }
}

/** Lets all that is ready run. */
export async function settle(): Promise<void> { for (let turn = 0; turn < 30; turn += 1) await Promise.resolve(); }

export class MemoryKeep implements Keep {
  readonly texts = new Map<string, string>();
  get = (name: string): string | null => this.texts.get(name) ?? null;
  set = (name: string, text: string): void => { this.texts.set(name, text); };
  remove = (name: string): void => { this.texts.delete(name); };
  names = (prefix: string): string[] => [...this.texts.keys()].filter((name) => name.startsWith(prefix));
}

/** Answers calls as told, one after the other, and records them. A string is a good reply's text, a number a status, null no connection. */
export class FakeSend {
  readonly calls: Call[] = [];
  readonly replies: (string | number | null | Partial<Reply>)[] = [];
  send: Send = async (call) => {
    this.calls.push(call);
    await Promise.resolve();
    const reply = this.replies.shift() ?? null;
    if (reply === null) throw new Unreachable();
    const full = { status: typeof reply === 'number' ? reply : 200, text: typeof reply === 'string' ? reply : '', bytes: new ArrayBuffer(0), retryAfter: 0, ...(typeof reply === 'object' ? reply : {}) };
    if (full.status === 200) call.onText?.(full.text);
    return full;
  };
  get paths(): string[] { return this.calls.map(({ method, url }) => `${method} ${new URL(url).pathname}${new URL(url).search}`); }
}
