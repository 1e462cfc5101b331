import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { SproutError } from '../../contract/index.ts';
import { appFile } from '../../shell/index.ts';
import { refusal } from './guard.ts';
import { Session } from './session.ts';

export interface BrowserShellOptions {
  readonly core: { fetch(request: Request): Promise<Response> };
  /** Folder with the built app. */
  readonly app: string;
  /** 0 for any free port. */
  readonly port: number;
}

export interface BrowserShell {
  readonly port: number;
  /** `http://127.0.0.1:<port>/?token=…`; the token works once. */
  readonly link: string;
  close(): Promise<void>;
}

/** Serves app and API on loopback. Every request is checked here; the core sees only what passed. */
export async function startBrowserShell({ core, app, port }: BrowserShellOptions): Promise<BrowserShell> {
  const session = new Session();
  let bound = port;
  const handler = browserShellHandler({ core, app, session, port: () => bound });
  const server = serve({ fetch: handler, hostname: '127.0.0.1', port });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', resolve);
  });
  bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    link: `http://127.0.0.1:${bound}/?token=${session.linkToken}`,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => resolve()); });
    },
  };
}

/** The shell as a pure handler, so that its refusals are tested without a socket. */
export function browserShellHandler({ core, app, session, port }: { core: BrowserShellOptions['core']; app: string; session: Session; port: () => number }): (request: Request) => Promise<Response> {
  return async (request) => {
    if (refusal(request, port()) !== undefined) return forbidden(request);
    const url = new URL(request.url);
    const token = url.searchParams.get('token');
    if (request.method === 'GET' && url.pathname === '/' && token !== null) {
      const cookie = session.redeem(token);
      // A used link in the same browser still opens the app: the cookie is there.
      if (!cookie && !session.admits(request.headers.get('cookie'))) return forbidden(request);
      return new Response(null, { status: 303, headers: { location: '/', ...(cookie ? { 'set-cookie': cookie } : {}) } });
    }
    if (!session.admits(request.headers.get('cookie'))) return forbidden(request);
    if (url.pathname.startsWith('/api/')) return core.fetch(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
    return (await appFile(app, url.pathname)) ?? new Response('Not found', { status: 404 });
  };
}

function forbidden(request: Request): Response {
  const locale = /^\s*zh/i.test(request.headers.get('accept-language') ?? '') ? 'zh' : 'en';
  const problem = new SproutError('forbidden').toProblem(locale);
  return Response.json({ error: problem }, { status: 403 });
}
