import { SproutError } from '../../contract/index.ts';

/** Codes of Node for a certificate or an encryption that is not accepted. */
const tlsCodes = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|EPROTO)/;
/** Codes of a connection that never stood. */
const unreachable = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'ENODATA', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ETIMEDOUT', 'EHOSTDOWN', 'EACCES', 'EPERM']);
const longestReason = 200;
/** Seconds until one who does not say so may be asked again. */
const usualPause = 5;
const longestPause = 3600;

/** A failure of the network as one of a place. @param stood whether the connection was there. */
export function networkFailure(error: unknown, host: string, stood: boolean): SproutError {
  if (error instanceof SproutError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
  const options = { cause: error };
  if (code === 'EBLOCKED') return new SproutError('remote-address', { address: host, reason: 'its name stands for an address that is not asked' }, options);
  if (tlsCodes.test(code)) return new SproutError('remote-tls', { host, reason: code }, options);
  if (code.startsWith('HPE_')) return new SproutError('remote-garbled', { host, reason: code }, options);
  if (!stood || unreachable.has(code)) return new SproutError('remote-unreachable', { host, reason: code }, options);
  return new SproutError('remote-cut', { host }, options);
}

/** What a status other than 200 means. @param body as much of it as was read. @param secret never repeated, whatever a server says. */
export function statusFailure(status: number, headers: { readonly retryAfter: string | undefined; readonly location: string | undefined }, body: string, host: string, secret: string | undefined, now: () => number = Date.now): SproutError {
  if (status >= 300 && status < 400) return new SproutError('remote-refused', { host, status, reason: 'it sends on to another address, which is not followed' });
  if (status === 401 || status === 403) return new SproutError('remote-key', { host, status });
  if (status === 429) return new SproutError('remote-busy', { host, seconds: secondsOf(headers.retryAfter, now()) });
  if (status === 503 && headers.retryAfter !== undefined) return new SproutError('remote-busy', { host, seconds: secondsOf(headers.retryAfter, now()) });
  if (status >= 500) return new SproutError('remote-failed', { host, status });
  if (status >= 400) return new SproutError('remote-refused', { host, status, reason: reasonOf(body, secret) });
  return new SproutError('remote-garbled', { host, reason: `HTTP ${status}` });
}

/** An error that comes in the stream itself, as services send where the status was already said. */
export function toldFailure(error: unknown, host: string, secret: string | undefined): SproutError {
  const { code, type, status } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; type?: unknown; status?: unknown };
  const told = Number(status ?? code);
  if (told === 429 || /rate.?limit|overloaded/i.test(`${String(code)} ${String(type)}`)) return new SproutError('remote-busy', { host, seconds: usualPause });
  if (told === 401 || told === 403 || code === 'invalid_api_key') return new SproutError('remote-key', { host, status: 401 });
  if (told >= 400 && told < 500) return new SproutError('remote-refused', { host, status: told, reason: reasonOf(JSON.stringify({ error }), secret) });
  return new SproutError('remote-failed', { host, status: told >= 500 && told < 600 ? told : 500 });
}

/** `Retry-After` in seconds or as a date. */
function secondsOf(header: string | undefined, now: number): number {
  const given = header?.trim() ?? '';
  const seconds = /^\d+(?:\.\d+)?$/.test(given) ? Number(given) : (Date.parse(given) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(longestPause, Math.max(0, Math.ceil(seconds * 10) / 10)) : usualPause;
}

/** The server's own words, shortened, on one line, and without what it repeats of the key. */
function reasonOf(body: string, secret: string | undefined): string {
  const text = messageIn(body).replaceAll(/\s+/g, ' ').trim();
  const clean = secret ? text.replaceAll(secret, '…') : text;
  // Services quote keys in part: "sk-ab****cd".
  return clean.replaceAll(/\bsk-[\w*.-]{4,}/g, '…').slice(0, longestReason) || 'it gave no reason';
}

function messageIn(body: string): string {
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>;
    const told = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)['message'] : error;
    for (const each of [told, message, detail]) if (typeof each === 'string') return each;
    return body;
  } catch {
    return /<html|<!doctype/i.test(body) ? 'a web page, not an answer' : body;
  }
}
