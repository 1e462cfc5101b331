import { Heap } from './heap.ts';

/** What became of those who came. Seconds. */
export interface Served { readonly waits: readonly number[]; readonly responses: readonly number[]; readonly utilisation: number; readonly longestQueue: number; readonly servedPerSecond: number }

/**
 * One queue before `servers` equal places, first come first served: an answer takes the place that is free first.
 * @param times at which questions come, rising. @param service seconds that the next one takes. @param seconds that are looked at: places that work on afterwards count as busy to their end.
 */
export function simulateQueue({ times, servers, service, seconds }: { readonly times: Iterable<number>; readonly servers: number; readonly service: () => number; readonly seconds: number }): Served {
  const free = new Heap<number>((time) => time);
  for (let server = 0; server < servers; server += 1) free.push(0);
  /** When those who wait are served. */
  const waiting = new Heap<number>((time) => time);
  const waits: number[] = [];
  const responses: number[] = [];
  let busy = 0;
  let longestQueue = 0;
  let within = 0;
  for (const time of times) {
    while (waiting.first !== undefined && waiting.first <= time) waiting.pop();
    const begins = Math.max(time, free.pop() ?? 0);
    const takes = service();
    free.push(begins + takes);
    if (begins > time) waiting.push(begins);
    longestQueue = Math.max(longestQueue, waiting.size);
    waits.push(begins - time);
    responses.push(begins - time + takes);
    busy += Math.max(0, Math.min(takes, seconds - begins));
    if (begins + takes <= seconds) within += 1;
  }
  return { waits, responses, longestQueue, utilisation: busy / (servers * seconds), servedPerSecond: within / seconds };
}

/** @param share 0.95 for what 95 of 100 stay below. 0 where there are none. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}
