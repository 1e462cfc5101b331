import { SproutError } from '../../contract/index.ts';

/** Codes of Node for a certificate or an encryption that is not accepted. */
const tlsCodes = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|EPROTO)/;
/** Codes of a connection that never stood. */
const unreachable = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'ENODATA', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ETIMEDOUT', 'EHOSTDOWN', 'EACCES', 'EPERM']);
const longestReason = 200;
const longestPause = 3600;
/** What services say of an empty account, some with 429. */
const usedUp = /insufficient|balance|quota|arrear|欠费|余额/i;

/** A failure of the network as one of a place. @param stood whether the connection was there. */
export function networkFailure(error: unknown, host: string, stood: boolean): SproutError {
  if (error instanceof SproutError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
  const options = { cause: error };
  if (code === 'EBLOCKED') return new SproutError('remote-address', { address: host }, options);
  if (code === 'EPLAIN') return new SproutError('remote-plain', { host }, options);
  if (tlsCodes.test(code)) return new SproutError('remote-tls', { host, reason: code }, options);
  if (code.startsWith('HPE_')) return new SproutError('remote-garbled', { host, reason: code }, options);
  if (!stood || unreachable.has(code)) return new SproutError('remote-unreachable', { host, reason: code }, options);
  return new SproutError('remote-cut', { host }, options);
}

/** What a status other than 200 means. @param body as much of it as was read. @param secret never repeated, whatever a server says. */
export function statusFailure({ status, retryAfter, body }: { readonly status: number; readonly retryAfter?: string | undefined; readonly body: string }, host: string, secret: string | undefined): SproutError {
  const reason = reasonOf(body, secret) || `HTTP ${status}`;
  if (status >= 300 && status < 400) return new SproutError('remote-moved', { host });
  if (status === 401 || status === 403) return new SproutError('remote-key', { host, reason });
  if (status === 402 || ((status === 429 || status === 400) && usedUp.test(reason))) return new SproutError('remote-account', { host, reason });
  if (status === 429 || (status === 503 && retryAfter !== undefined)) return new SproutError('remote-busy', { host, seconds: secondsOf(retryAfter) });
  if (status >= 500) return new SproutError('remote-failed', { host, status });
  return status >= 400 ? new SproutError('remote-refused', { host, status, reason }) : new SproutError('remote-garbled', { host });
}

/** An error that comes in the stream itself, as services send where the status was already said. */
export function toldFailure(error: unknown, host: string, secret: string | undefined): SproutError {
  const { code, type, status } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; type?: unknown; status?: unknown };
  const told = Number(status ?? code);
  const said = /rate.?limit|too.?many/i.test(`${String(code)} ${String(type)}`) ? 429 : code === 'invalid_api_key' ? 401 : told >= 400 && told < 600 ? told : 500;
  return statusFailure({ status: said, body: JSON.stringify({ error }) }, host, secret);
}

/** `Retry-After` in seconds or as a date; 0 where nothing is said. */
function secondsOf(header: string | undefined): number {
  const given = header?.trim() ?? '';
  const seconds = /^\d+(?:\.\d+)?$/.test(given) ? Number(given) : (Date.parse(given) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(longestPause, Math.max(0, Math.ceil(seconds))) : 0;
}

/** The server's own words, shortened, on one line, and without what it repeats of the key. */
function reasonOf(body: string, secret: string | undefined): string {
  const text = messageIn(body).replaceAll(/\s+/g, ' ').trim();
  const clean = secret ? text.replaceAll(secret, '…') : text;
  // Services quote keys in part: "sk-ab****cd".
  return clean.replaceAll(/\bsk-[\w*.-]{4,}/g, '…').slice(0, longestReason);
}

/** A page of HTML, or what else is no answer of such a server, says nothing to people. */
function messageIn(body: string): string {
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>;
    const told = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)['message'] : error;
    for (const each of [told, message, detail]) if (typeof each === 'string') return each;
  } catch { /* Not JSON. */ }
  return '';
}
