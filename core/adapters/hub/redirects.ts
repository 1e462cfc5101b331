import { AddressFailure } from './failures.ts';

/** Redirects that one request may follow. */
export const redirectLimit = 5;

/** An address as somebody wrote it. @throws AddressFailure unless it is one of the web. */
export function webAddress(address: string): URL {
  const url = URL.parse(address);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new AddressFailure('dead', url?.host ?? address, 'not a web address');
  return url;
}

/**
 * Where a redirect leads. A password in the address stays with its own origin.
 * @throws AddressFailure of a loop, too many, no web address, and of an encrypted way that would go on without encryption.
 */
export function redirected(visited: readonly URL[], location: string): URL {
  const from = visited.at(-1);
  const url = from ? URL.parse(location, from.href) : null;
  if (!from || !url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new AddressFailure('dead', from?.host ?? '-', 'redirects to no web address');
  if (from.protocol === 'https:' && url.protocol === 'http:') throw new AddressFailure('dead', from.host, 'redirects to an unencrypted address');
  if (visited.some(({ href }) => href === url.href)) throw new AddressFailure('dead', from.host, 'redirects in a circle');
  if (visited.length > redirectLimit) throw new AddressFailure('dead', from.host, 'too many redirects');
  if (url.origin !== from.origin) url.username = url.password = '';
  return url;
}
