import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of a firm's website on a server of its own: an origin of its own. */
export interface LivePage {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** What the page holds before the end of its body. */
  code: string;
  close(): Promise<void>;
}

export async function servePage(): Promise<LivePage> {
  const server = createServer((request, response) => {
    if (request.url !== '/') { response.writeHead(404).end(); return; }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title></head><body><h1>Shop</h1>${page.code}</body></html>`);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const page = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, code: '',
    close: (): Promise<void> => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }),
  };
  return page;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}
