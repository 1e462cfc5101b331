import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { ProxyEnv } from 'node:http';
import { AddressFailure, networkFailure } from './failures.ts';
import { declaredLength, declaredSha256 } from './headers.ts';
import type { Limits } from './options.ts';
import { redirected } from './redirects.ts';

/** Connections that are kept for the next request. */
export interface Agents { readonly http: http.Agent; readonly https: https.Agent }

export function createAgents(proxyEnv: ProxyEnv | undefined): Agents {
  const options = { keepAlive: true, ...(proxyEnv ? { proxyEnv } : {}) };
  return { http: new http.Agent(options), https: new https.Agent(options) };
}

/** An answer that is no redirect, with what the hub said about the file on the way. */
export interface Answer {
  readonly response: IncomingMessage;
  readonly status: number;
  /** Host that gave it; of a hub's large files that of its delivery network. */
  readonly host: string;
  readonly redirects: number;
  /** SHA-256 and length that a hub declared, on the redirect or here. */
  readonly sha256: string | null;
  readonly linkedBytes: number | null;
}

export interface RequestContext { readonly agents: Agents; readonly limits: Limits; readonly signal: AbortSignal }

/**
 * Asks for a file from the address that the hub gave, redirects followed anew each time: a delivery network's address is signed
 * for an hour, and Hugging Face signs the very range of the request that was redirected.
 * @throws AddressFailure, AbortError
 */
export async function requestFile(address: URL, headers: OutgoingHttpHeaders, { agents, limits, signal }: RequestContext, ifRange?: { host: string; etag: string }): Promise<Answer> {
  const visited = [address];
  let sha256: string | null = null;
  let linkedBytes: number | null = null;
  for (let url = address; ;) {
    const conditional = ifRange?.host === url.host && headers['range'] !== undefined ? { 'if-range': ifRange.etag } : {};
    const response = await openOnce(url, { 'user-agent': 'Sprout', 'accept': '*/*', 'accept-encoding': 'identity', ...headers, ...conditional }, agents, limits, signal);
    sha256 ??= declaredSha256(response.headers);
    linkedBytes ??= declaredLength(response.headers);
    const status = response.statusCode ?? 0;
    if (status < 300 || status >= 400) return { response, status, host: url.host, redirects: visited.length - 1, sha256, linkedBytes };
    response.destroy();
    if (response.headers.location === undefined) throw new AddressFailure('refused', url.host, `HTTP ${status}`, { status });
    url = redirected(visited, response.headers.location);
    visited.push(url);
  }
}

/** A kept connection may have been closed by the server in the meantime: that says nothing about the server, so one more try. */
async function openOnce(url: URL, headers: OutgoingHttpHeaders, agents: Agents, limits: Limits, signal: AbortSignal): Promise<IncomingMessage> {
  for (let attempt = 0; ; attempt++) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const [module, agent] = url.protocol === 'https:' ? [https, agents.https] : [http, agents.http];
    const request = module.get(url, { headers, agent, signal }, resolve).on('error', reject);
    const give = (reason: string) => (): void => { request.destroy(new AddressFailure('broken', url.host, reason)); };
    let timer = setTimeout(give('no connection'), limits.connectMs);
    const connected = (): void => { clearTimeout(timer); timer = setTimeout(give('no answer'), limits.silenceMs); };
    // With a proxy the socket comes when its tunnel stands.
    request.once('socket', (socket) => { if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected); else connected(); });
    try {
      return await promise;
    } catch (error) {
      if (attempt === 0 && request.reusedSocket && !(error instanceof AddressFailure) && !signal.aborted) continue;
      throw networkFailure(error, url.host);
    } finally {
      clearTimeout(timer);
    }
  }
}
