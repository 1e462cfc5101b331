import { ByteReader, ByteWriter } from './bytes.ts';

/** Where a term occurs. */
export interface Postings {
  /** Numbers of passages, rising, and how often each holds the term. */
  readonly passages: readonly number[];
  readonly counts: readonly number[];
  /** Numbers of documents that a question names by it, rising. */
  readonly subjects: readonly number[];
}

const singleCharacter = /^[\u3400-\u9fff\uf900-\ufaff]$/;

/** Which file holds a term: single Chinese characters, which few questions need, lie apart. */
export function postingsFile(term: string, files: { readonly termFiles: number; readonly characterFiles: number }): string {
  return singleCharacter.test(term) ? `characters/${hash(term) % files.characterFiles}.bin` : `terms/${hash(term) % files.termFiles}.bin`;
}

/** All of them; each is there, if empty. */
export function postingsFiles({ termFiles, characterFiles }: { readonly termFiles: number; readonly characterFiles: number }): string[] {
  return [...Array.from({ length: termFiles }, (_, at) => `terms/${at}.bin`), ...Array.from({ length: characterFiles }, (_, at) => `characters/${at}.bin`)];
}

export function encodePostings(terms: ReadonlyMap<string, Postings>): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const [term, { passages, counts, subjects }] of [...terms].sort(([left], [right]) => (left < right ? -1 : 1))) {
    out.text(term);
    out.number(passages.length);
    let last = -1;
    for (const [at, passage] of passages.entries()) {
      const count = counts[at] ?? 1;
      // Most terms occur once in a passage: the lowest bit says that a count follows.
      out.number((passage - last - 1) * 2 + (count > 1 ? 1 : 0));
      if (count > 1) out.number(count);
      last = passage;
    }
    out.number(subjects.length);
    last = -1;
    for (const subject of subjects) {
      out.number(subject - last - 1);
      last = subject;
    }
  }
  return out.finish();
}

export function decodePostings(bytes: Uint8Array): Map<string, Postings> {
  const reader = new ByteReader(bytes);
  const terms = new Map<string, Postings>();
  while (!reader.done) {
    const term = reader.text();
    const passages: number[] = [];
    const counts: number[] = [];
    let last = -1;
    for (let left = reader.number(); left > 0; left -= 1) {
      const value = reader.number();
      last += Math.floor(value / 2) + 1;
      passages.push(last);
      counts.push(value % 2 === 1 ? reader.number() : 1);
    }
    const subjects: number[] = [];
    last = -1;
    for (let left = reader.number(); left > 0; left -= 1) {
      last += reader.number() + 1;
      subjects.push(last);
    }
    terms.set(term, { passages, counts, subjects });
  }
  return terms;
}

/** FNV-1a over UTF-16 code units; 32 bits. */
export function hash(term: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < term.length; at += 1) value = Math.imul(value ^ term.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
