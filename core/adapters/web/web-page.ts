import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { promises as dns } from 'node:dns';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { SproutError } from '../../contract/index.ts';
import type { WebPage } from '../../ports/web-page.ts';
import { guardedLookup, type Resolve } from '../../shared/net/guarded-lookup.ts';
import { isPublicAddress } from '../../shared/net/public-address.ts';
import { pageName } from './page-name.ts';

export interface WebPageOptions {
  /** For tests with a local server only: lets private addresses through. */
  readonly allowPrivate?: boolean;
  /** Resolves a name to all its addresses. */
  readonly resolve?: Resolve;
}

const redirectLimit = 5;
const secondsLimit = 30;
const bytesLimit = 20 * 1024 * 1024;

/**
 * Fetches one page. The address that the socket connects to is the one that was checked: the guarded lookup runs
 * at connect, for every hop, so that neither a redirect nor a changing name reaches a private network.
 */
export function createWebPage(options: WebPageOptions = {}): WebPage {
  const resolve = options.resolve ?? (async (hostname) => dns.lookup(hostname, { all: true }));
  const lookup = guardedLookup({ resolve, allowPrivate: options.allowPrivate });

  function checked(address: string, base?: string): URL {
    let url: URL;
    try {
      url = new URL(address, base);
    } catch (cause) {
      throw new SproutError('address-invalid', { address }, { cause });
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new SproutError('address-invalid', { address });
    // Node calls no lookup for a literal address, so it is checked here.
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !options.allowPrivate && !isPublicAddress(host)) throw new SproutError('address-blocked', { address });
    return url;
  }

  async function open(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const { promise, resolve: settle, reject } = Promise.withResolvers<IncomingMessage>();
    const headers = { 'user-agent': 'Sprout', accept: 'text/html,application/pdf,text/*;q=0.9,*/*;q=0.5', 'accept-encoding': 'identity' };
    (url.protocol === 'https:' ? https : http).get(url, { lookup, signal, headers, agent: false }, settle).on('error', reject);
    return promise;
  }

  return {
    async fetch(address, caller) {
      const timeout = AbortSignal.timeout(secondsLimit * 1000);
      const signal = caller ? AbortSignal.any([caller, timeout]) : timeout;
      const folder = await mkdtemp(join(tmpdir(), 'sprout-page-'));
      const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
      try {
        let url = checked(address);
        for (let hop = 0; hop <= redirectLimit; hop += 1) {
          const response = await open(url, signal);
          const status = response.statusCode ?? 0;
          if (status >= 300 && status < 400 && response.headers.location !== undefined) {
            response.destroy();
            url = checked(response.headers.location, url.href);
            continue;
          }
          if (status !== 200) throw new SproutError('address-unreachable', { address, reason: `HTTP ${status}` });
          const path = join(folder, 'page');
          await pipeline(response, limited(address), createWriteStream(path), { signal });
          return { path, name: pageName(url, response.headers['content-type']), address: url.href, remove };
        }
        throw new SproutError('address-unreachable', { address, reason: 'too many redirects' });
      } catch (error) {
        await remove();
        throw asProblem(error, address, caller);
      }
    },
  };
}

function limited(address: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      if (bytes > bytesLimit) done(new SproutError('file-too-large', { file: address, limit: bytesLimit / 1024 / 1024 }));
      else done(null, part);
    },
  });
}

function asProblem(error: unknown, address: string, caller: AbortSignal | undefined): unknown {
  if (error instanceof SproutError || caller?.aborted) return error;
  const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
  if (code === 'EBLOCKED') return new SproutError('address-blocked', { address }, { cause: error });
  return new SproutError('address-unreachable', { address, reason: code }, { cause: error });
}
