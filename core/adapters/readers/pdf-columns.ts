import type { Segment } from './pdf-segments.ts';

const minimumLines = 4;

/**
 * Reading order: splits a page into regions that are read one after the other. A gutter between columns of prose splits;
 * the gaps of a table do not. Lines across the gutter (titles, wide figures) end the columns above them.
 */
export function readingRegions(segments: readonly Segment[], depth = 0): Segment[][] {
  if (segments.length < 2 * minimumLines || depth > 3) return segments.length === 0 ? [] : [[...segments]];
  const gutter = findGutter(segments);
  if (gutter === undefined) return [[...segments]];
  const regions: Segment[][] = [];
  let left: Segment[] = [];
  let right: Segment[] = [];
  let across: Segment[] = [];
  const flushColumns = (): void => {
    if (prose(left) && prose(right)) regions.push(...readingRegions(left, depth + 1), ...readingRegions(right, depth + 1));
    else regions.push([...left, ...right].sort((one, other) => one.y - other.y || one.x - other.x));
    left = [];
    right = [];
  };
  for (const segment of [...segments].sort((one, other) => one.y - other.y || one.x - other.x)) {
    if (segment.x < gutter - 1 && segment.right > gutter + 1) {
      if (left.length + right.length > 0) flushColumns();
      across.push(segment);
      continue;
    }
    if (across.length > 0) { regions.push(across); across = []; }
    (segment.right <= gutter + 1 ? left : right).push(segment);
  }
  if (across.length > 0) regions.push(across);
  if (left.length + right.length > 0) flushColumns();
  return mergeSingles(regions.filter((region) => region.length > 0));
}

/** The x that the fewest lines cross while many lines of prose stand on both sides. */
function findGutter(segments: readonly Segment[]): number | undefined {
  const start = Math.min(...segments.map((one) => one.x));
  const end = Math.max(...segments.map((one) => one.right));
  const width = end - start;
  let best: { x: number; score: number } | undefined;
  for (let x = start + width * 0.2; x <= start + width * 0.8; x += Math.max(2, width / 200)) {
    let crossing = 0;
    const left: Segment[] = [];
    const right: Segment[] = [];
    for (const one of segments) {
      if (one.x < x - 2 && one.right > x + 2) crossing += 1;
      else (one.right <= x + 2 ? left : right).push(one);
    }
    if (left.length < minimumLines || right.length < minimumLines || crossing * 2 > left.length + right.length) continue;
    if (!prose(left) || !prose(right)) continue;
    const score = Math.min(left.length, right.length) - crossing * 2;
    if (best === undefined || score > best.score) best = { x, score };
  }
  return best?.x;
}

/** Lines of running text, not the short cells of a table: most reach across most of their column. */
function prose(segments: readonly Segment[]): boolean {
  if (segments.length < minimumLines) return false;
  const start = Math.min(...segments.map((one) => one.x));
  const end = Math.max(...segments.map((one) => one.right));
  const long = segments.filter((one) => one.right - one.x > 0.55 * (end - start) && one.text.length > 12);
  const rows = new Set(segments.map((one) => Math.round(one.y))).size;
  return long.length >= 0.5 * segments.length && rows >= 0.8 * segments.length;
}

/** Regions of one line (between two titles, say) belong to what precedes them, so that paragraphs are not torn. */
function mergeSingles(regions: Segment[][]): Segment[][] {
  const merged: Segment[][] = [];
  for (const region of regions) {
    const last = merged.at(-1);
    const width = (one: Segment[]): number => Math.max(...one.map((part) => part.right)) - Math.min(...one.map((part) => part.x));
    if (last !== undefined && last.length <= 2 && region.length <= 2 && Math.abs(width(last) - width(region)) < 0.5 * width(region)) last.push(...region);
    else merged.push(region);
  }
  return merged;
}
