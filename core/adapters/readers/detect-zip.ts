import yauzl from 'yauzl';
import { SproutError } from '../../contract/index.ts';
import { extensionOf, type Format } from './format-table.ts';

const maximumEntries = 2000;

/** Tells office files, OpenDocument and EPUB apart by the members of the zip; nothing is inflated except a small "mimetype". */
export async function zipFormat(path: string, name: string, hint: Format | undefined): Promise<Format> {
  const found = await members(path).catch((): undefined => undefined);
  const format = found === undefined ? undefined : formatOf(found);
  if (format !== undefined) return format;
  if (hint !== undefined) throw new SproutError('file-damaged', { file: name });
  throw new SproutError('format-unsupported', { file: name, kind: extensionOf(name) || 'zip' });
}

interface Members { readonly names: readonly string[]; readonly mimetype: string }

function formatOf({ names, mimetype }: Members): Format | undefined {
  if (mimetype.startsWith('application/epub')) return 'epub';
  if (mimetype.startsWith('application/vnd.oasis.opendocument.')) return 'odf';
  if (names.some((name) => /^\/?word\//i.test(name))) return 'docx';
  if (names.some((name) => /^\/?xl\//i.test(name))) return 'xlsx';
  if (names.some((name) => /^\/?ppt\//i.test(name))) return 'pptx';
  if (names.includes('META-INF/container.xml')) return 'epub';
  if (names.includes('content.xml') && names.includes('META-INF/manifest.xml')) return 'odf';
  return undefined;
}

function members(path: string): Promise<Members> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: true }, (error, zip) => {
      if (error) { reject(error); return; }
      const names: string[] = [];
      let mimetype = '';
      const finish = (): void => { zip.close(); resolve({ names, mimetype }); };
      zip.on('error', reject);
      zip.on('end', () => { resolve({ names, mimetype }); });
      zip.on('entry', (entry: yauzl.Entry) => {
        names.push(entry.fileName);
        if (names.length >= maximumEntries) { finish(); return; }
        if (entry.fileName !== 'mimetype' || entry.uncompressedSize > 200) { zip.readEntry(); return; }
        zip.openReadStream(entry, (streamError, stream) => {
          if (streamError) { reject(streamError); return; }
          stream.on('data', (chunk: Buffer) => { mimetype += chunk.toString('latin1'); });
          stream.on('error', reject);
          stream.on('end', () => { zip.readEntry(); });
        });
      });
      zip.readEntry();
    });
  });
}
