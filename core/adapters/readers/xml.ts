import { createReadStream } from 'node:fs';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { parseXml } from './xml-stream.ts';

/** Any XML: the text of each element, one paragraph each. */
export const reader: FormatReader = {
  extensions: ['xml'],
  mime: ['application/xml', 'text/xml'],
  async read({ path, name }) {
    const blocks: LooseBlock[] = [];
    let text = '';
    const flush = (): void => { blocks.push({ kind: 'paragraph', text: text.replace(/\s+/g, ' ') }); text = ''; };
    await parseXml(createReadStream(path) as AsyncIterable<Buffer>, name, { open: flush, close: flush, text: (part) => { text += part; } });
    return { mime: 'application/xml', pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings: [] };
  },
};
