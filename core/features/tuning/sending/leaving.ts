import type { Crossing, GuardPreview } from '../../../contract/index.ts';

/** What stands between examples and the world outside: private documents, personal data, and the log of what left. */
export interface Leaving {
  /** Whether one of the documents may never leave, or a text holds a piece of one. */
  holdsPrivate(documents: readonly string[], texts: readonly string[]): boolean;
  /** What is personal in a text. */
  preview(text: string): GuardPreview;
  /** Writes what leaves into the log, durably, before it does. @returns what ends the line. */
  record(line: Pick<Crossing, 'remoteName' | 'model' | 'documents'>, text: string): Promise<(outcome: 'done' | 'failed') => Promise<void>>;
}
