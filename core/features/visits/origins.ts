/**
 * The origins of a site as browsers send them. What the owner wrote is parsed here, once; what cannot be an origin of a web page is left out.
 * A header is compared with these as it stands, character by character, and never parsed.
 */
export function allowedOrigins(written: readonly string[]): ReadonlySet<string> {
  return new Set(written.flatMap((one) => originOf(one) ?? []));
}

/** @returns undefined for what is no origin: other protocols, user names, paths, "null". */
export function originOf(written: string): string | undefined {
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  const plain = (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  return plain && /^[\w.:[\]-]+$/.test(url.hostname) ? url.origin : undefined;
}
