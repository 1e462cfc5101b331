import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { doorFile, readDoor } from '../../../core/shell/door/door-file.ts';
import { DoorShut, findDoor, serveDoor } from '../../../core/shell/door/index.ts';
import { doorHandler, doorHost } from '../../../core/shell/door/serve-door.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const token = 'right-token-right-token-right-token';
const ask = (handle: (request: Request) => Promise<Response>, headers: Record<string, string>, path = '/api/status'): Promise<Response> => {
  // `Request` refuses to set some of these.
  const all = new Headers(headers);
  return handle(new Proxy(new Request(`http://x${path}`), { get: (target, key) => (key === 'headers' ? all : (Reflect.get(target, key) as unknown)) }));
};

const onBug = (error: unknown): void => { throw error; };

describe('the door of a running core', () => {
  const right = { host: doorHost, authorization: `Bearer ${token}` };

  it('opens to the word alone, for the API alone, and never to a page of a browser', async () => {
    const asked: string[] = [];
    const handle = doorHandler(token, async (request) => { asked.push(request.url); return Response.json({}); });
    expect((await ask(handle, right)).status).toBe(200);
    const wrong: Record<string, string>[] = [
      {}, { host: doorHost }, { ...right, authorization: 'Bearer ' }, { ...right, authorization: `bearer ${token}` }, { ...right, authorization: `Bearer ${token}x` }, { ...right, authorization: token },
      { ...right, host: '127.0.0.1' }, { ...right, host: 'evil.example' }, { authorization: right.authorization }, { ...right, origin: 'http://evil.example' }, { ...right, origin: 'null' }, { ...right, origin: `http://${doorHost}` },
      { ...right, 'sec-fetch-site': 'cross-site' }, { ...right, 'sec-fetch-site': 'none' },
    ];
    for (const headers of wrong) expect([headers, (await ask(handle, headers)).status]).toEqual([headers, 403]);
    for (const path of ['/', '/v1/models', '/sites/default/ask', '/apix']) expect((await ask(handle, right, path)).status, path).toBe(403);
    expect(asked).toHaveLength(1);
  });

  it('carries requests, streams and refusals, and is gone when it is closed', async () => {
    const home = await temporaryFolder();
    const cut = Promise.withResolvers<undefined>();
    const door = await serveDoor({ home, workspace: 'default', version: '1', onBug, fetch: async (request) => {
      if (request.url.endsWith('/echo')) return new Response(await request.text(), { status: 418, headers: { 'x-kept': request.headers.get('accept-language') ?? '' } });
      return new Response(new ReadableStream({ async start(controller) { controller.enqueue(new TextEncoder().encode('{"n":1}\n')); await cut.promise; } }));
    } });
    onTestFinished(() => door.close());
    const call = await findDoor(home, 'default', '1');
    const echoed = await call?.(new Request('http://x/api/echo', { method: 'POST', body: '你好', headers: { 'accept-language': 'zh' } }));
    expect([echoed?.status, await echoed?.text(), echoed?.headers.get('x-kept')]).toEqual([418, '你好', 'zh']);

    const streamed = await call?.(new Request('http://x/api/lines'));
    const reader = streamed?.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('{"n":1}\n');
    await door.close();
    await expect(reader?.read()).rejects.toThrow(DoorShut);
    await expect(call?.(new Request('http://x/api/status'))).rejects.toThrow(DoorShut);
    expect(await findDoor(home, 'default', '1')).toBeUndefined();
    cut.resolve(undefined);
  });

  it('lets the core hear that a caller has left', async () => {
    const home = await temporaryFolder();
    const [asked, left] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const door = await serveDoor({ home, workspace: 'default', version: '1', onBug, fetch: async ({ signal }) => {
      signal.addEventListener('abort', () => { left.resolve(undefined); });
      asked.resolve(undefined);
      await left.promise;
      return new Response();
    } });
    onTestFinished(() => door.close());
    const call = await findDoor(home, 'default', '1');
    const leaving = new AbortController();
    const waiting = call?.(new Request('http://x/api/waits', { method: 'POST', body: '{}', signal: leaving.signal }));
    await asked.promise;
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await left.promise;
  });

  it('may be missing: the app goes on without, and nothing is left', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, 'run'), 'in the way');
    const bugs: unknown[] = [];
    const door = await serveDoor({ home, workspace: 'default', version: '1', onBug: (error) => bugs.push(error), fetch: async () => new Response() });
    expect(bugs).toHaveLength(1);
    await door.close();
  });

  it('is not used when it is of another version', async () => {
    const home = await temporaryFolder();
    const door = await serveDoor({ home, workspace: 'default', version: '1', onBug, fetch: async () => new Response() });
    onTestFinished(() => door.close());
    await expect(findDoor(home, 'default', '2')).rejects.toMatchObject({ code: 'door-version', fields: { version: '1', own: '2' } });
  });

  it('is not believed when its file is a link, no file, or not what it should be', async () => {
    const home = await temporaryFolder();
    const file = doorFile(home, 'default');
    await mkdir(join(home, 'run'), { mode: 0o700 });
    await writeFile(join(home, 'elsewhere.json'), '{}', { mode: 0o600 });
    await symlink(join(home, 'elsewhere.json'), file);
    await expect(readDoor(file)).rejects.toMatchObject({ code: 'door-unsafe' });
    await mkdir(doorFile(home, 'folder'), { mode: 0o700 });
    await expect(readDoor(doorFile(home, 'folder'))).rejects.toMatchObject({ code: 'door-unsafe' });
    await writeFile(doorFile(home, 'text'), 'no json', { mode: 0o600 });
    await expect(readDoor(doorFile(home, 'text'))).rejects.toMatchObject({ code: 'door-unsafe' });
    await writeFile(doorFile(home, 'socket'), JSON.stringify({ path: join(home, 'elsewhere.json'), token, version: '1' }), { mode: 0o600 });
    await expect(readDoor(doorFile(home, 'socket'))).rejects.toMatchObject({ code: 'door-unsafe' });
    expect(await readDoor(doorFile(home, 'absent'))).toBeUndefined();
  });
});
