import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SilenceWatch } from '../../../../core/adapters/ggml/silence-watch.ts';

let silent = 0;
let watch: SilenceWatch;
beforeEach(() => {
  vi.useFakeTimers();
  silent = 0;
  watch = new SilenceWatch({ leastMs: 10_000, onSilent: () => { silent += 1; } });
});
afterEach(() => { watch.rest(); vi.useRealTimers(); });

/** Works on: one piece of work after the other, each of `milliseconds`. */
function work(pieces: number, milliseconds: number): void {
  for (let piece = 0; piece < pieces; piece += 1) { vi.advanceTimersByTime(milliseconds); watch.heard(); }
}

describe('a process that speaks after each piece of work', () => {
  it('is silent when it says nothing for the least time and a quarter of it', () => {
    watch.begin();
    vi.advanceTimersByTime(12_499);
    expect(silent).toBe(0);
    vi.advanceTimersByTime(1);
    expect(silent).toBe(1);
  });

  it('may be silent for twenty times its longest piece of work', () => {
    watch.begin();
    work(3, 9_000);
    vi.advanceTimersByTime(20 * 9_000 * 1.25 - 1);
    expect(silent).toBe(0);
    vi.advanceTimersByTime(1);
    expect(silent).toBe(1);
  });

  it('does not count how long its start took', () => {
    watch.begin();
    work(2, 9_000);
    watch.rest();
    watch.begin();
    work(1, 11_000);
    expect(silent).toBe(0);
  });

  it('that rests may be silent for ever', () => {
    watch.begin();
    work(2, 100);
    watch.rest();
    vi.advanceTimersByTime(10_000_000);
    expect(silent).toBe(0);
    watch.heard();
    vi.advanceTimersByTime(12_500);
    expect(silent).toBe(1);
  });
});
