import type { Exchange } from '../../contract/index.ts';

/** Ids of all documents whose text may be in a prompt: in what was said before, cited or only read for it, and in what is shown now. */
export function documentsOf(before: readonly Exchange[], shown: readonly string[] = []): string[] {
  return [...new Set([...before.flatMap(({ answer }) => [...answer.citations.map(({ document }) => document), ...answer.shown ?? []]), ...shown])];
}
