import type { IncomingHttpHeaders } from 'node:http';

/**
 * The SHA-256 that a hub declares. Hugging Face and ModelScope put it into X-Linked-Etag; an object store may carry it as
 * metadata. ETag is never believed: the delivery network of Hugging Face gives 64 hexadecimal digits there too, of another hash (Xet).
 */
export function declaredSha256(headers: IncomingHttpHeaders): string | null {
  for (const name of ['x-linked-etag', 'x-oss-meta-sha256', 'x-amz-meta-sha256']) {
    const value = /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(String(headers[name] ?? ''))?.[1];
    if (value) return value.toLowerCase();
  }
  return null;
}

/** The length that a hub declares before it redirects. */
export function declaredLength(headers: IncomingHttpHeaders): number | null {
  return wholeNumber(headers['x-linked-size']);
}

export function contentLength(headers: IncomingHttpHeaders): number | null {
  return wholeNumber(headers['content-length']);
}

function wholeNumber(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** An entity tag that promises equal bytes; a weak one does not. */
export function strongEtag(headers: IncomingHttpHeaders): string | null {
  const { etag } = headers;
  return etag !== undefined && /^"[^"]+"$/.test(etag) ? etag : null;
}

/** `bytes 0-99/1000`; `end` is not included, `total` is null where the server does not know it. */
export function contentRange(headers: IncomingHttpHeaders): { start: number; end: number; total: number | null } | null {
  const found = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers['content-range'] ?? '');
  if (!found) return null;
  const [start, last, total] = [Number(found[1]), Number(found[2]), found[3] === '*' ? null : Number(found[3])];
  return last < start || (total !== null && last >= total) ? null : { start, end: last + 1, total };
}

/** Milliseconds that a server asks to wait, in seconds or until a date; 0 when it does not. */
export function retryAfterMs(headers: IncomingHttpHeaders, now = Date.now()): number {
  const value = headers['retry-after'];
  if (value === undefined) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
