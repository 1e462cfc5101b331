import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Finds every address of a host name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

export interface GuardOptions {
  /** Resolves a name to all its addresses. */
  readonly resolve: Resolve;
  /** For tests with a local server only: lets private addresses through. */
  readonly allowPrivate?: boolean | undefined;
}

/**
 * Resolves a host and hands back only addresses that may be connected to. To be called at connect time, so
 * that the address checked is the address used.
 * @throws Error with code `EBLOCKED` when any address is not public: a name that mixes both is a rebinding attempt.
 */
export async function resolvePublic(hostname: string, resolve: Resolve): Promise<LookupAddress[]> {
  const addresses = await resolve(hostname);
  if (addresses.some(({ address }) => !isPublicAddress(address))) {
    throw Object.assign(new Error(`${hostname} resolves into a private network`), { code: 'EBLOCKED' });
  }
  return addresses;
}

/** The lookup of a socket: the address that it connects to is the one that was checked. */
export function guardedLookup({ resolve, allowPrivate = false }: GuardOptions): LookupFunction {
  return (hostname, { all }, callback) => {
    const addresses = allowPrivate ? resolve(hostname) : resolvePublic(hostname, resolve);
    addresses.then(
      (found) => {
        const [first] = found;
        if (all) callback(null, [...found]);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}
