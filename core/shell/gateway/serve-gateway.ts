import { serve } from '@hono/node-server';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SproutError } from '../../contract/index.ts';

/** In milliseconds, what a connection may cost. */
export interface ConnectionLimits {
  /** A client that sends its request drop by drop holds a connection no longer than these. */
  readonly headers: number;
  readonly request: number;
  /** A connection on which nothing moves; an answer that is awaited says every 3 s that it is. */
  readonly idle: number;
  readonly keepAlive: number;
}
const usual: ConnectionLimits = { headers: 8000, request: 15_000, idle: 30_000, keepAlive: 10_000 };
const checkEvery = 1000;
const largestHeaders = 16 * 1024;
const mostConnections = 2000;

/**
 * Answers the live gateway's requests, each with the address at the other end of its connection.
 * @param place host `127.0.0.1` for tunnels on this computer; port 0 for any free one. @throws SproutError port-taken, gateway-host.
 */
export async function serveGateway(place: { readonly port: number; readonly host: string }, handle: (request: Request, peer: string) => Promise<Response>, limits: ConnectionLimits = usual): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = serve({
    fetch: (request, { incoming }) => handle(request, incoming.socket.remoteAddress ?? ''), hostname: place.host, port: place.port, createServer,
    serverOptions: { headersTimeout: limits.headers, requestTimeout: limits.request, keepAliveTimeout: limits.keepAlive, connectionsCheckingInterval: Math.min(checkEvery, limits.headers), maxHeaderSize: largestHeaders },
  }) as ReturnType<typeof createServer>;
  server.maxConnections = mostConnections;
  server.setTimeout(limits.idle, (socket) => { socket.destroy(); });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.once('listening', resolve);
    });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes(code)) throw new SproutError('gateway-host', { host: place.host }, { cause: error });
    if (['EADDRINUSE', 'EACCES'].includes(code)) throw new SproutError('port-taken', { port: place.port }, { cause: error });
    throw error;
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    },
  };
}
