import { SproutError } from '../../contract/index.ts';

const thisComputer = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;
/** What a person may write: scheme, host, port, and the one slash that browsers show. No user, path, star or white space. */
const written = /^(https?):\/\/([^\s/\\?#@%*<>"'`{}|^]+)\/?$/i;

/**
 * An origin exactly as browsers send it, lower case, in punycode, without the usual port: what is compared is these alone.
 * @throws SproutError origin-invalid: not https (http for this computer), or anything beside scheme, host and port.
 */
export function normalOrigin(given: string): string {
  const text = given.trim();
  const refuse = (cause?: unknown): SproutError => new SproutError('origin-invalid', { origin: given.slice(0, 100) }, { cause });
  // Characters that are not seen, or are taken for others, would be kept or dropped silently.
  if (!written.test(text) || /:\/?$/.test(text) || /[\p{Cc}\p{Cf}]/u.test(text)) throw refuse();
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw refuse(cause);
  }
  const { protocol, hostname, origin } = url;
  if (protocol !== 'https:' && !thisComputer.test(hostname)) throw refuse();
  // "shop" names a computer of one network, "shop.example." is another origin than the one meant, and numbers that stand for an address are told as such.
  if (hostname.endsWith('.') || hostname.includes('..') || !(hostname.includes('.') || hostname.startsWith('[') || thisComputer.test(hostname))) throw refuse();
  if (/^[\d.]+$/.test(hostname) && !text.includes(hostname)) throw refuse();
  return origin;
}
