import type { Crossing, CrossingEnd } from '../contract/index.ts';

/** One link of the chain: a request that was about to leave, or how it ended. */
export type ChainRecord = ({ readonly kind: 'sent'; readonly record: Omit<Crossing, 'seq' | 'previous' | 'hash'> } | { readonly kind: 'end'; readonly record: { readonly id: string; readonly received: string; readonly end: CrossingEnd } })
  & { readonly seq: number; readonly previous: string; readonly hash: string };

/** What left this computer: a chain of records that only grows, and beside it the texts, which retention deletes. Implementation: SQLite. */
export interface CrossingStore {
  /** Durable when it returns. `text` is the body that is about to leave, or what came back. */
  append(record: ChainRecord, text: string): void;
  last(): { readonly seq: number; readonly hash: string } | undefined;
  /** By `seq`, the newest first; of kind `sent`. */
  list(before: number | undefined, limit: number): { readonly sent: ChainRecord & { kind: 'sent' }; readonly end: (ChainRecord & { kind: 'end' }) | undefined }[];
  get(id: string): { readonly sent: ChainRecord & { kind: 'sent' }; readonly end: (ChainRecord & { kind: 'end' }) | undefined; readonly sentText: string | undefined; readonly receivedText: string | undefined } | undefined;
  has(id: string): boolean;
  /** The whole chain, from the first. */
  chain(): Iterable<ChainRecord>;
  /** Deletes texts from the file of what was sent before. @returns how many. */
  deleteTexts(before: string): number;
}
