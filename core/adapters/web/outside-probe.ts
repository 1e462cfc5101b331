import { promises as dns } from 'node:dns';
import https from 'node:https';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { OutsideProbe, ProbeResult } from '../../ports/outside-probe.ts';
import { guardedLookup, type Resolve } from '../../shared/net/guarded-lookup.ts';
import { isPublicAddress } from '../../shared/net/public-address.ts';

export interface OutsideProbeOptions { readonly resolve?: Resolve; /** For tests with a local server only. */ readonly allowPrivate?: boolean; readonly tls?: ConnectionOptions; /** Milliseconds. */ readonly timeout?: number }

const largest = 64 * 1024;
/** What went wrong by the system's code; what begins with one of `certificateCodes` is the certificate's. */
const failures: Readonly<Record<string, Exclude<ProbeResult['failed'], undefined>>> = {
  EBLOCKED: 'private', ENOTFOUND: 'name', EAI_AGAIN: 'name', EAI_NODATA: 'name', ENODATA: 'name', ECONNREFUSED: 'refused', ETIMEDOUT: 'timeout', TimeoutError: 'timeout', ABORT_ERR: 'timeout', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', EPROTO: 'encryption',
};
const certificateCodes = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT|HOSTNAME_MISMATCH)/;

export function createOutsideProbe({ resolve = async (hostname) => dns.lookup(hostname, { all: true }), allowPrivate = false, tls = {}, timeout = 10_000 }: OutsideProbeOptions = {}): OutsideProbe {
  return {
    get(address, headers) {
      const { promise, resolve: settle } = Promise.withResolvers<ProbeResult>();
      const url = new URL(address);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0 && !allowPrivate && !isPublicAddress(host)) return Promise.resolve({ failed: 'private', detail: host });
      const fail = (error: NodeJS.ErrnoException): void => {
        const code = error.code ?? error.name;
        settle({ failed: certificateCodes.test(code) ? 'certificate' : code.startsWith('ERR_SSL') ? 'encryption' : failures[code] ?? 'broken', detail: code });
      };
      // No connection of before is used again: each test is a new one.
      const request = https.get(url, { headers: { 'user-agent': 'Sprout', ...headers }, lookup: guardedLookup({ resolve, allowPrivate }), agent: false, signal: AbortSignal.timeout(timeout), ...tls }, (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        const end = (): void => { settle({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8'), header: (name) => { const value = response.headers[name]; return (Array.isArray(value) ? value.join(', ') : value) ?? null; } }); };
        response.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes <= largest) parts.push(part);
          else { end(); response.destroy(); }
        });
        response.on('end', end);
        response.on('error', fail);
      });
      request.on('error', fail);
      return promise;
    },
  };
}
