import type { LooseBlock } from './format-reader.ts';
import type { Row } from './pdf-rows.ts';
import { joinsWithoutSpace } from './pdf-segments.ts';

const listStart = /^([•·▪●○◦‣■□◆]|[-–*]\s|\(?\d{1,3}[.)]\s|[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、)/;

/** What the whole document says about its type sizes. */
export interface TypeSizes {
  /** The size in which most text is set. */
  readonly body: number;
  /** Sizes of headings, largest first. */
  readonly headings: readonly number[];
}

/** Joins rows of running text to paragraphs, headings and list items. */
export function proseBlocks(rows: readonly Row[], page: number, sizes: TypeSizes): LooseBlock[] {
  const blocks: LooseBlock[] = [];
  let text = '';
  let open: { kind: 'heading' | 'paragraph' | 'list-item'; level?: number } | undefined;
  let previous: Row | undefined;
  const right = Math.max(...rows.map((row) => row.right));
  const flush = (): void => {
    if (open !== undefined && text !== '') blocks.push({ kind: open.kind, text, page, ...(open.level === undefined ? {} : { level: open.level }) });
    text = '';
    open = undefined;
  };
  for (const row of rows) {
    const line = row.cells.map((cell) => cell.text).join(' ');
    const level = headingLevel(row, line, sizes);
    const starts = previous === undefined || open === undefined || startsBlock(row, line, previous, right) || level !== open.level;
    if (starts) {
      flush();
      open = level !== undefined ? { kind: 'heading', level } : { kind: listStart.test(line) ? 'list-item' : 'paragraph' };
      text = line;
    } else text = joinLines(text, line);
    previous = row;
  }
  flush();
  return blocks;
}

function startsBlock(row: Row, line: string, previous: Row, right: number): boolean {
  const gap = row.y - previous.y;
  if (gap > 1.75 * Math.max(row.size, previous.size) || gap < -0.5 * row.size) return true;
  if (Math.abs(row.size - previous.size) > 0.15 * previous.size) return true;
  if (listStart.test(line)) return true;
  const indented = row.x - previous.x > 0.8 * row.size && row.x - previous.x < 5 * row.size;
  const previousShort = right - previous.right > 0.25 * (right - previous.x);
  const previousEnds = /[.!?:;。！？：；]["'”’)]?$/.test(previous.cells.at(-1)?.text ?? '');
  return (indented && previousEnds) || (previousShort && previousEnds);
}

function headingLevel(row: Row, line: string, sizes: TypeSizes): number | undefined {
  if (row.size < sizes.body * 1.14 || line.length > 200 || !/\p{L}/u.test(line)) return undefined;
  const rank = sizes.headings.findIndex((size) => row.size >= size - 0.3);
  return Math.min(6, (rank === -1 ? sizes.headings.length : rank) + 1);
}

/** A word divided at a line's end is one word; Chinese and Japanese lines join without a space. */
export function joinLines(before: string, line: string): string {
  if (/\p{Ll}[-\u00AD\u2010]$/u.test(before) && /^\p{Ll}/u.test(line)) return before.slice(0, -1) + line;
  if (joinsWithoutSpace(before, line)) return before + line;
  return `${before} ${line}`;
}

export function typeSizes(rows: Iterable<Row>): TypeSizes {
  const characters = new Map<number, number>();
  for (const row of rows) {
    const size = Math.round(row.size * 2) / 2;
    characters.set(size, (characters.get(size) ?? 0) + row.cells.reduce((sum, cell) => sum + cell.text.length, 0));
  }
  const body = [...characters].sort((one, other) => other[1] - one[1])[0]?.[0] ?? 10;
  const headings = [...characters.keys()].filter((size) => size >= body * 1.14).sort((one, other) => other - one).slice(0, 6);
  return { body, headings };
}
