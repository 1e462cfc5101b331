import { promises as dns } from 'node:dns';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { ConnectionOptions as TlsOptions, TLSSocket } from 'node:tls';
import { SproutError } from '../../contract/index.ts';
import type { Resolve } from '../../shared/net/guarded-lookup.ts';
import { remoteAddress } from '../../shared/net/remote-address.ts';
import { checkedLookup } from './checked-lookup.ts';
import { networkFailure } from './failures.ts';

export interface ConnectionOptions {
  /** Resolves a name to all its addresses. */
  readonly resolve?: Resolve;
  /** For tests with a certificate of their own. */
  readonly tls?: TlsOptions;
  /** Milliseconds in which a connection must stand, encryption included. */
  readonly connectMs?: number;
}

export interface Sending { readonly address: string; readonly path: string; readonly key: string | undefined; readonly method: 'GET' | 'POST'; readonly signal: AbortSignal; /** For the head of the answer. */ readonly patienceMs: number; /** Called when the connection stands, before a byte of the request leaves. @returns the body. */ readonly body: () => Promise<string | undefined> }

export interface Connections {
  /** @throws SproutError remote-unreachable, remote-tls, remote-address, remote-slow, remote-cut; AbortError; what `body` throws. */
  send(sending: Sending): Promise<{ response: IncomingMessage; host: string }>;
}

const defaultConnectMs = 2000;

/** Requests to models' servers: each over a connection whose address was checked, with none followed elsewhere. Connections are kept for the next request. */
export function createConnections({ resolve = async (hostname) => dns.lookup(hostname, { all: true }), tls = {}, connectMs = defaultConnectMs }: ConnectionOptions = {}): Connections {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, lookup: checkedLookup(resolve, false) }),
    'https:': new https.Agent({ keepAlive: true, lookup: checkedLookup(resolve, true), ...tls }),
  };

  function open(url: URL, { key, method }: Sending, answered: (response: IncomingMessage) => void): ClientRequest {
    const encrypted = url.protocol === 'https:';
    const headers = { 'user-agent': 'Sprout', accept: 'text/event-stream, application/json', 'accept-encoding': 'identity', ...(method === 'POST' ? { 'content-type': 'application/json' } : {}), ...(key ? { authorization: `Bearer ${key}` } : {}) };
    try {
      return (encrypted ? https : http).request(url, { method, headers, agent: encrypted ? agents['https:'] : agents['http:'] }, answered);
    } catch (cause) {
      // The only header that somebody typed is the key: it holds what no key holds.
      throw new SproutError('remote-key', { host: url.host, reason: 'it holds what no key holds' }, { cause });
    }
  }

  return {
    async send(sending) {
      const { signal, patienceMs } = sending;
      signal.throwIfAborted();
      // Checked here too, whoever kept it: Node looks no name up for an address in figures.
      const base = remoteAddress(sending.address);
      const { host } = base;
      const url = new URL(`${base.href.replace(/\/$/, '')}${sending.path}`);
      const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>();
      const connected = Promise.withResolvers<void>();
      let stood = false;
      let late = false;
      let refused = false;
      const request = open(url, sending, answered);
      request.on('error', (error) => { reject(error); connected.reject(error); });
      promise.catch(() => undefined);
      connected.promise.catch(() => undefined);
      // Not handed to Node: it would still end the connection when the answer is long read and another request has it.
      const abort = (): void => { request.destroy(); };
      signal.addEventListener('abort', abort, { once: true });
      request.once('socket', (socket) => {
        const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect';
        const whenReady = (): void => { stood = true; connected.resolve(); };
        // A kept connection stands already.
        if (!socket.connecting && (url.protocol === 'http:' || (socket as TLSSocket).getProtocol?.())) whenReady();
        else socket.once(ready, whenReady);
      });
      const giveUp = (): void => { late = true; request.destroy(new Error('late')); };
      let timer = setTimeout(giveUp, Math.min(connectMs, patienceMs));
      try {
        await connected.promise;
        clearTimeout(timer);
        const body = await sending.body().catch((error: unknown) => { refused = true; throw error; });
        signal.throwIfAborted();
        timer = setTimeout(giveUp, patienceMs);
        request.end(body);
        return { response: await promise, host };
      } catch (error) {
        request.destroy();
        signal.throwIfAborted();
        if (refused) throw error;
        if (late && stood) throw new SproutError('remote-slow', { host, seconds: Math.ceil(patienceMs / 1000) }, { cause: error });
        if (late) throw new SproutError('remote-unreachable', { host, reason: 'no connection in time' }, { cause: error });
        throw networkFailure(error, host, stood);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      }
    },
  };
}
