/** Inverse document frequency of parts among their holders; 0 for a part that none holds. */
export function telling(parts: readonly string[], holders: readonly { has(part: string): boolean }[]): Map<string, number> {
  return new Map(parts.map((part) => {
    const count = holders.reduce((sum, set) => sum + (set.has(part) ? 1 : 0), 0);
    return [part, count === 0 ? 0 : Math.log(1 + (holders.length + 1) / (count + 0.5))] as const;
  }));
}

/** The share of the whole weight that is held, 0–1. */
export function coverage(weights: ReadonlyMap<string, number>, holds: (part: string) => boolean): number {
  let all = 0;
  let held = 0;
  for (const [part, weight] of weights) {
    all += weight;
    if (holds(part)) held += weight;
  }
  return all === 0 ? 0 : held / all;
}
