import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What the delivery network does with one request. Without: it answers as it should.
 * `cut`: the connection breaks after so many bytes of the body. `stall`: it falls silent there. `trickle`: a byte now and then.
 * `longer`: sends more than announced. `shifted`: another range than asked for. `corrupt`: one wrong byte. `page`: a sign-in page.
 */
export type Fault =
  | { readonly kind: 'cut' | 'stall'; readonly after: number }
  | { readonly kind: 'trickle' | 'longer' | 'shifted' | 'corrupt' | 'page' | 'gzip' | 'loop' | 'empty' | 'no-type' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string };

export interface HubFile {
  readonly body: Buffer;
  /** What the hub declares instead of the truth. */
  readonly declaredSha256?: string | null;
  readonly declaredBytes?: number;
  /** Served as a whole whatever is asked for. */
  readonly ranges?: boolean;
  /** No Content-Length. */
  readonly chunked?: boolean;
  readonly etag?: string | null;
  /** No redirect to a delivery network: a plain web server. */
  readonly plain?: boolean;
}

export interface SeenRequest { readonly path: string; readonly range: string | undefined; readonly ifRange: string | undefined; readonly cdn: boolean; readonly status: number; sent: number; readonly at: number }

export interface HubServer {
  readonly origin: string;
  readonly requests: SeenRequest[];
  /** Most requests of the delivery network that were open at once. */
  readonly mostAtOnce: () => number;
  put(path: string, file: HubFile): void;
  /** Decides for each request of the delivery network for a file; `number` counts from 0. */
  faults: (request: { path: string; number: number; range: string | undefined }) => Fault | undefined;
  /** Bytes a second of each connection; Infinity unless told. */
  bytesPerSecond: number;
  close(): Promise<void>;
}

export const sha256Of = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

/**
 * Speaks as Hugging Face and ModelScope do: `/owner/repo/resolve/main/file` redirects to a signed address of a delivery network and
 * declares SHA-256 and length on the way; that one gives ranges. Any misbehaviour can be planted.
 */
export async function startHubServer(): Promise<HubServer> {
  const files = new Map<string, HubFile>();
  let open = 0;
  let most = 0;
  let number = 0;
  const hub: HubServer = {
    origin: '', requests: [], bytesPerSecond: Infinity, faults: () => undefined, mostAtOnce: () => most,
    put(path, file) { files.set(path, file); },
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }),
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    const onCdn = url.pathname.startsWith('/cdn/');
    const path = onCdn ? decodeURIComponent(url.pathname.slice('/cdn'.length)) : decodeURIComponent(url.pathname);
    const file = files.get(path);
    const seen: SeenRequest = { path, range: request.headers.range, ifRange: request.headers['if-range'] as string | undefined, cdn: onCdn, status: 0, sent: 0, at: performance.now() };
    hub.requests.push(seen);
    if (path === '/') { response.writeHead(200).end(); return; }
    if (!file) { response.writeHead(404).end('no such file'); return; }
    const declared = file.declaredSha256 === undefined ? sha256Of(file.body) : file.declaredSha256;
    if (!onCdn && !file.plain) {
      response.writeHead(302, {
        'location': `/cdn${path}?signature=${number}`, 'x-linked-size': String(file.declaredBytes ?? file.body.length), ...(declared === null ? {} : { 'x-linked-etag': `"${declared}"` }),
      }).end();
      return;
    }
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => { open -= 1; });
    void deliver(file, hub.faults({ path, number: number++, range: request.headers.range }), request, response, seen);
  });

  async function deliver(file: HubFile, fault: Fault | undefined, request: IncomingMessage, response: ServerResponse, seen: SeenRequest): Promise<void> {
    if (fault?.kind === 'loop') { response.writeHead(302, { location: request.url }).end(); return; }
    if (fault?.kind === 'status') { response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }).end(); return; }
    if (fault?.kind === 'page') { response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please sign in to the network of Hotel Sonne</html>'); return; }
    const etag = file.etag === undefined ? `"${sha256Of(file.body).slice(0, 16)}"` : file.etag;
    const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const valid = seen.ifRange === undefined || seen.ifRange === etag;
    const partial = asked !== null && valid && file.ranges !== false;
    let start = partial ? Number(asked[1]) : 0;
    const end = partial ? Math.min(file.body.length, asked[2] ? Number(asked[2]) + 1 : file.body.length) : file.body.length;
    if (partial && start >= file.body.length) { response.writeHead(416, { 'content-range': `bytes */${file.body.length}` }).end(); return; }
    if (fault?.kind === 'shifted' && partial) start = Math.max(0, start - 1);
    let body = fault?.kind === 'empty' ? Buffer.alloc(0) : file.body.subarray(start, end);
    if (fault?.kind === 'corrupt') { body = Buffer.from(body); body[body.length >> 1]! ^= 1; }
    response.writeHead(partial ? 206 : 200, {
      'accept-ranges': 'bytes', ...(etag === null ? {} : { etag }), ...(partial ? { 'content-range': `bytes ${start}-${end - 1}/${file.body.length}` } : {}),
      ...(file.chunked ? {} : { 'content-length': String(body.length) }), ...(fault?.kind === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
    });
    if (fault?.kind === 'longer') {
      // Written past HTTP, which would not let more out than was announced.
      response.socket?.write(Buffer.concat([body, body]));
      return;
    }
    const piece = Number.isFinite(hub.bytesPerSecond) ? Math.max(1, Math.ceil(hub.bytesPerSecond / 50)) : 65_536;
    for (let at = 0; at < body.length && !response.destroyed;) {
      if ((fault?.kind === 'cut' || fault?.kind === 'stall') && at >= fault.after) {
        if (fault.kind === 'cut') response.destroy();
        return;
      }
      const limit = fault?.kind === 'cut' || fault?.kind === 'stall' ? fault.after - at : Infinity;
      const chunk = body.subarray(at, at + Math.min(fault?.kind === 'trickle' ? 1 : piece, limit));
      await new Promise<void>((resolve) => { response.write(chunk, () => { resolve(); }); });
      at += chunk.length;
      seen.sent += chunk.length;
      if (fault?.kind === 'trickle' || Number.isFinite(hub.bytesPerSecond)) await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    response.end();
  }

  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  Object.assign(hub, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  return hub;
}
