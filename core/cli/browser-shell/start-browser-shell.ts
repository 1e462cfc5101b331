import { appFile } from '../../shell/index.ts';
import { forbidden, isForPrograms, refusal, serveLoopback } from '../../shell/loopback/index.ts';
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
  /** Base address for other programs; wants a key instead of the link. */
  readonly programs: string;
  close(): Promise<void>;
}

/** Serves app and API on loopback. Every request is checked here; the core sees only what passed. */
export async function startBrowserShell({ core, app, port }: BrowserShellOptions): Promise<BrowserShell> {
  const session = new Session();
  let bound = port;
  const handler = browserShellHandler({ core, app, session, port: () => bound });
  const server = await serveLoopback(port, handler);
  bound = server.port;
  return {
    port: bound,
    link: `http://127.0.0.1:${bound}/?token=${session.linkToken}`,
    programs: `http://127.0.0.1:${bound}/v1`,
    close: () => server.close(),
  };
}

/** The shell as a pure handler, so that its refusals are tested without a socket. */
export function browserShellHandler({ core, app, session, port }: { core: BrowserShellOptions['core']; app: string; session: Session; port: () => number }): (request: Request) => Promise<Response> {
  return async (request) => {
    if (refusal(request, port()) !== undefined) return forbidden(request);
    // Other programs have no cookie: the core asks each for its key.
    if (isForPrograms(request)) return core.fetch(request);
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
