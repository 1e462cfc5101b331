import type { ChainRecord } from '../../../ports/crossing-store.ts';
import { toHex } from '../../../shared/hex.ts';

/** Before the first link. */
export const beginning = '0'.repeat(64);

export async function sha256(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

/** Covers the link before and all that the record says, in an order that does not depend on how it was stored. */
export function hashOf({ seq, kind, record, previous }: Pick<ChainRecord, 'seq' | 'kind' | 'record' | 'previous'>): Promise<string> {
  return sha256(JSON.stringify([seq, previous, kind, sorted(record)]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]);
}
