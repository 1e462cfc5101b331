const schemes = new Set(['https:', 'mailto:']);

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
  // A mail program takes headers and attachments from the address.
  return url.protocol === 'mailto:' ? `mailto:${url.pathname}` : url.href;
}
