import type { Random } from './random.ts';

/** `even`: as many at any time. `busy`: the hour swells from two thirds of its mean to four thirds and back. */
export type Shape = 'even' | 'busy';

const swing = 1 / 3;
/** What a busy hour swells to, of its mean. */
export const peak = 1 + swing;

/** Times in seconds, rising, at which questions come at random: a Poisson process, thinned where it swells. */
export function* arrivals(perSecond: number, seconds: number, shape: Shape, random: Random): Generator<number> {
  const top = shape === 'busy' ? perSecond * peak : perSecond;
  for (let time = random.exponential(1 / top); time < seconds; time += random.exponential(1 / top)) {
    const share = shape === 'busy' ? (1 - swing * Math.cos(2 * Math.PI * time / seconds)) / peak : 1;
    if (share === 1 || random.next() < share) yield time;
  }
}
