import type { SiteSettings } from '../../../contract/index.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** Written into every manifest. A gateway may find publications of before, too, which had no files of many passages. */
const format = 2;
const formatWithoutWhole = 1;
const sources = ['none', 'names', 'quotes'] as const satisfies readonly SiteSettings['sources'][];

/** What is loaded before anything is searched. */
export interface Manifest {
  readonly sources: SiteSettings['sources'];
  /** Whether some text is in Traditional Chinese: reading that needs the table of characters. */
  readonly traditional: boolean;
  /** Number of passages of each document; they are numbered through in this order. */
  readonly documents: readonly number[];
  /** Terms in each passage, as BM25 counts them. */
  readonly lengths: readonly number[];
  /** Files of postings of terms, and of single Chinese characters. */
  readonly termFiles: number;
  readonly characterFiles: number;
  /** Passages in a file of texts. */
  readonly passagesPerFile: number;
  readonly approved: number;
  /** Bytes of the files of many passages, and passages in each of those; 0 where there are none. */
  readonly wholeBytes: number;
  readonly passagesPerWholeFile: number;
}

export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.number(format);
  out.number(sources.indexOf(manifest.sources));
  out.number(manifest.traditional ? 1 : 0);
  for (const list of [manifest.documents, manifest.lengths]) {
    out.number(list.length);
    for (const value of list) out.number(value);
  }
  for (const value of [manifest.termFiles, manifest.characterFiles, manifest.passagesPerFile, manifest.approved, manifest.wholeBytes, manifest.passagesPerWholeFile]) out.number(value);
  return out.finish();
}

/** @throws Error for another format or damage. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const reader = new ByteReader(bytes);
  const found = reader.number();
  if (found !== format && found !== formatWithoutWhole) throw new Error(`The published index has format ${found}; this engine reads ${format}.`);
  const shown = sources[reader.number()] ?? 'none';
  const traditional = reader.number() === 1;
  const list = (): number[] => Array.from({ length: reader.number() }, () => reader.number());
  const documents = list();
  const lengths = list();
  const held = { sources: shown, traditional, documents, lengths, termFiles: reader.number(), characterFiles: reader.number(), passagesPerFile: reader.number(), approved: reader.number() };
  return found === format ? { ...held, wholeBytes: reader.number(), passagesPerWholeFile: reader.number() } : { ...held, wholeBytes: 0, passagesPerWholeFile: 0 };
}
