import type { VisitItem } from '../../core/contract/visit.ts';
import type { Keep } from './keep.ts';
import { outboxName } from './kept-names.ts';
import { readJson, textOf, writeJson } from './plain-data.ts';

/** What is kept of ratings and exchanges, and of messages, for a firm that is not reachable. */
export const mostOthers = 100;
export const mostMessages = 50;
/** What one request takes; the gateway's limit is 16 kB. */
export const mostItems = 50;
export const mostBytes = 15_000;

export interface Outbox {
  /** @returns whether it is kept: messages are refused when there are too many, others make room by dropping the oldest. */
  add(item: VisitItem): boolean;
  remove(id: string): void;
  has(id: string): boolean;
  isEmpty(): boolean;
  clear(): void;
  /** The next items to send, messages first, as many as one request takes. @param without ids that the gateway would not take. */
  batch(without: ReadonlySet<string>): VisitItem[];
}

/** Bytes as UTF-8 at most: three for each unit of UTF-16. */
const bytesOf = (text: string): number => text.length + 2 * text.replace(/[\u0000-\u007f]/g, '').length;

/**
 * What waits for the firm to be reachable. Each item lies under a name of its own, so that tabs that add and remove at the same time
 * overwrite nothing of each other.
 */
export function createOutbox(keep: Keep): Outbox {
  const names = (): string[] => keep.names(outboxName);
  const remove = (id: string): void => { keep.remove(outboxName + id); };
  const isMessage = ({ type }: VisitItem): boolean => type === 'message';
  /** Messages, then the others, the oldest first. Our own writing; the gateway checks it. */
  const waiting = (): VisitItem[] => names().map((name) => readJson(keep.get(name) ?? '') as VisitItem).filter((item) => textOf(item, 'id') && textOf(item, 'at'))
    .sort((a, b) => Number(isMessage(b)) - Number(isMessage(a)) || (a.at < b.at ? -1 : 1));
  return {
    add(item) {
      const like = waiting().filter((other) => isMessage(other) === isMessage(item));
      const most = isMessage(item) ? mostMessages : mostOthers;
      if (isMessage(item) && like.length >= most) return false;
      for (const { id } of like.slice(0, Math.max(0, like.length + 1 - most))) remove(id);
      keep.set(outboxName + item.id, writeJson(item));
      return true;
    },
    remove,
    has: (id) => keep.get(outboxName + id) !== null,
    isEmpty: () => names().length === 0,
    clear: () => { names().forEach(keep.remove); },
    batch(without) {
      const items = waiting().filter(({ id }) => !without.has(id)).slice(0, mostItems);
      let bytes = 20;
      return items.filter((item, at) => { bytes += bytesOf(writeJson(item)) + 1; return at === 0 || bytes <= mostBytes; });
    },
  };
}
