import type { ApprovedAnswer, Extraction, SiteSettings } from '../../../contract/index.ts';
import { indexTerms, searchTokens } from '../../../shared/text/analyse.ts';
import { passageTokens } from '../../../shared/text/passage-tokens.ts';
import { simplify } from '../../../shared/text/simplify.ts';
import { documentAbout, passagesOf, type Passage } from '../../documents/index.ts';
import { subjectText } from '../../search/index.ts';
import { breath } from './breath.ts';
import { approvedFile, encodeApproved } from './approved-file.ts';
import { gzip } from './gzip.ts';
import { encodeManifest, type Manifest } from './manifest.ts';
import { encodePostings, postingsFile, postingsFiles, type Postings } from './postings.ts';
import { bestCount } from './shard-sizes.ts';
import { encodeTexts, textFile, type PublishedDocument, type PublishedPassage } from './texts.ts';

/** A document that leaves. */
export interface LeavingDocument { readonly name: string; /** What it is about as a whole. */ readonly subject: string; readonly extraction: Extraction }

export interface PublishedFile { readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> }

/** Passages and terms that a question needs, for the cut into files. */
const wantedPassages = 32;
const wantedTerms = 8;
/** Few questions need the files of single characters. */
const fewerCharacters = 4;
/** Bytes of a file, at least. Smaller files of texts are so many more that a question needs more of them; each term is in one file anyway. */
const leastTexts = 3000;
const leastPostings = 1500;
/** A text shrinks to about this much. */
const textShrinks = 0.55;

/** The index for visitors' browsers: nothing of a document but what is listed in texts.ts, and of its name only the terms where no names are shown. */
export async function encodeIndex(documents: readonly LeavingDocument[], approved: readonly ApprovedAnswer[], sources: SiteSettings['sources']): Promise<{ files: PublishedFile[]; passages: number }> {
  const terms = new Map<string, { passages: number[]; counts: number[]; subjects: number[] }>();
  const termOf = (term: string): { passages: number[]; counts: number[]; subjects: number[] } => {
    let found = terms.get(term);
    if (!found) terms.set(term, found = { passages: [], counts: [], subjects: [] });
    return found;
  };
  const lengths: number[] = [];
  const counts: number[] = [];
  const all: { readonly document: number; readonly passage: PublishedPassage }[] = [];
  const shown: PublishedDocument[] = [];
  for (const [document, { name, subject, extraction }] of documents.entries()) {
    await breath();
    const about = documentAbout(name, extraction);
    const passages = passagesOf(extraction);
    counts.push(passages.length);
    shown.push({ name: sources === 'none' ? '' : name, about: [...new Set(searchTokens(about))].join(' ') });
    for (const term of new Set(indexTerms(subjectText({ name, subject })))) termOf(term).subjects.push(document);
    for (const passage of passages) {
      const tokens = passageTokens({ about, ...passage });
      const number = all.length;
      for (const token of tokens) {
        const posting = termOf(token);
        if (posting.passages.at(-1) === number) posting.counts.push((posting.counts.pop() ?? 0) + 1);
        else { posting.passages.push(number); posting.counts.push(1); }
      }
      lengths.push(tokens.length);
      all.push({ document, passage: leaving(passage) });
    }
  }
  const traditional = new Set(all.filter(({ passage: { heading, header, text } }) => isTraditional(`${heading ?? ''}\n${header}\n${text}`)));
  const bytes = all.reduce((sum, { passage }) => sum + new TextEncoder().encode(passage.text).length, 0);
  const postings = sizeOf(terms);
  const manifest: Omit<Manifest, 'bytes'> = {
    sources, traditional: traditional.size > 0, documents: counts, lengths,
    termFiles: bestCount(postings.terms, wantedTerms, leastPostings), characterFiles: Math.ceil(bestCount(postings.characters, wantedTerms, leastPostings) / fewerCharacters),
    passagesPerFile: Math.ceil(all.length / bestCount(bytes * textShrinks, wantedPassages, leastTexts)) || 1, approved: approved.length,
  };
  const packed: [string, Uint8Array<ArrayBuffer>][] = [];
  if (approved.length > 0) packed.push([approvedFile, encodeApproved({ traditional: approved.some(({ question }) => isTraditional(question)), approved })]);
  const byFile = Map.groupBy(terms, ([term]) => postingsFile(term, manifest));
  for (const path of postingsFiles(manifest)) packed.push([path, encodePostings(new Map(byFile.get(path)))]);
  for (let from = 0; from < all.length; from += manifest.passagesPerFile) {
    const held = all.slice(from, from + manifest.passagesPerFile);
    const of = new Map(held.map(({ document }) => [document, shown[document] ?? { name: '', about: '' }]));
    packed.push([textFile(from / manifest.passagesPerFile), encodeTexts({ traditional: held.some((one) => traditional.has(one)), documents: of, passages: held.map(({ passage }) => passage) })]);
  }
  const files: PublishedFile[] = [];
  for (const [path, content] of packed) files.push({ path, bytes: await gzip(content) });
  const bytesOfFiles = files.reduce((sum, file) => sum + file.bytes.length, 0);
  files.unshift({ path: 'manifest.bin', bytes: await gzip(encodeManifest({ ...manifest, bytes: bytesOfFiles })) });
  return { files, passages: all.length };
}

/** Whether a reader needs the table of characters for it. */
function isTraditional(text: string): boolean {
  const normal = text.normalize('NFKC');
  return simplify(normal) !== normal;
}

function leaving({ text, heading, header, page, start }: Passage): PublishedPassage {
  // Columns without a name are not shown.
  return { text, heading, header: header.split(' | ').filter((name) => name !== '').join(' | '), page, start };
}

/** About how many bytes the postings take. */
function sizeOf(terms: ReadonlyMap<string, Postings>): { terms: number; characters: number } {
  const size = { terms: 0, characters: 0 };
  for (const [term, { passages, subjects }] of terms) size[postingsFile(term, { termFiles: 1, characterFiles: 1 }).startsWith('terms') ? 'terms' : 'characters'] += term.length + 3 + passages.length * 1.3 + subjects.length;
  return size;
}
