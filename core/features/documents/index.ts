export { createDocuments } from './documents.ts';
export type { Documents, DocumentsDependencies } from './documents.ts';
export { chunkDocument } from './chunker.ts';
