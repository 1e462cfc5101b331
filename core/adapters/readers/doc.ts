import { readFile } from 'node:fs/promises';
import WordExtractor from 'word-extractor';
import { SproutError, type Extraction } from '../../contract/index.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { tableBlocks } from './table-blocks.ts';
import { unlockWord } from './unlock-word.ts';

const mime = 'application/msword';

/** Word 97–2003. The library gives text without styles: cells end in a tab, rows in a line. */
export const reader: FormatReader = {
  extensions: ['doc', 'dot', 'wps'],
  mime: [mime],
  async read({ path, name, password }): Promise<Extraction> {
    const bytes = unlockWord(await readFile(path), password, name);
    const document = await new WordExtractor().extract(bytes).catch((cause: unknown) => { throw new SproutError('file-damaged', { file: name }, { cause }); });
    const parts = [document.getBody(), document.getTextboxes({ includeHeadersAndFooters: false }), document.getFootnotes(), document.getEndnotes()];
    return { mime, pages: 1, pageKind: 'none', blocks: withOffsets(parts.flatMap(blocksOf)), warnings: [] };
  },
};

function blocksOf(text: string): LooseBlock[] {
  const blocks: LooseBlock[] = [];
  let rows: string[][] = [];
  const endTable = (): void => { blocks.push(...tableBlocks(rows)); rows = []; };
  for (const line of text.split(/[\n\r\f]+/)) {
    if (line.split('\t').length > 2) { rows.push(line.replace(/\t$/, '').split('\t')); continue; }
    endTable();
    blocks.push({ kind: 'paragraph', text: line.replaceAll('\t', ' ').replaceAll('\v', '\n') });
  }
  endTable();
  return blocks;
}
