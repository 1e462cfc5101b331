import { SproutError, type Extraction, type Warning } from '../../contract/index.ts';
import { withOffsets, type FormatReader, type LooseBlock } from './format-reader.ts';
import { htmlBlocks } from './html.ts';
import { parseMember, resolved } from './xml-stream.ts';
import { withZip, type ZipArchive } from './zip-archive.ts';

const mime = 'application/epub+zip';

/** Books: the chapters in reading order. */
export const reader: FormatReader = {
  extensions: ['epub'],
  mime: [mime],
  async read({ path, name, onProgress }): Promise<Extraction> {
    return await withZip(path, name, async (zip) => {
      const book = await readPackage(zip, name);
      const locked = await lockedMembers(zip, name);
      if (book.chapters.length > 0 && book.chapters.every((chapter) => locked.has(chapter))) throw new SproutError('password-needed', { file: name });
      const blocks: LooseBlock[] = book.about.map((text) => ({ kind: 'paragraph', text, page: 1 }));
      const warnings: Warning[] = [];
      for (const [index, chapter] of book.chapters.entries()) {
        const page = index + 1;
        if (zip.has(chapter) && !locked.has(chapter)) {
          for (const block of htmlBlocks((await zip.bytes(chapter)).toString('utf8')).blocks) blocks.push({ ...block, page });
        } else warnings.push({ code: 'page-unreadable', page, message: `Chapter ${page} could not be read.` });
        onProgress({ stage: 'reading', done: page, total: book.chapters.length });
      }
      return { mime, pages: Math.max(1, book.chapters.length), pageKind: 'chapter', blocks: withOffsets(blocks), warnings, ...(book.title === '' ? {} : { title: book.title }) };
    });
  },
};

interface Book { title: string; /** What the book says about itself: authors, summary. */ about: string[]; chapters: string[] }

async function readPackage(zip: ZipArchive, file: string): Promise<Book> {
  let main = '';
  await parseMember(zip, 'META-INF/container.xml', file, { open(element) { if (element.name === 'rootfile') main ||= element.attribute('full-path') ?? ''; } });
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const items = new Map<string, string>();
  const book: Book = { title: '', about: [], chapters: [] };
  const authors: string[] = [];
  let text = '';
  await parseMember(zip, main, file, {
    open(element) {
      text = '';
      const href = element.attribute('href');
      // The table of contents repeats the headings.
      if (element.name === 'item' && href !== undefined && !/\bnav\b/.test(element.attribute('properties') ?? '')) items.set(element.attribute('id') ?? '', resolved(folder, decoded(href)));
      const member = element.name === 'itemref' ? items.get(element.attribute('idref') ?? '') : undefined;
      if (member !== undefined) book.chapters.push(member);
    },
    text(part) { text += part; },
    close(name) {
      const value = text.replaceAll(/\s+/g, ' ').trim();
      if (value === '') return;
      if (name === 'title') book.title ||= value;
      else if (name === 'creator') authors.push(value);
      else if (name === 'description') book.about.push(htmlBlocks(value).blocks.map((block) => block.text).join(' '));
      text = '';
    },
  });
  if (authors.length > 0) book.about.unshift(`Authors: ${authors.join(', ')}`);
  if (book.title !== '') book.about.unshift(book.title);
  return book;
}

/** Members under digital rights management; fonts are often listed too, which matters to nobody here. */
async function lockedMembers(zip: ZipArchive, file: string): Promise<Set<string>> {
  const locked = new Set<string>();
  await parseMember(zip, 'META-INF/encryption.xml', file, {
    open(element) { if (element.name === 'CipherReference') locked.add(decoded(element.attribute('URI') ?? '')); },
  });
  return locked;
}

function decoded(href: string): string {
  try { return decodeURIComponent(href.split('#')[0] ?? ''); } catch { return href; }
}
