import type { Block, Document } from '../../contract/index.ts';
import type { PrivateDocuments } from '../documents/index.ts';
import { keyOf, pageAt, type Finding } from './findings.ts';

/** Accepting it overrules that the document is kept back, until its content changes. Short enough for a key, and without a word of either. */
export const copyKey = (document: Pick<Document, 'id' | 'hash'>, original: Pick<Document, 'id'>): string => `copy:${document.id}:${original.id}:${document.hash.slice(0, 8)}`;

/** Of a long run, what is shown. */
const mostShown = 160;

interface Leaving { readonly id: string; readonly name: string; readonly blocks: readonly Block[]; /** None of the owner's own texts. */ readonly document?: Document | undefined }

/** That a document is a copy of a private one, which keeps from publishing; else each place that repeats a private one's words. @param nameOf a document by its id. */
export async function privateFindings({ id, name, blocks, document }: Leaving, kept: PrivateDocuments, nameOf: (id: string) => string): Promise<Finding[]> {
  const copied = document && kept.original(document);
  if (copied) return [{ key: copyKey(document, copied.document), document: id, name, kind: 'private-copy', severity: 'stop', text: copied.document.name, of: { id: copied.document.id, name: copied.document.name }, start: 0, end: 0 }];
  const text = kept.text();
  if (text.empty) return [];
  return Promise.all(blocks.flatMap((block) => {
    const found = text.find(block.text);
    if (!found) return [];
    const [start, end] = [block.start + found.start, block.start + found.end];
    const words = block.text.slice(found.start, found.end);
    const shown = words.length > mostShown ? `${words.slice(0, mostShown)}…` : words;
    const page = pageAt(blocks, start);
    return [keyOf(id, 'private-words', words).then((key): Finding => ({ key, document: id, name, kind: 'private-words', severity: 'look', text: shown, of: { id: found.document, name: nameOf(found.document) }, ...(page === undefined ? {} : { page }), start, end }))];
  }));
}
