import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Extraction } from '../../core/contract/index.ts';

/** One document of shared/data/C_docs/manifest.jsonl. */
export interface CorpusCase {
  readonly file: string;
  /** Absolute path of the document. */
  readonly path: string;
  readonly category: string;
  readonly format: string;
  readonly tags: readonly string[];
  readonly language: string;
  readonly password?: string;
  /** What the source project expects, in words. */
  readonly expect: string;
  readonly mustInclude: readonly string[];
  readonly mustNotInclude: readonly string[];
  /** Text of the source project's own snapshot, markup and all; compare with tolerance. */
  readonly expectedText?: string;
}

interface ManifestRow {
  file: string; category: string; format: string; tags: string; lang: string | null; password: string | null; expect: string;
  must_include: string[]; must_not_include: string[]; expected_file: string[];
}

export const sharedFolder = resolve(process.env['SPROUT_SHARED'] ?? join(import.meta.dirname, '../../../shared'));
const corpusFolder = join(sharedFolder, 'data/C_docs');

/** False, and says why, where the shared data is not on this machine: `describe.skipIf(!hasCorpus())`. */
export function hasCorpus(): boolean {
  const present = existsSync(join(corpusFolder, 'manifest.jsonl'));
  if (!present) console.warn(`Skipped: ${corpusFolder} is absent; set SPROUT_SHARED to the folder that holds data/C_docs.`);
  return present;
}

/** The cases whose path starts with one of `prefixes` ("pdf_text/", "hostile/office/"); all without prefixes, none without the data. */
export function corpusCases(...prefixes: string[]): CorpusCase[] {
  if (!existsSync(join(corpusFolder, 'manifest.jsonl'))) return [];
  return readFileSync(join(corpusFolder, 'manifest.jsonl'), 'utf8').split('\n').filter((line) => line.trim() !== '')
    .map((line) => toCase(JSON.parse(line) as ManifestRow))
    .filter((one) => prefixes.length === 0 || prefixes.some((prefix) => one.file.startsWith(prefix)));
}

/** The cases that carry a tag, e.g. "table" or "multi-column". */
export function casesTagged(tag: string): CorpusCase[] {
  return corpusCases().filter((one) => one.tags.includes(tag));
}

function toCase(row: ManifestRow): CorpusCase {
  const expected = row.expected_file.find((name) => existsSync(join(corpusFolder, name)));
  return {
    file: row.file, path: join(corpusFolder, row.file), category: row.category, format: row.format,
    tags: row.tags.split(',').map((tag) => tag.trim()), language: row.lang ?? '', expect: row.expect,
    mustInclude: row.must_include, mustNotInclude: row.must_not_include,
    ...(row.password ? { password: row.password } : {}),
    ...(expected === undefined ? {} : { expectedText: readFileSync(join(corpusFolder, expected), 'utf8') }),
  };
}

/** The document text as citations see it. */
export function extractionText(extraction: Extraction): string {
  return extraction.blocks.map((block) => block.text).join('\n');
}

export interface CorpusScore {
  /** Key strings that are absent. */
  readonly missing: string[];
  /** Strings that should not be there. */
  readonly unwanted: string[];
  /** Share of the snapshot's words that were read, 0–1; 1 without a snapshot. */
  readonly wordRecall: number;
  /** No text missing or unwanted, and at least 90 % of the snapshot's words. */
  readonly passed: boolean;
}

/** Scores what was read against the manifest: key strings exactly (white space and Markdown marks aside), snapshots by words. */
export function scoreReading(one: CorpusCase, text: string): CorpusScore {
  const read = squeeze(text);
  const missing = one.mustInclude.filter((needle) => !read.includes(squeeze(needle)));
  const unwanted = one.mustNotInclude.filter((needle) => read.includes(squeeze(needle)));
  const wordRecall = one.expectedText === undefined ? 1 : wordsFound(one.expectedText, text);
  return { missing, unwanted, wordRecall, passed: text.trim() !== '' && missing.length === 0 && unwanted.length === 0 && wordRecall >= 0.9 };
}

/** Markup, case and spaces differ between programs; letters and digits do not. */
function squeeze(text: string): string {
  return text.normalize('NFKC').replace(/[\s*_`>#|\\]+/g, '').toLowerCase();
}

function wordsFound(expected: string, text: string): number {
  const plain = expected.replace(/<!--.*?-->/gs, ' ').replace(/<[^>]*>/g, ' ').replace(/!?\[((?:\\.|[^\]\\])*)\]\([^)]*\)/g, '$1').replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>');
  const available = new Map<string, number>();
  for (const word of words(text)) available.set(word, (available.get(word) ?? 0) + 1);
  let found = 0;
  const wanted = words(plain);
  for (const word of wanted) {
    const left = available.get(word) ?? 0;
    if (left === 0) continue;
    found += 1;
    available.set(word, left - 1);
  }
  return wanted.length === 0 ? 1 : found / wanted.length;
}

function words(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
}
