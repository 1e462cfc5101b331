import { SproutError } from '../../contract/index.ts';

const ownHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A gateway's address as an origin. Plain http is for this computer alone: browsers use no other from pages on https. @throws SproutError verify-address. */
export function gatewayAddress(given: string): string {
  const text = given.trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const right = url !== undefined && (url.protocol === 'https:' || (url.protocol === 'http:' && ownHosts.has(url.hostname))) && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!right) throw new SproutError('verify-address', { address: text.slice(0, 300) });
  return url.origin;
}
