import { ByteReader, ByteWriter } from './bytes.ts';

/** What the documents are named by, beside the files of many passages: who reads those needs no postings. */
export const subjectsFile = 'subjects.bin';

/** @param subjects the terms that name each document. */
export function encodeSubjects(subjects: readonly (readonly string[])[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const terms of subjects) out.text(terms.join(' '));
  return out.finish();
}

export function decodeSubjects(bytes: Uint8Array): string[][] {
  const reader = new ByteReader(bytes);
  const subjects: string[][] = [];
  while (!reader.done) subjects.push(reader.text().split(' '));
  return subjects;
}
