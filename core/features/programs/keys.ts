import { SproutError, type MadeKey, type ProgramKey } from '../../contract/index.ts';
import type { KeyStore, StoredKey } from '../../ports/workspace-store.ts';
import { toHex } from '../../shared/hex.ts';

export interface Keys {
  list(): ProgramKey[];
  /** The only time that the key is seen. */
  make(name: string): Promise<MadeKey>;
  /** @throws SproutError key-not-found. */
  revoke(id: string): void;
  /** @throws SproutError key-wrong. */
  admit(key: string | undefined): Promise<ProgramKey>;
}

const beginning = 'sprout_';
const randomBytes = 32;
/** Characters after the beginning that are kept to be shown: too few to be of use to anyone. */
const shown = 4;
/** `lastUsedAt` is exact to this many milliseconds: every write of it waits for the disk. */
const exactness = 60_000;

export function createKeys({ store, now = () => new Date() }: { store: KeyStore; now?: () => Date }): Keys {
  return {
    list: () => store.list().map(toShown),
    async make(name) {
      const key = beginning + base64url(crypto.getRandomValues(new Uint8Array(randomBytes)));
      const stored: StoredKey = { id: crypto.randomUUID(), name, prefix: key.slice(0, beginning.length + shown), hash: await sha256(key), madeAt: now().toISOString(), lastUsedAt: null };
      store.save(stored);
      return { ...toShown(stored), key };
    },
    revoke(id) {
      if (!store.delete(id)) throw new SproutError('key-not-found', { id });
    },
    async admit(key) {
      const hash = await sha256(key ?? '');
      const found = store.list().filter((stored) => same(stored.hash, hash)).at(0);
      if (!found) throw new SproutError('key-wrong');
      const time = now();
      if (found.lastUsedAt === null || time.getTime() - Date.parse(found.lastUsedAt) >= exactness) store.save({ ...found, lastUsedAt: time.toISOString() });
      return toShown(found);
    },
  };
}

const toShown = ({ hash: _hash, ...key }: StoredKey): ProgramKey => key;

/** Looks at every character whatever it finds, so that the time tells nothing. Both are of one length. */
function same(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let at = 0; at < right.length; at += 1) difference |= left.charCodeAt(at) ^ right.charCodeAt(at);
  return difference === 0;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return toHex(new Uint8Array(digest));
}

const base64url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
