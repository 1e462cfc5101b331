import https from 'node:https';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { guardedLookup, type GuardOptions } from '../../shared/net/guarded-lookup.ts';
import { isPublicAddress } from '../../shared/net/public-address.ts';
import type { WebhookReply, WebhookRequest } from './webhook-request.ts';

export interface PostOptions extends GuardOptions { /** For tests with a certificate of their own. */ readonly tls?: ConnectionOptions | undefined }

const timeout = 15_000;
const largestReply = 64 * 1024;

/** Sends over https to a public address, checked where it is connected to; no redirect is followed. @throws Error with a code, `EBLOCKED` for a private address. */
export async function post({ url, headers, body }: WebhookRequest, guard: PostOptions): Promise<WebhookReply> {
  const { promise, resolve, reject } = Promise.withResolvers<WebhookReply>();
  requirePublic(url.hostname, guard);
  const content = Buffer.from(body);
  const request = https.request(url, { method: 'POST', headers: { ...headers, 'content-length': content.length, 'user-agent': 'Sprout' }, lookup: guardedLookup(guard), agent: false, signal: AbortSignal.timeout(timeout), ...guard.tls }, (response) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    response.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= largestReply) parts.push(part);
      else response.destroy(Object.assign(new Error('reply too large'), { code: 'ETOOLARGE' }));
    });
    response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }); });
    response.on('error', reject);
  });
  request.on('error', reject);
  request.end(content);
  return promise;
}

/** Node looks no literal address up. @throws Error with code `EBLOCKED`. */
export function requirePublic(hostname: string, { allowPrivate = false }: GuardOptions): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !allowPrivate && !isPublicAddress(host)) throw Object.assign(new Error('private address'), { code: 'EBLOCKED' });
}
