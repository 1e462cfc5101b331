import type { Clock } from './clock.ts';
import { bare } from './plain-data.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: string;
  readonly token?: string;
  /** Milliseconds without a byte after which the connection counts as broken: a laptop that fell asleep closes nothing. */
  readonly silence: number;
  readonly signal?: AbortSignal;
  /** Gets all of a good reply's text so far, as it comes. */
  readonly onText?: (text: string) => void;
  readonly binary?: boolean;
}
export interface Reply { readonly status: number; /** '' of a binary one. */ readonly text: string; readonly bytes: ArrayBuffer; /** Seconds. */ readonly retryAfter: number }
/** @throws Unreachable, also when `signal` says so. */
export type Send = (call: Call) => Promise<Reply>;

/** No connection, a broken one, or a silent one. Visitors never read this. */
export class Unreachable extends Error {}

/** By XMLHttpRequest: many a host page has replaced `fetch` by something of its own, and this one carries streams as well. It sends no cookies to another origin. */
export const createSend = (clock: Clock): Send => (call) => new Promise((resolve, reject) => {
  const { method, url, body, token, silence, signal, onText, binary } = bare(call);
  const request = new XMLHttpRequest();
  let stopWatch = (): void => undefined;
  const end = (): void => { stopWatch(); reject(new Unreachable(url)); request.abort(); };
  const alive = (): void => {
    stopWatch();
    stopWatch = clock.after(silence, end);
    if (request.status === 200) onText?.(request.responseText);
  };
  request.open(method, url);
  if (body) request.setRequestHeader('content-type', 'application/json');
  if (token) request.setRequestHeader('authorization', `Bearer ${token}`);
  if (binary) request.responseType = 'arraybuffer';
  request.onprogress = alive;
  request.onerror = request.onabort = end;
  request.onload = () => {
    alive();
    stopWatch();
    const { status } = request;
    // Asking for a header that was not sent along is noted in the page's console.
    resolve({ status, text: binary ? '' : request.responseText, bytes: request.response as ArrayBuffer, retryAfter: status === 429 || status === 503 ? Number(request.getResponseHeader('retry-after')) : 0 });
  };
  signal?.addEventListener('abort', end);
  alive();
  if (signal?.aborted) end();
  else request.send(body);
});
