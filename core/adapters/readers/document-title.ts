import { parseMember } from './xml-stream.ts';
import type { ZipArchive } from './zip-archive.ts';

/** `dc:title` of a document's properties; many programs leave it empty. */
export async function documentTitle(zip: ZipArchive, member: string, file: string): Promise<{ title?: string }> {
  let inside = false;
  let title = '';
  await parseMember(zip, member, file, {
    open: ({ name }) => { inside = name === 'title'; },
    close: () => { inside = false; },
    text: (text) => { if (inside) title += text; },
  });
  return title.trim() === '' ? {} : { title: title.trim() };
}
