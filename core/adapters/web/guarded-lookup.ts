import type { LookupAddress } from 'node:dns';
import { isPublicAddress } from './public-address.ts';

/** Finds every address of a host name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

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
