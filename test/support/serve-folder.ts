import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json' };

export interface ServedFolder { readonly origin: string; /** Paths that were asked for. */ readonly asked: string[]; close(): Promise<void> }

/** A plain web host on loopback: HTTP/1.1, scripts and pages gzipped, other files as they are. `/empty.html` is an empty page, with `body` in it where there is one. @param headers sent with each file. */
export async function serveFolder(folder: string, body = '', headers: Readonly<Record<string, string>> = {}): Promise<ServedFolder> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname));
    asked.push(path);
    if (path === '/empty.html') { response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><title>x</title>${body}`); return; }
    readFile(join(folder, path)).then(
      (held) => {
        const type = types[extname(path)];
        const sent = type === undefined ? held : gzipSync(held);
        response.writeHead(200, { 'content-type': type ?? 'application/octet-stream', 'content-length': sent.length, ...(type === undefined ? {} : { 'content-encoding': 'gzip' }), 'cache-control': 'max-age=31536000, immutable', ...headers }).end(sent);
      },
      () => { response.writeHead(404).end(); },
    );
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}
