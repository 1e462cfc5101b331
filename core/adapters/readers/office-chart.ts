import type { LooseBlock } from './format-reader.ts';
import { tableBlocks } from './table-blocks.ts';
import { parseMember, relationships } from './xml-stream.ts';
import type { ZipArchive } from './zip-archive.ts';

/** The charts of a slide, or of a sheet, which holds them in a drawing. */
export async function readCharts(zip: ZipArchive, member: string, file: string, inDrawing = false): Promise<LooseBlock[]> {
  const blocks: LooseBlock[] = [];
  for (const { type, target } of (await relationships(zip, member, file)).values()) {
    if (type === 'chart') blocks.push(...await readChart(zip, target, file));
    else if (type === 'drawing' && !inDrawing) blocks.push(...await readCharts(zip, target, file, true));
  }
  return blocks;
}

/** A chart as the table it was drawn from: categories down, series across (the values that the file keeps with the drawing). */
async function readChart(zip: ZipArchive, member: string, file: string): Promise<LooseBlock[]> {
  interface Series { name: string; categories: string[]; values: string[] }
  const series: Series[] = [];
  let title = '';
  let into: 'name' | 'categories' | 'values' | undefined;
  let index = 0;
  const path: string[] = [];
  await parseMember(zip, member, file, {
    open(element) {
      path.push(element.name);
      if (element.name === 'ser') series.push({ name: '', categories: [], values: [] });
      else if (element.name === 'tx') into = 'name';
      else if (element.name === 'cat' || element.name === 'xVal') into = 'categories';
      else if (element.name === 'val' || element.name === 'yVal') into = 'values';
      else if (element.name === 'pt') index = Number(element.attribute('idx') ?? 0);
    },
    text(text) {
      const current = series.at(-1);
      const here = path.at(-1);
      if (here === 't' && path.includes('title')) title += text;
      if (here !== 'v' || current === undefined || into === undefined || !(index >= 0 && index < 10_000)) return;
      if (into === 'name') current.name += text;
      else current[into][index] = (current[into][index] ?? '') + text;
    },
    close(name) {
      path.pop();
      if (['tx', 'cat', 'xVal', 'val', 'yVal'].includes(name)) into = undefined;
    },
  });
  const categories = series.find((each) => each.categories.length > 0)?.categories ?? [];
  const rows = Array.from({ length: Math.max(0, ...series.map((each) => each.values.length)) }, (_, row) => [categories[row] ?? '', ...series.map((each) => each.values[row] ?? '')]);
  return [
    ...(title.trim() === '' ? [] : [{ kind: 'paragraph', text: title.trim() } as const]),
    ...tableBlocks(series.some((each) => each.name !== '') ? [['', ...series.map((each) => each.name)], ...rows] : rows),
  ];
}
