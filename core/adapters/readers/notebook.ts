import { readFile } from 'node:fs/promises';
import { SproutError } from '../../contract/index.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';

interface Cell { cell_type?: unknown; source?: unknown }

/** Jupyter notebooks: the text and code of the cells, without outputs. */
export const reader: FormatReader = {
  extensions: ['ipynb'],
  mime: ['application/x-ipynb+json'],
  async read({ path, name }) {
    const cells = parseCells(await readFile(path, 'utf8'), name);
    const blocks = cells.flatMap((cell): LooseBlock[] => {
      const source = Array.isArray(cell.source) ? cell.source.join('') : String(cell.source ?? '');
      return cell.cell_type === 'code' ? [{ kind: 'code', text: source }] : source.split(/\n{2,}/).map(markdownBlock);
    });
    return { mime: 'application/x-ipynb+json', pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings: [] };
  },
};

function parseCells(text: string, name: string): Cell[] {
  try {
    const notebook = JSON.parse(text) as { cells?: unknown };
    if (Array.isArray(notebook.cells)) return notebook.cells as Cell[];
  } catch (cause) {
    throw new SproutError('file-damaged', { file: name }, { cause });
  }
  throw new SproutError('file-damaged', { file: name });
}

function markdownBlock(text: string): LooseBlock {
  const heading = /^(#{1,6})\s+(.*)$/s.exec(text.trim());
  return heading?.[1] === undefined ? { kind: 'paragraph', text } : { kind: 'heading', level: heading[1].length, text: heading[2] ?? '' };
}
