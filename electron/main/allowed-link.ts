const schemes = new Set(['https:', 'mailto:']);
const mailAddress = /^[\w.!#$%&'*+=^`{|}~-]+@[\w.-]+$/;

/**
 * The address to hand to the system, or undefined: a document may name any address, and the system would start any program for it.
 * @returns the address as it was parsed, so that what is opened is what was checked.
 */
export function allowedLink(address: string): string | undefined {
  if (address.length > 4000 || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!schemes.has(url.protocol)) return undefined;
  // "https://bank.example@evil.example" shows another host than it opens.
  if (url.protocol === 'https:' && (url.username !== '' || url.password !== '' || url.hostname === '')) return undefined;
  if (url.protocol === 'https:') return url.href;
  // A mail program takes headers and attachments from what follows the address.
  return mailAddress.test(url.pathname) ? `mailto:${url.pathname}` : undefined;
}
