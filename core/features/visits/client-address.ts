import ipaddr from 'ipaddr.js';
import type { GatewayState } from '../../contract/index.ts';

export interface Sender {
  /** Address at the other end of the connection. */
  readonly peer: string;
  readonly headers: Pick<Headers, 'get'>;
}

/** Where the proxy runs whose word is taken: on this computer, or on the private network of a data centre, which nobody else reaches. */
export type ProxyPlace = 'here' | 'private-network';
const privateRanges: ReadonlySet<string> = new Set(['private', 'uniqueLocal', 'carrierGradeNat']);

/**
 * Who sends a request, as limits count: an IPv4 address, or the /64 of an IPv6 one, of which a household has all.
 * A header is believed only when the owner said whose word is taken and the connection comes from where the proxy runs:
 * anyone else may write what he likes into it. Of `x-forwarded-for` the last hop alone was added by the tunnel.
 */
export function clientAddress({ peer, headers }: Sender, trusted: GatewayState['trustedProxy'], proxies: ProxyPlace = 'here'): string {
  const own = parsed(peer);
  if (own && trusted !== 'none' && (own.range() === 'loopback' || (proxies === 'private-network' && privateRanges.has(own.range())))) {
    const said = trusted === 'cloudflare' ? headers.get('cf-connecting-ip') : headers.get('x-forwarded-for')?.split(',').at(-1);
    const address = parsed(said ?? '');
    if (address) return keyOf(address);
  }
  return own ? keyOf(own) : 'unknown';
}

/** Who could say where a request comes from, whether it is believed or not: nobody need where it comes straight from elsewhere. */
export type AddressTeller = 'cloudflare' | 'forwarded-for' | 'nobody' | 'direct';

/** What a request that came by the public address shows of the way that visitors take. */
export function addressTeller({ peer, headers }: Sender): AddressTeller {
  if (parsed(peer)?.range() !== 'loopback') return 'direct';
  return headers.get('cf-connecting-ip') !== null ? 'cloudflare' : headers.get('x-forwarded-for') !== null ? 'forwarded-for' : 'nobody';
}

type Address = ReturnType<typeof ipaddr.process>;

function parsed(text: string): Address | undefined {
  const plain = text.trim().replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  // Only the form that everyone writes: "1.2" and "0x7f.1" are addresses to some parsers too.
  if (!ipaddr.IPv4.isValidFourPartDecimal(plain) && !ipaddr.IPv6.isValid(plain)) return undefined;
  return ipaddr.process(plain);
}

function keyOf(address: Address): string {
  return address instanceof ipaddr.IPv6 ? `${address.parts.slice(0, 4).map((part) => part.toString(16)).join(':')}::/64` : address.toString();
}
