import type { Row } from './pdf-rows.ts';

/** One page as it was laid out. */
export interface LaidOutPage { readonly page: number; readonly height: number; readonly regions: Row[][] }

const margin = 0.1;
const minimumPages = 4;

/** Takes out running headers, footers and page numbers: lines in a margin that return, numbers aside, on most pages. */
export function withoutFurniture(pages: readonly LaidOutPage[]): LaidOutPage[] {
  if (pages.length < minimumPages) return [...pages];
  const counts = new Map<string, number>();
  for (const page of pages) {
    const keys = new Set(page.regions.flat().filter((row) => inMargin(row, page)).map(keyOf));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const often = Math.max(3, pages.length * 0.5);
  return pages.map((page) => ({
    ...page,
    regions: page.regions.map((rows) => rows.filter((row) => !(inMargin(row, page) && (counts.get(keyOf(row)) ?? 0) >= often))).filter((rows) => rows.length > 0),
  }));
}

function inMargin(row: Row, page: LaidOutPage): boolean {
  return row.y < page.height * margin || row.y > page.height * (1 - margin);
}

function keyOf(row: Row): string {
  return row.cells.map((cell) => cell.text).join(' ').replace(/\d+/g, '#').toLowerCase();
}
