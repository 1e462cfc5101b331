/** Bytes from `start` up to, not including, `end`. */
export interface Range { readonly start: number; readonly end: number }

/** Adds one range to sorted, disjoint ones; neighbours grow together. */
export function addRange(ranges: readonly Range[], added: Range): Range[] {
  if (added.end <= added.start) return [...ranges];
  const before = ranges.filter(({ end }) => end < added.start);
  const after = ranges.filter(({ start }) => start > added.end);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const start = Math.min(added.start, touching[0]?.start ?? added.start);
  const end = Math.max(added.end, touching.at(-1)?.end ?? added.end);
  return [...before, { start, end }, ...after];
}

/** What of `removed` the ranges hold is taken out of them. */
export function removeRange(ranges: readonly Range[], removed: Range): Range[] {
  return ranges.flatMap(({ start, end }) => [{ start, end: Math.min(end, removed.start) }, { start: Math.max(start, removed.end), end }].filter((left) => left.end > left.start));
}

/** The gaps of sorted, disjoint ranges below `total`. */
export function missingRanges(ranges: readonly Range[], total: number): Range[] {
  return ranges.reduce((gaps, range) => removeRange(gaps, range), total > 0 ? [{ start: 0, end: total }] : []);
}

export function countBytes(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Cuts ranges into pieces of at most `size` bytes, in order. */
export function cutRanges(ranges: readonly Range[], size: number): Range[] {
  return ranges.flatMap(({ start, end }) => Array.from({ length: Math.ceil((end - start) / size) }, (_, index) => ({ start: start + index * size, end: Math.min(end, start + (index + 1) * size) })));
}
