/** Time and chance, so that tests may turn them. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @returns a function that calls it off. */
  after(milliseconds: number, run: () => void): () => void;
  /** 0 ≤ n < 1. */
  random(): number;
}

export const pause = (clock: Clock, milliseconds: number): Promise<void> => new Promise((resolve) => { clock.after(milliseconds, resolve); });

export const browserClock: Clock = {
  now: Date.now,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => { clearTimeout(timer); };
  },
  random: Math.random,
};
