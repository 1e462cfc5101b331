import type { Block } from '../../core/contract/block.ts';

/** What the reading view draws as one piece. */
export type ReadingSection =
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'table'; readonly header: readonly string[] | undefined; readonly headerRow: Block | undefined; readonly rows: readonly Block[] }
  | { readonly kind: 'mail-headers'; readonly lines: readonly { readonly name: string; readonly value: string; readonly block: Block }[] };

const mailTypes = ['message/rfc822', 'application/vnd.ms-outlook'];
const mailHeader = /^(From|To|Cc|Date): (.+)$/s;

/** Rows of one table together, the header lines of a mail together, and a title wherever a sheet, slide or chapter begins. */
export function readingSections(blocks: readonly Block[], { mime, titledPages }: { mime: string; titledPages: boolean }): ReadingSection[] {
  const sections: ReadingSection[] = [];
  let page: number | undefined;
  let headers = mailTypes.includes(mime);
  for (const block of blocks) {
    if (titledPages && block.page !== undefined && block.page !== page) sections.push({ kind: 'page', page: block.page });
    page = block.page;
    const last = sections.at(-1);
    const line = headers && block.kind === 'paragraph' ? mailHeader.exec(block.text) : null;
    if (headers && block.kind === 'paragraph' && !line) headers = false;
    if (line) {
      const one = { name: line[1] ?? '', value: line[2] ?? '', block };
      if (last?.kind === 'mail-headers') sections[sections.length - 1] = { kind: 'mail-headers', lines: [...last.lines, one] };
      else sections.push({ kind: 'mail-headers', lines: [one] });
    } else if (block.kind !== 'table-row' || !block.cells) sections.push({ kind: 'block', block });
    else if (block.isHeader) sections.push({ kind: 'table', header: block.cells, headerRow: block, rows: [] });
    else if (last?.kind === 'table' && belongs(last, block)) (last.rows as Block[]).push(block);
    else sections.push({ kind: 'table', header: block.header, headerRow: undefined, rows: [block] });
  }
  return sections;
}

function belongs(table: { readonly header: readonly string[] | undefined; readonly rows: readonly Block[] }, row: Block): boolean {
  return table.header?.join('\0') === row.header?.join('\0') && (table.rows[0]?.cells?.length ?? row.cells?.length) === row.cells?.length;
}

/** Where each cell's text begins in the document; undefined when the row's text is not its cells joined by " | ". */
export function cellStarts(row: Block): number[] | undefined {
  const cells = row.cells ?? [];
  if (row.text !== cells.join(' | ')) return undefined;
  let at = row.start;
  return cells.map((cell) => {
    const start = at;
    at += cell.length + 3;
    return start;
  });
}

/** The part of a long document that is drawn: the blocks around the cited one. A browser is slow beyond a few thousand. */
export function windowAround(blocks: readonly Block[], start: number, size: number): { from: number; to: number } {
  if (blocks.length <= size) return { from: 0, to: blocks.length };
  const at = Math.max(blocks.findIndex((block) => block.end > start), 0);
  const from = Math.min(Math.max(at - Math.floor(size / 3), 0), blocks.length - size);
  return { from, to: from + size };
}
