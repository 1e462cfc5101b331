import mammoth from 'mammoth';
import { SproutError, type Extraction } from '../../contract/index.ts';
import { withOffsets, type FormatReader } from './format-reader.ts';
import { htmlBlocks } from './html.ts';

/** Word documents by their styles. Pictures are left out; external files are never opened. */
export const reader: FormatReader = {
  extensions: ['docx', 'docm', 'dotx', 'dotm'],
  mime: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  async read({ path, name }): Promise<Extraction> {
    const { value } = await mammoth.convertToHtml({ path }, { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false }).catch((cause: unknown) => {
      throw new SproutError('file-damaged', { file: name }, { cause });
    });
    return { mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', pages: 1, pageKind: 'none', blocks: withOffsets(htmlBlocks(value).blocks), warnings: [] };
  },
};
