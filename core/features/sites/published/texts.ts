import { ByteReader, ByteWriter } from './bytes.ts';

/** A passage as it is published: all that ranking reads of it, and where it stands. */
export interface PublishedPassage {
  readonly text: string;
  readonly heading: string | null;
  /** Column names above the rows in it; empty without a table. */
  readonly header: string;
  readonly page: number | null;
  /** Into the document's text. */
  readonly start: number;
}

/** What a file of texts says of a document. */
export interface PublishedDocument {
  /** Empty where the owner shows no names. */
  readonly name: string;
  /** The terms by which all its passages are found, as often as they occur. */
  readonly about: readonly string[];
}

export interface TextFile {
  /** Whether some of it is Traditional Chinese. */
  readonly traditional: boolean;
  readonly documents: ReadonlyMap<number, PublishedDocument>;
  readonly passages: readonly PublishedPassage[];
}

export const textFile = (number: number): string => `texts/${number}.bin`;
/** The same passages once more, many to a file: for who reads them all. */
export const wholeFile = (number: number): string => `whole/${number}.bin`;

export function encodeTexts({ traditional, documents, passages }: TextFile): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.number(traditional ? 1 : 0);
  out.number(documents.size);
  for (const [document, { name, about }] of documents) {
    out.number(document);
    out.text(name);
    out.text(about.join(' '));
  }
  for (const { text, heading, header, page, start } of passages) {
    out.text(text);
    out.text(heading ?? '');
    out.text(header);
    out.number(page ?? 0);
    out.number(start);
  }
  return out.finish();
}

export function decodeTexts(bytes: Uint8Array): TextFile {
  const reader = new ByteReader(bytes);
  const traditional = reader.number() === 1;
  const documents = new Map<number, PublishedDocument>();
  for (let left = reader.number(); left > 0; left -= 1) documents.set(reader.number(), { name: reader.text(), about: wordsOf(reader.text()) });
  const passages: PublishedPassage[] = [];
  while (!reader.done) {
    const text = reader.text();
    const heading = reader.text();
    const header = reader.text();
    const page = reader.number();
    passages.push({ text, heading: heading === '' ? null : heading, header, page: page === 0 ? null : page, start: reader.number() });
  }
  return { traditional, documents, passages };
}

const wordsOf = (text: string): string[] => (text === '' ? [] : text.split(' '));
