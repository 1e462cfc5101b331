import type { Extraction, SiteSettings } from '../../../contract/index.ts';
import { indexTerms } from '../../../shared/text/analyse.ts';
import { passageTokens } from '../../../shared/text/passage-tokens.ts';
import { simplify } from '../../../shared/text/simplify.ts';
import { documentAbout, passagesOf, type Passage } from '../../documents/index.ts';
import { subjectText } from '../../search/index.ts';
import { breath } from './breath.ts';
import { approvedFile, encodeApproved, type PublishedApproval } from './approved-file.ts';
import { gzip } from './gzip.ts';
import { encodeManifest } from './manifest.ts';
import { encodePostings, postingsFile, postingsFiles, type Postings } from './postings.ts';
import { bestCount } from './shard-sizes.ts';
import { encodeSubjects, subjectsFile } from './subjects-file.ts';
import { encodeTexts, textFile, wholeFile, type PublishedDocument, type PublishedPassage } from './texts.ts';

/** A document that leaves. */
export interface LeavingDocument { readonly name: string; /** What it is about as a whole. */ readonly subject: string; readonly extraction: Extraction }

/** The same as it is published: nothing else of it leaves, and from this alone an index is made. */
export interface IndexedDocument extends PublishedDocument { /** The terms that name it in a question. */ readonly subjects: readonly string[]; readonly passages: readonly PublishedPassage[] }

export interface PublishedFile { readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> }

/** Passages and terms that a question needs, for the cut into files. */
const wantedPassages = 32;
const wantedTerms = 8;
/** Few questions need the files of single characters. */
const fewerCharacters = 4;
/** Bytes of a file, at least. Smaller files of texts are so many more that a question needs more of them; each term is in one file anyway. */
const leastTexts = 3000;
const leastPostings = 1500;
/** A text shrinks to about this much in a small file, and in a large one. */
const textShrinks = 0.55;
const wholeShrinks = 0.4;
/** Bytes of a file of many passages, about: a third of a second on a phone's connection, so that what is asked meanwhile does not wait long. */
const wholeBytes = 64_000;

/** The index for visitors' browsers: nothing of a document but what is listed in texts.ts, and of its name only the terms where no names are shown. */
export async function encodeIndex(documents: readonly LeavingDocument[], approved: readonly PublishedApproval[], sources: SiteSettings['sources']): Promise<{ files: PublishedFile[]; passages: number }> {
  const indexed: IndexedDocument[] = [];
  for (const { name, subject, extraction } of documents) {
    await breath();
    const subjects = [...new Set(indexTerms(subjectText({ name, subject })))].sort();
    indexed.push({ name: sources === 'none' ? '' : name, about: indexTerms(documentAbout(name, extraction)), subjects, passages: passagesOf(extraction).map(leaving) });
  }
  return encodeIndexed(indexed, approved, sources);
}

/** The same of documents as they were published before. */
export async function encodeIndexed(documents: readonly IndexedDocument[], approved: readonly PublishedApproval[], sources: SiteSettings['sources']): Promise<{ files: PublishedFile[]; passages: number }> {
  const terms = new Map<string, { passages: number[]; counts: number[]; subjects: number[] }>();
  const termOf = (term: string): { passages: number[]; counts: number[]; subjects: number[] } => {
    let found = terms.get(term);
    if (!found) terms.set(term, found = { passages: [], counts: [], subjects: [] });
    return found;
  };
  const lengths: number[] = [];
  const all: { readonly document: number; readonly passage: PublishedPassage }[] = [];
  for (const [document, { about, subjects, passages }] of documents.entries()) {
    await breath();
    for (const term of subjects) termOf(term).subjects.push(document);
    for (const passage of passages) {
      const tokens = passageTokens({ about, ...passage });
      const number = all.length;
      for (const token of tokens) {
        const posting = termOf(token);
        if (posting.passages.at(-1) === number) posting.counts.push((posting.counts.pop() ?? 0) + 1);
        else { posting.passages.push(number); posting.counts.push(1); }
      }
      lengths.push(tokens.length);
      all.push({ document, passage });
    }
  }
  const traditional = new Set(all.filter(({ passage: { heading, header, text } }) => isTraditional(`${heading ?? ''}\n${header}\n${text}`)));
  const bytes = all.reduce((sum, { passage }) => sum + new TextEncoder().encode(passage.text).length, 0);
  const postings = sizeOf(terms);
  const manifest = {
    sources, traditional: traditional.size > 0, documents: documents.map(({ passages }) => passages.length), lengths,
    termFiles: bestCount(postings.terms, wantedTerms, leastPostings), characterFiles: Math.ceil(bestCount(postings.characters, wantedTerms, leastPostings) / fewerCharacters),
    passagesPerFile: Math.ceil(all.length / bestCount(bytes * textShrinks, wantedPassages, leastTexts)) || 1, approved: approved.length,
    passagesPerWholeFile: Math.ceil(all.length / Math.ceil(bytes * wholeShrinks / wholeBytes)) || 1,
  };
  const packed: [string, Uint8Array<ArrayBuffer>][] = [];
  if (approved.length > 0) packed.push([approvedFile, encodeApproved({ traditional: approved.some(({ question }) => isTraditional(question)), approved })]);
  const byFile = Map.groupBy(terms, ([term]) => postingsFile(term, manifest));
  for (const path of postingsFiles(manifest)) packed.push([path, encodePostings(new Map(byFile.get(path)))]);
  const packTexts = (path: (number: number) => string, perFile: number): void => {
    for (let from = 0; from < all.length; from += perFile) {
      const held = all.slice(from, from + perFile);
      const of = new Map(held.map(({ document }) => [document, documents[document] ?? { name: '', about: [] }]));
      packed.push([path(from / perFile), encodeTexts({ traditional: held.some((one) => traditional.has(one)), documents: of, passages: held.map(({ passage }) => passage) })]);
    }
  };
  packTexts(textFile, manifest.passagesPerFile);
  const parts = packed.length;
  packed.push([subjectsFile, encodeSubjects(documents.map(({ subjects }) => subjects))]);
  packTexts(wholeFile, manifest.passagesPerWholeFile);
  const files: PublishedFile[] = [];
  for (const [path, content] of packed) files.push({ path, bytes: await gzip(content) });
  const whole = files.slice(parts).reduce((sum, file) => sum + file.bytes.length, 0);
  files.unshift({ path: 'manifest.bin', bytes: await gzip(encodeManifest({ ...manifest, wholeBytes: whole })) });
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
