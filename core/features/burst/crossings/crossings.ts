import { SproutError, type Crossing, type CrossingDetail, type CrossingEnd, type CrossingLine } from '../../../contract/index.ts';
import type { ChainRecord, CrossingStore } from '../../../ports/crossing-store.ts';
import { inTurn } from '../../../shared/in-turn.ts';
import { beginning, hashOf, sha256 } from './chain.ts';

/** What left this computer: a log in which no line can be changed, taken out or put in unseen. */
export interface Crossings {
  /** Durable when it resolves: then the body may leave. */
  sent(record: Omit<Crossing, 'seq' | 'previous' | 'hash' | 'body' | 'bytes'>, body: string): Promise<void>;
  ended(id: string, end: CrossingEnd, received: string): Promise<void>;
  /** The newest first. */
  list(before: number | undefined, limit: number): CrossingLine[];
  /** @throws SproutError crossing-not-found. */
  read(id: string): CrossingDetail;
  has(id: string): boolean;
  check(): Promise<{ lines: number; brokenAt: number | null }>;
  /** One JSON object a line, each with its hash. */
  export(): Iterable<string>;
  /** Deletes texts; the chain stays whole. */
  deleteTextsBefore(time: string): number;
}

const underWay: CrossingEnd = { outcome: 'unknown', promptTokens: 0, completionTokens: 0, counted: 'estimated', cost: 0, ms: 0 };

export interface CrossingsOptions {
  readonly store: CrossingStore;
  /** Calls that were paid: each was sent, so each is in the log. A log whose end was cut off is told by them. */
  readonly paid?: () => Promise<readonly string[]>;
}

export function createCrossings({ store, paid = () => Promise.resolve([]) }: CrossingsOptions): Crossings {
  const turn = inTurn();

  /** Adds a link: one after the other, since each holds the hash of the one before. */
  function append(link: { kind: 'sent'; record: Omit<Crossing, 'seq' | 'previous' | 'hash'> } | { kind: 'end'; record: { id: string; received: string; end: CrossingEnd } }, text: string): Promise<void> {
    return turn(async () => {
      const { seq, hash: previous } = store.last() ?? { seq: 0, hash: beginning };
      const unsealed = { ...link, seq: seq + 1, previous };
      store.append({ ...unsealed, hash: await hashOf(unsealed) } as ChainRecord, text);
    });
  }

  const line = ({ sent, end }: ReturnType<CrossingStore['list']>[number]): CrossingLine => ({ ...sent.record, seq: sent.seq, previous: sent.previous, hash: sent.hash, end: end?.record.end ?? null });

  return {
    sent: async (record, body) => append({ kind: 'sent', record: { ...record, body: await sha256(body), bytes: new TextEncoder().encode(body).length } }, body),
    ended: async (id, end, received) => append({ kind: 'end', record: { id, end, received: await sha256(received) } }, received),
    list: (before, limit) => store.list(before, limit).map(line),
    read(id) {
      const found = store.get(id);
      if (!found) throw new SproutError('crossing-not-found', { id });
      return { ...line(found), end: found.end?.record.end ?? underWay, sent: found.sentText ?? null, received: found.receivedText ?? null };
    },
    has: (id) => store.has(id),
    async check() {
      let lines = 0;
      let previous = beginning;
      for (const record of store.chain()) {
        lines += 1;
        const text = record.kind === 'sent' ? store.get(record.record.id)?.sentText : store.get(record.record.id)?.receivedText;
        const expected = record.kind === 'sent' ? record.record.body : record.record.received;
        if (record.seq !== lines || record.previous !== previous || record.hash !== await hashOf(record) || (text !== undefined && await sha256(text) !== expected)) return { lines, brokenAt: lines };
        previous = record.hash;
      }
      return { lines, brokenAt: (await paid()).every((id) => store.has(id)) ? null : lines + 1 };
    },
    *export() {
      for (const record of store.chain()) yield `${JSON.stringify(record)}\n`;
    },
    deleteTextsBefore: (time) => store.deleteTexts(time),
  };
}
