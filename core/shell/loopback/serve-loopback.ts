import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { SproutError } from '../../contract/index.ts';

/** Answers HTTP on 127.0.0.1. @param port 0 for any free one. @throws SproutError port-taken. */
export async function serveLoopback(port: number, handle: (request: Request) => Promise<Response>): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = serve({ fetch: handle, hostname: '127.0.0.1', port });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.once('listening', resolve);
    });
  } catch (error) {
    if (['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw new SproutError('port-taken', { port }, { cause: error });
    throw error;
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => resolve()); });
    },
  };
}
