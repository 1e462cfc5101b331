import { readFile } from 'node:fs/promises';
import { SaxesParser } from 'saxes';
import { SproutError } from '../../contract/index.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';

/** Any XML: the text of each element, one paragraph each. External entities are never fetched, internal ones never expanded. */
export const reader: FormatReader = {
  extensions: ['xml'],
  mime: ['application/xml', 'text/xml'],
  async read({ path, name }) {
    const source = decode(await readFile(path));
    const blocks: LooseBlock[] = [];
    let text = '';
    const flush = (): void => { blocks.push({ kind: 'paragraph', text: text.replace(/\s+/g, ' ') }); text = ''; };
    const parser = new SaxesParser();
    parser.on('opentag', flush);
    parser.on('closetag', flush);
    parser.on('text', (part) => { text += part; });
    parser.on('cdata', (part) => { text += part; });
    parser.on('error', (cause) => { throw new SproutError('file-damaged', { file: name }, { cause }); });
    parser.write(source).close();
    return { mime: 'application/xml', pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings: [] };
  },
};

function decode(bytes: Buffer): string {
  const named = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(bytes.subarray(0, 200).toString('latin1'))?.[1];
  const label = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : (named ?? 'utf-8');
  return new TextDecoder(label).decode(bytes);
}
