export { createDocuments } from './documents.ts';
export type { Documents, DocumentsDependencies } from './documents.ts';
export { chunkDocument, documentAbout, passagesOf } from './chunker.ts';
export type { Passage } from './chunker.ts';
