import { SproutError } from '../../contract/index.ts';

/** What begins so is the certificate's, or the encryption's. */
const tlsCodes = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|EPROTO)/;
const longestReason = 200;

/** An error of the connection, by what it means for people. AbortErrors of the caller's own are his. */
export function connectionFailure(error: unknown, host: string, begun: boolean): Error {
  if (error instanceof SproutError) return error;
  const failure = error as NodeJS.ErrnoException;
  const code = failure.code ?? failure.name;
  if (code === 'EPLAIN') return new SproutError('remote-plain', { host });
  if (tlsCodes.test(code)) return new SproutError('remote-tls', { host, reason: code }, { cause: error });
  // A connection that stood has gone: what was asked may have been answered, and billed.
  return begun || code === 'ECONNRESET' ? new SproutError('remote-cut', { host }, { cause: error }) : new SproutError('remote-unreachable', { host, reason: code }, { cause: error });
}

/** An answer that is not 200, with the server's own words where it has some. `text` is the beginning of its body. */
export function statusFailure(status: number, host: string, text: string, retryAfter: string | undefined): SproutError {
  const reason = reasonOf(text) || `HTTP ${status}`;
  if (status === 401 || status === 403) return new SproutError('remote-key', { host, reason });
  // 402: the account is empty. Some services say so with 429 and a word of it.
  if (status === 402 || /insufficient|balance|quota|arrear|欠费|余额/i.test(reason)) return new SproutError('remote-account', { host, reason });
  if (status === 429) return new SproutError('remote-busy', { host, seconds: secondsOf(retryAfter) });
  if (status >= 500) return new SproutError('remote-failed', { host, status });
  if (status >= 300 && status < 400) return new SproutError('remote-moved', { host });
  return new SproutError('remote-refused', { host, reason });
}

/** `Retry-After` is a number of seconds or a date. 0 where nothing is said. */
function secondsOf(header: string | undefined): number {
  if (header === undefined) return 0;
  const seconds = /^\d+(?:\.\d+)?$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(3600, Math.max(0, Math.ceil(seconds))) : 0;
}

/** The words in `{"error":{"message":…}}` and its like; a page of HTML says nothing to people. */
function reasonOf(text: string): string {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return '';
  }
  const words = [at(given, 'error', 'message'), at(given, 'error'), at(given, 'message'), at(given, 'detail')].find((value) => typeof value === 'string');
  return typeof words === 'string' ? words.replace(/\s+/g, ' ').slice(0, longestReason) : '';
}

const at = (value: unknown, ...path: string[]): unknown => path.reduce((inner: unknown, name) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined), value);
