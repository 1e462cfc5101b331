const first = 500;
const longest = 30_000;
/** A core that ran this long had started well: its end is a new trouble, not the old one. */
const settled = 60_000;

/**
 * Milliseconds until the core is started again after it ended by itself.
 * @param failures ends in a row so far, this one included. @param ranFor milliseconds it had run.
 */
export function restartDelay(failures: number, ranFor: number): { delay: number; failures: number } {
  const count = ranFor >= settled ? 1 : failures;
  return { delay: Math.min(longest, first * 2 ** (count - 1)), failures: count };
}
