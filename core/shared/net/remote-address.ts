import ipaddr from 'ipaddr.js';
import { SproutError } from '../../contract/index.ts';

/** Where machines of a cloud ask for their own credentials: never a model's server. IPv4 and IPv6 link-local are refused whole. */
const credentialServers = new Set(['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254', 'fd00:42::42']);
/** By ipaddr.js's names; 100.64.0.0/10 is what private networks over the internet (Tailscale) give their machines. */
const privateRanges = new Set(['private', 'uniqueLocal', 'carrierGradeNat']);

/** What an IP address in any form is: `own` this computer or a private network, `public` the internet, `refused` nothing that a model stands at. */
export function placeOf(address: string): 'own' | 'public' | 'refused' {
  if (!ipaddr.isValid(address)) return 'refused';
  const parsed = ipaddr.process(address);
  if (credentialServers.has(parsed.toString())) return 'refused';
  const range = parsed.range();
  if (range === 'loopback' || privateRanges.has(range)) return 'own';
  return range === 'unicast' ? 'public' : 'refused';
}

/**
 * Base address of a model's server, as it is kept: no user, query or fragment, no slash at its end. What a name stands for is looked at again at connect.
 * @throws SproutError remote-address, remote-plain.
 */
export function remoteAddress(address: string): URL {
  const wrong = new SproutError('remote-address', { address: address.slice(0, 100) });
  const url = URL.parse(address.trim());
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw wrong;
  // Would be kept, shown and logged with the address.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw wrong;
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  const host = hostOf(url);
  if (ipaddr.isValid(host)) {
    const place = placeOf(host);
    if (place === 'refused') throw wrong;
    if (place === 'public' && url.protocol === 'http:') throw new SproutError('remote-plain', { host: url.host });
  }
  return url;
}

/** Name or IP address, without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
