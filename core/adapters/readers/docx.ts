import type { Extraction } from '../../contract/index.ts';
import { DocxBody } from './docx-body.ts';
import { readNotes, readStyles } from './docx-parts.ts';
import { documentTitle } from './document-title.ts';
import { withOffsets, type FormatReader } from './format-reader.ts';
import { parseMember } from './xml-stream.ts';
import { withZip } from './zip-archive.ts';

const mime = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/**
 * Word documents: headings by their styles, lists, tables, text boxes and footnotes, on the pages where Word last
 * laid them out. Pictures and linked files are never opened.
 */
export const reader: FormatReader = {
  extensions: ['docx', 'docm', 'dotx', 'dotm'],
  mime: [mime],
  async read({ path, name, unlocked }): Promise<Extraction> {
    return await withZip(unlocked ?? path, name, async (zip) => {
      const main = zip.names.find((member) => /^word\/document\d*\.xml$/i.test(member)) ?? 'word/document.xml';
      const body = new DocxBody({ styles: await readStyles(zip, name), notes: await readNotes(zip, name) });
      await parseMember(zip, main, name, body);
      const { blocks, pages } = body.finish();
      const title = await documentTitle(zip, 'docProps/core.xml', name);
      return { mime, pages: pages ?? 1, pageKind: pages === undefined ? 'none' : 'page', blocks: withOffsets(blocks), warnings: [], ...title };
    });
  },
};
