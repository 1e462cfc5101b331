import type { ReadPublished, SiteSettings } from '../../../contract/index.ts';
import { approvedFile, decodeApproved, type PublishedApproval } from './approved-file.ts';
import { breath } from './breath.ts';
import type { IndexedDocument } from './encode-index.ts';
import { gunzip } from './gzip.ts';
import { decodeManifest } from './manifest.ts';
import { decodePostings, postingsFiles } from './postings.ts';
import { decodeTexts, textFile, type PublishedDocument, type PublishedPassage } from './texts.ts';

export interface ReadIndex { readonly documents: readonly IndexedDocument[]; readonly approved: readonly PublishedApproval[]; readonly sources: SiteSettings['sources'] }

/** A published index, read back whole, of any format that was ever written: encoded again it is the same index. @throws what reading throws; Error for another format or damage. */
export async function readIndex(read: ReadPublished): Promise<ReadIndex> {
  const file = async (path: string): Promise<Uint8Array> => gunzip(await read(path));
  const manifest = decodeManifest(await file('manifest.bin'));
  const about: PublishedDocument[] = [];
  const passages: PublishedPassage[] = [];
  const total = manifest.documents.reduce((sum, count) => sum + count, 0);
  for (let number = 0; passages.length < total; number += 1) {
    const held = decodeTexts(await file(textFile(number)));
    for (const [document, said] of held.documents) about[document] = said;
    passages.push(...held.passages);
    await breath();
  }
  const subjects = manifest.documents.map((): string[] => []);
  for (const path of postingsFiles(manifest)) for (const [term, posting] of decodePostings(await file(path))) for (const document of posting.subjects) subjects[document]?.push(term);
  let first = 0;
  const documents = manifest.documents.map((count, document): IndexedDocument => {
    const own = passages.slice(first, first += count);
    return { ...about[document] ?? { name: '', about: [] }, subjects: subjects[document]?.sort() ?? [], passages: own };
  });
  return { documents, approved: manifest.approved > 0 ? decodeApproved(await file(approvedFile)).approved : [], sources: manifest.sources };
}
