import type { Fragment } from './pdf-fragments.ts';

/** Text on one baseline without a wide gap: a line of a paragraph, or one cell of a table. */
export interface Segment {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
}

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

/** True where no space belongs between two characters. */
export function joinsWithoutSpace(before: string, after: string): boolean {
  return cjk.test(before.slice(-1)) && cjk.test(after.slice(0, 1));
}

/** Gap, in font sizes, from which on text is a new column or cell. */
const columnGap = 1.1;
const wordGap = 0.14;

/** Joins the fragments of a page to segments. */
export function toSegments(fragments: readonly Fragment[]): Segment[] {
  return baselines(fragments).flatMap(splitAtGaps);
}

/** Groups fragments that share a baseline (small steps, as of superscripts, allowed). */
function baselines(fragments: readonly Fragment[]): Fragment[][] {
  const sorted = [...fragments].sort((one, other) => one.y - other.y || one.x - other.x);
  const lines: Fragment[][] = [];
  let line: Fragment[] = [];
  let y = Number.NEGATIVE_INFINITY;
  let size = 0;
  for (const fragment of sorted) {
    if (fragment.text.trim() === '' && fragment.width <= 0) continue;
    if (fragment.y - y > 0.45 * Math.min(Math.max(size, 1), fragment.size)) {
      line = [];
      lines.push(line);
      y = fragment.y;
      size = fragment.size;
    }
    line.push(fragment);
  }
  return lines;
}

function splitAtGaps(line: Fragment[]): Segment[] {
  const rightToLeft = line.filter((one) => one.rightToLeft).length * 2 > line.length;
  const ordered = [...line].sort((one, other) => one.x - other.x);
  const runs: Fragment[][] = [];
  let right = 0;
  for (const fragment of ordered) {
    const blank = fragment.text.trim() === '';
    const run = runs.at(-1);
    const gap = fragment.x - right;
    if (blank) {
      if (run !== undefined && gap < columnGap * fragment.size && fragment.width < columnGap * fragment.size) run.push(fragment);
      continue;
    }
    // The same glyphs drawn twice, shifted a little, are one bold word.
    const last = run?.at(-1);
    if (last !== undefined && last.text === fragment.text && Math.abs(last.x - fragment.x) < 0.1 * fragment.size) continue;
    if (run === undefined || gap > columnGap * fragment.size) runs.push([fragment]);
    else run.push(fragment);
    right = Math.max(right, fragment.x + fragment.width);
    if (runs.at(-1)?.length === 1) right = fragment.x + fragment.width;
  }
  const segments = runs.map((run) => toSegment(run, rightToLeft)).filter((one) => one.text !== '');
  return rightToLeft ? segments.reverse() : segments;
}

function toSegment(run: Fragment[], rightToLeft: boolean): Segment {
  const parts = rightToLeft ? [...run].reverse() : run;
  let text = '';
  let end: Fragment | undefined;
  for (const part of parts) {
    const gap = end === undefined ? 0 : rightToLeft ? end.x - (part.x + part.width) : part.x - (end.x + end.width);
    const apart = gap > wordGap * part.size && !/\s$/.test(text) && !/^\s/.test(part.text);
    const blank = part.text.trim() === '';
    if (blank) { if (!/\s$/.test(text)) text += ' '; } else {
      const glued = joinsWithoutSpace(text.trimEnd(), part.text) && gap < 0.6 * part.size;
      text = glued ? text.trimEnd() + part.text : text + (apart ? ' ' : '') + part.text;
    }
    end = part;
  }
  const sizes = run.filter((one) => one.text.trim() !== '');
  const main = sizes.reduce((best, one) => (one.text.length > best.text.length ? one : best), sizes[0] ?? (run[0] as Fragment));
  return {
    text: text.replace(/\s+/g, ' ').trim(), x: Math.min(...run.map((one) => one.x)), right: Math.max(...run.map((one) => one.x + one.width)), y: main.y, size: main.size,
  };
}
