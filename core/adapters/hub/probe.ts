import { AddressFailure } from './failures.ts';
import { contentLength, contentRange, retryAfterMs, strongEtag } from './headers.ts';
import { sourceOf, type Identity } from './part-state.ts';
import { requestFile, type Answer, type RequestContext } from './request.ts';
import { watchedBody } from './watched-body.ts';
import type { RemoteFile } from '../../ports/model-hub.ts';

/** What one address has to offer. */
export interface Offer {
  readonly identity: Identity;
  /** Whether it gives parts of the file. */
  readonly ranges: boolean;
  /** Host that gave the ETag, for If-Range. */
  readonly host: string;
}

const magicBytes = 4;

/** @throws AddressFailure for every status but the wished. */
export function requireStatus({ response, status, host, redirects }: Answer, wished: readonly number[]): void {
  if (wished.includes(status)) return;
  response.destroy();
  const extra = { status, retryAfterMs: retryAfterMs(response.headers) };
  const reason = `HTTP ${status}`;
  if (status === 429 || status === 503) throw new AddressFailure('crowded', host, reason, extra);
  // A signature of the delivery network may have run out: the hub gives a new one.
  if (status >= 500 || status === 408 || status === 425 || (status === 403 && redirects > 0)) throw new AddressFailure('broken', host, reason, extra);
  if (status === 416) throw new AddressFailure('changed', host, reason, extra);
  if (status < 400) throw new AddressFailure('broken', host, reason, extra);
  throw new AddressFailure('refused', host, reason, extra);
}

export function requirePlain({ response, host }: Answer): void {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  response.destroy();
  throw new AddressFailure('dead', host, `sends the file compressed (${encoding})`);
}

/**
 * Asks for the first four bytes: tells length, validator, checksum and whether ranges work, works where HEAD is forbidden (signed
 * addresses), and finds the sign-in page that a hotel's network gives instead of a model before gigabytes of it are there.
 * @throws AddressFailure, AbortError
 */
export async function probe(address: URL, file: RemoteFile, target: string, context: RequestContext): Promise<Offer> {
  let answer = await requestFile(address, { range: `bytes=0-${magicBytes - 1}` }, context);
  if (answer.status === 416) {
    answer.response.destroy();
    answer = await requestFile(address, {}, context);
  }
  requireStatus(answer, [200, 206]);
  requirePlain(answer);
  const { response, host, sha256: declared } = answer;
  const range = contentRange(response.headers);
  if (answer.status === 206 && range?.start !== 0) {
    response.destroy();
    throw new AddressFailure('broken', host, 'gives another range than was asked for');
  }
  const first = await firstBytes(answer, context);
  const served = answer.status === 206 ? range?.total ?? null : contentLength(response.headers);
  const bytes = served ?? answer.linkedBytes ?? file.bytes ?? null;
  const expected = file.sha256?.toLowerCase() ?? null;
  if (target.endsWith('.gguf') && !isGguf(first)) throw new AddressFailure('damaged', host, 'not a model file');
  if (bytes === 0) throw new AddressFailure('damaged', host, 'empty');
  const wished = file.bytes ?? answer.linkedBytes ?? bytes;
  if (bytes !== wished) throw new AddressFailure('damaged', host, `${bytes} bytes instead of ${wished}`);
  if (expected !== null && declared !== null && declared !== expected) throw new AddressFailure('damaged', host, 'another version of the file');
  return {
    identity: { bytes, declared, expected, etag: strongEtag(response.headers), source: sourceOf(address.href) },
    ranges: answer.status === 206 && served !== null, host,
  };
}

export function isGguf(first: Uint8Array): boolean {
  return Buffer.from(first.subarray(0, magicBytes)).toString('latin1') === 'GGUF';
}

async function firstBytes({ response, host }: Answer, { limits }: RequestContext): Promise<Uint8Array> {
  let first = Buffer.alloc(0);
  for await (const chunk of watchedBody(response, host, limits)) {
    first = Buffer.concat([first, chunk.subarray(0, magicBytes)]);
    if (first.length >= magicBytes && response.statusCode === 200) break;
    // Reads a short answer to its end, so that its connection can be used again; a liar's is closed.
    if (first.length > magicBytes) break;
  }
  return first.subarray(0, magicBytes);
}
