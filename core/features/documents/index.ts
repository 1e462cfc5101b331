export { createDocuments } from './documents.ts';
export type { Documents, DocumentsDependencies } from './documents.ts';
export { createPrivateDocuments } from './private-documents.ts';
export type { Original, PrivateDocuments } from './private-documents.ts';
export { chunkDocument, documentAbout, passagesOf } from './chunker.ts';
export type { Passage } from './chunker.ts';
