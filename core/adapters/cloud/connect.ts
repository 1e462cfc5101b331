import { promises as dns } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { isLocalAddress } from '../../shared/net/public-address.ts';
import type { Resolve } from '../../shared/net/guarded-lookup.ts';
import { SproutError } from '../../contract/index.ts';
import { connectionFailure } from './failures.ts';

export interface ConnectOptions { readonly resolve?: Resolve | undefined; /** For tests with a certificate of their own. */ readonly tls?: ConnectionOptions | undefined }

export interface RemoteRequest { readonly url: URL; readonly method: 'GET' | 'POST'; readonly key: string | undefined; readonly body?: string; readonly signal: AbortSignal; /** For the first byte of an answer. */ readonly patienceMs: number }

/** Asks once, on a connection of its own time; no redirect is followed and no proxy asked. @throws SproutError remote-plain, remote-tls, remote-unreachable, remote-slow; AbortError. */
export async function connect({ url, method, key, body, signal, patienceMs }: RemoteRequest, agents: Agents, options: ConnectOptions): Promise<IncomingMessage> {
  signal.throwIfAborted();
  const host = url.host;
  const plain = url.protocol === 'http:';
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  // Node looks no literal address up.
  if (plain && isIP(literal) !== 0 && !isLocalAddress(literal)) throw new SproutError('remote-plain', { host });
  const content = body === undefined ? undefined : Buffer.from(body);
  const headers = {
    'accept': 'application/json, text/event-stream', 'accept-encoding': 'identity', 'user-agent': 'Sprout', ...(key ? { authorization: `Bearer ${key}` } : {}),
    ...(content ? { 'content-type': 'application/json', 'content-length': content.length } : {}),
  };
  // A kept connection may have been closed by the server just then, before it read anything: that says nothing about the server.
  for (let attempt = 0; ; attempt++) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = (plain ? http : https).request(url, { method, headers, signal, agent: plain ? agents.http : agents.https, lookup: plain ? localLookup(options.resolve ?? resolveAll) : undefined, ...options.tls }, resolve).on('error', reject);
    const timer = setTimeout(() => { request.destroy(new SproutError('remote-slow', { host, seconds: Math.round(patienceMs / 1000) })); }, patienceMs);
    request.end(content);
    try {
      return await promise;
    } catch (error) {
      signal.throwIfAborted();
      if (attempt === 0 && request.reusedSocket && !(error instanceof SproutError)) continue;
      throw connectionFailure(error, host, false);
    } finally {
      clearTimeout(timer);
    }
  }
}

export interface Agents { readonly http: http.Agent; readonly https: https.Agent }
export const createAgents = (): Agents => ({ http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) });

const resolveAll: Resolve = (hostname) => dns.lookup(hostname, { all: true });

/** Of a name that is asked without encryption: every address must be of this computer or a private network, where it is connected to. */
function localLookup(resolve: Resolve): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then((found) => {
      if (found.length === 0 || found.some(({ address }) => !isLocalAddress(address))) throw Object.assign(new Error(`${hostname} is on the internet`), { code: 'EPLAIN' });
      if (all) callback(null, [...found]);
      else callback(null, found[0]?.address ?? '', found[0]?.family);
    }).catch((error: unknown) => { callback(error as NodeJS.ErrnoException, '', 0); });
  };
}
