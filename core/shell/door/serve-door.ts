import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { localeFrom, SproutError } from '../../contract/index.ts';
import { doorFile, readDoor, writeDoor } from './door-file.ts';

/** What stands in the requests of the command line, and of nobody who was led here. */
export const doorHost = 'sprout.door';

/** Only the command line of the same user knows the word. A browser is refused even with it: it names itself. */
export function doorHandler(token: string, handle: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    const { headers } = request;
    const admitted = headers.get('host') === doorHost && headers.get('origin') === null && headers.get('sec-fetch-site') === null
      && same(headers.get('authorization') ?? '', `Bearer ${token}`) && new URL(request.url).pathname.startsWith('/api/');
    if (!admitted) return Response.json({ error: new SproutError('forbidden').toProblem(localeFrom(headers.get('accept-language'))) }, { status: 403 });
    return handle(request);
  };
}

/** Compares without telling by its duration where the first difference is. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/**
 * Lets the command line use a core that is open: by a socket that only this user reaches, not by a port. It says where it is in `run/<workspace>.json`.
 * To be called by who holds the workspace's lock: what an earlier process left is taken away.
 */
export async function serveDoor({ home, workspace, version, fetch }: { home: string; workspace: string; version: string; fetch: (request: Request) => Promise<Response> }): Promise<{ close(): Promise<void> }> {
  const file = doorFile(home, workspace);
  await takeAway(file);
  const token = randomBytes(32).toString('base64url');
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\sprout-${randomUUID()}` : join(await mkdtemp(join(tmpdir(), 'sprout-door-')), 'core');
  const server = createAdaptorServer({ fetch: doorHandler(token, fetch) });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (process.platform !== 'win32') await chmod(path, 0o600);
  await writeDoor(file, { path, token, version });
  return {
    async close() {
      await rm(file, { force: true });
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => resolve()); });
      if (process.platform !== 'win32') await rm(dirname(path), { recursive: true, force: true });
    },
  };
}

/** The file, and the socket of a process that was killed. Nothing is removed at a place that a file which is not ours names. */
async function takeAway(file: string): Promise<void> {
  const left = await readDoor(file).catch(() => undefined);
  if (left && process.platform !== 'win32') await rm(left.path, { force: true });
  await rm(file, { force: true });
}
