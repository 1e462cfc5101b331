import { SproutError, type Extraction } from '../../contract/index.ts';
import { documentTitle } from './document-title.ts';
import { withOffsets, type FormatReader } from './format-reader.ts';
import { OdfBody } from './odf-body.ts';
import { parseMember } from './xml-stream.ts';
import { withZip, type ZipArchive } from './zip-archive.ts';

const kinds = { text: 'none', spreadsheet: 'sheet', presentation: 'slide' } as const;

/** OpenDocument texts, spreadsheets and presentations (LibreOffice, WPS, Collabora). */
export const reader: FormatReader = {
  extensions: ['odt', 'ods', 'odp', 'ott', 'ots', 'otp'],
  mime: Object.keys(kinds).map((kind) => `application/vnd.oasis.opendocument.${kind}`),
  async read({ path, name }): Promise<Extraction> {
    return await withZip(path, name, async (zip) => {
      if (await isEncrypted(zip, name)) throw new SproutError('password-needed', { file: name });
      const body = new OdfBody();
      await parseMember(zip, 'content.xml', name, body);
      const mime = zip.has('mimetype') ? (await zip.bytes('mimetype')).toString('latin1').trim() : `application/vnd.oasis.opendocument.${body.kind}`;
      return {
        mime, pages: body.kind === 'text' ? 1 : Math.max(1, body.pages), pageKind: kinds[body.kind],
        blocks: withOffsets(body.blocks), warnings: [], ...await documentTitle(zip, 'meta.xml', name),
      };
    });
  },
};

async function isEncrypted(zip: ZipArchive, file: string): Promise<boolean> {
  let found = false;
  await parseMember(zip, 'META-INF/manifest.xml', file, { open: ({ name }) => { found ||= name === 'encryption-data'; } });
  return found;
}
