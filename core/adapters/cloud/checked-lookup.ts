import type { LookupFunction } from 'node:net';
import type { Resolve } from '../../shared/net/guarded-lookup.ts';
import { placeOf } from '../../shared/net/remote-address.ts';

/**
 * The lookup of a socket: the address that it connects to is the one that was checked. Without encryption every address of a name must be in the
 * own network, so that neither a name on the internet nor one that changes (rebinding) is told anything in the clear.
 */
export function checkedLookup(resolve: Resolve, encrypted: boolean): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then((addresses) => {
      const places = addresses.map(({ address }) => placeOf(address));
      if (places.length === 0 || places.includes('refused')) throw Object.assign(new Error(`${hostname} stands for no place of a model's server`), { code: 'EBLOCKED' });
      if (!encrypted && places.includes('public')) throw Object.assign(new Error(`${hostname} is on the internet`), { code: 'EPLAIN' });
      const [first] = addresses;
      if (all) callback(null, [...addresses]);
      else callback(null, first?.address ?? '', first?.family);
    }).catch((error: NodeJS.ErrnoException) => { callback(error, '', 0); });
  };
}
