import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Session } from '../../../core/cli/browser-shell/session.ts';
import { browserShellHandler } from '../../../core/cli/browser-shell/start-browser-shell.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const port = 4321;

describe('the browser shell', () => {
  let handle: (request: Request) => Promise<Response>;
  let session: Session;
  let coreCalls: string[];

  beforeEach(async () => {
    const app = join(await temporaryFolder(), 'app');
    await mkdir(app);
    await writeFile(join(app, 'index.html'), '<!doctype html>');
    await writeFile(join(app, '..', 'secret.txt'), 'secret');
    session = new Session();
    coreCalls = [];
    handle = browserShellHandler({ core: { fetch: async (request) => { coreCalls.push(request.url); return Response.json({}); } }, app, session, port: () => port });
  });

  /** `Request` refuses to set some of these, so the headers are given beside it. */
  function request(path: string, headers: Record<string, string> = {}, method = 'GET'): Request {
    const all = new Headers({ host: `127.0.0.1:${port}`, ...headers });
    return new Proxy(new Request(`http://127.0.0.1:${port}${path}`, { method }), { get: (target, key) => (key === 'headers' ? all : (Reflect.get(target, key) as unknown)) });
  }
  async function signIn(): Promise<string> {
    const response = await handle(request(`/?token=${session.linkToken}`));
    return response.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  it('opens with the link once, then with its cookie alone', async () => {
    const cookie = await signIn();
    expect((await handle(request('/', { cookie }))).status).toBe(200);
    expect((await handle(request('/api/status', { cookie }))).status).toBe(200);
    expect((await handle(request(`/?token=${session.linkToken}`))).status).toBe(403);
  });

  it('refuses who has no cookie or a wrong one', async () => {
    for (const cookie of ['', 'sprout_session=', 'sprout_session=guess', 'other=1']) expect((await handle(request('/api/status', { cookie }))).status).toBe(403);
    expect(coreCalls).toEqual([]);
  });

  const hosts = ['evil.example', '127.0.0.1', '127.0.0.1:80', `127.0.0.1.evil.example:${port}`, `localhost.evil.example:${port}`, `evil.example:${port}`, `0.0.0.0:${port}`, `[::1]:${port}`, `127.0.0.2:${port}`, `127.1:${port}`, `2130706433:${port}`, `0x7f000001:${port}`, `LOCALHOST:${port}`, `localhost:${port}0`, `localhost`, '', ` 127.0.0.1:${port}x`, `127.0.0.1:${port}@evil.example`, `user@127.0.0.1:${port}`, `127.0.0.1:${port}/`, `xn--localhost:${port}`, `localhost.:${port}`];
  const origins = ['null', 'http://evil.example', 'https://evil.example', `https://127.0.0.1:${port}`, 'http://127.0.0.1', 'http://127.0.0.1:80', `http://localhost:${port}`, `http://127.0.0.1:${port}.evil.example`, `http://evil.example:${port}`, `http://127.0.0.1.evil.example:${port}`, 'file://', 'chrome-extension://abcdef', 'app://sprout', `http://[::1]:${port}`, `http://127.0.0.1:${port}/`, `HTTP://127.0.0.1:${port}`, `http://user@127.0.0.1:${port}`, ` http://127.0.0.1:${port}x`, 'data:', 'blob:null', 'about:blank', `ws://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`, `http://2130706433:${port}`, '*', ''];

  it.each(hosts)('refuses the Host "%s" even with the cookie', async (host) => {
    const cookie = await signIn();
    expect((await handle(request('/api/status', { cookie, host }))).status).toBe(403);
    expect(coreCalls).toEqual([]);
  });

  it.each(origins)('refuses the Origin "%s" even with the cookie', async (origin) => {
    const cookie = await signIn();
    expect((await handle(request('/api/status', { cookie, origin }))).status).toBe(403);
    expect(coreCalls).toEqual([]);
  });

  it.each(['cross-site', 'same-site'])('refuses what a browser marks as %s', async (site) => {
    const cookie = await signIn();
    expect((await handle(request('/api/status', { cookie, 'sec-fetch-site': site }))).status).toBe(403);
  });

  it('lets other programs to /v1 without a cookie, and to nothing else; the core asks for their key', async () => {
    expect((await handle(request('/v1/models', { authorization: 'Bearer sprout_x' }))).status).toBe(200);
    expect(coreCalls).toEqual([`http://127.0.0.1:${port}/v1/models`]);
    for (const path of ['/api/status', '/v1', '/V1/models', '/%761/models', '/v1/../api/status', '/v1/%2e%2e/api/status', '//v1/models', '/v2/models', '/?token=sprout_x']) {
      expect([path, (await handle(request(path, { authorization: 'Bearer sprout_x' }))).status]).toEqual([path, 403]);
    }
    expect(coreCalls).toHaveLength(1);
  });

  it('refuses /v1 to every page in a browser and under every other name, whatever its key', async () => {
    for (const headers of [...hosts.map((host) => ({ host })), ...origins.map((origin) => ({ origin })), { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      const response = await handle(request('/v1/models', { authorization: 'Bearer sprout_x', ...headers } as Record<string, string>));
      expect([headers, response.status, response.headers.get('access-control-allow-origin')]).toEqual([headers, 403, null]);
      expect(await response.json()).toMatchObject({ error: { code: 'forbidden', type: 'permission_error' } });
    }
    expect((await handle(request('/v1/chat/completions', { origin: 'https://evil.example', 'access-control-request-method': 'POST' }, 'OPTIONS'))).status).toBe(403);
    expect(coreCalls).toEqual([]);
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%5c..%5csecret.txt', '/%00', '/%'])('serves nothing outside its folder: %s', async (path) => {
    const cookie = await signIn();
    expect((await handle(request(path, { cookie }))).status).toBe(404);
  });

  it('forbids inline scripts and foreign connections', async () => {
    const cookie = await signIn();
    const policy = (await handle(request('/', { cookie }))).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/);
    expect(policy).toContain("connect-src 'self'");
  });
});
