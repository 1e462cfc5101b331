/** A stream of chance that is the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Times between events that come at random. @param mean of them. */
  exponential(mean: number): number;
  /** Positive, with this mean; `spread` is the standard deviation by the mean, 0 is always the mean. */
  logNormal(mean: number, spread: number): number;
}

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** Box and Muller. */
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    exponential: (mean) => -mean * Math.log(1 - next()),
    logNormal(mean, spread) {
      if (spread === 0) return mean;
      const variance = Math.log(1 + spread * spread);
      return mean * Math.exp(Math.sqrt(variance) * normal() - variance / 2);
    },
  };
}
