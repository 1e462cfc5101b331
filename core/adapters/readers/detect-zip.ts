import { SproutError } from '../../contract/index.ts';
import { extensionOf, type Format } from './format-table.ts';
import { withZip } from './zip-archive.ts';

/** Tells office files, OpenDocument and EPUB apart by the members of the zip; nothing is inflated except a small "mimetype". */
export async function zipFormat(source: string | Buffer, name: string, hint: Format | undefined): Promise<Format> {
  try {
    const format = await withZip(source, name, async (zip) => formatOf(zip.names, zip.has('mimetype') ? await firstBytes(zip.stream('mimetype')) : ''));
    if (format !== undefined) return format;
  } catch (error) {
    // What was never named an office file is an archive, and no more is said about it.
    if (hint !== undefined) throw error;
  }
  if (hint !== undefined) throw new SproutError('file-damaged', { file: name });
  throw new SproutError('format-unsupported', { file: name, kind: extensionOf(name) || 'zip' });
}

function formatOf(names: readonly string[], mimetype: string): Format | undefined {
  if (mimetype.startsWith('application/epub')) return 'epub';
  if (mimetype.startsWith('application/vnd.oasis.opendocument.')) return 'odf';
  if (names.some((name) => /^word\//i.test(name))) return 'docx';
  if (names.some((name) => /^xl\//i.test(name))) return 'xlsx';
  if (names.some((name) => /^ppt\//i.test(name))) return 'pptx';
  if (names.includes('META-INF/container.xml')) return 'epub';
  if (names.includes('content.xml') && names.includes('META-INF/manifest.xml')) return 'odf';
  return undefined;
}

async function firstBytes(stream: AsyncIterable<Buffer>): Promise<string> {
  for await (const bytes of stream) return bytes.toString('latin1', 0, 200);
  return '';
}
