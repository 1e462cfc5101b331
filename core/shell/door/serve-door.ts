import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { localeFrom, SproutError } from '../../contract/index.ts';
import { sameSecret } from '../same-secret.ts';
import { doorFile, ownersFile, readDoor, writeDoor } from './door-file.ts';

/** What stands in the requests of the command line, and of nobody who was led here. */
export const doorHost = 'sprout.door';

const windows = process.platform === 'win32';

/** Only the command line of the same user knows the word. A browser is refused even with it: it names itself. */
export function doorHandler(token: string, handle: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    const { headers } = request;
    const admitted = headers.get('host') === doorHost && headers.get('origin') === null && headers.get('sec-fetch-site') === null
      && sameSecret(headers.get('authorization') ?? '', `Bearer ${token}`) && new URL(request.url).pathname.startsWith('/api/');
    if (!admitted) return Response.json({ error: new SproutError('forbidden').toProblem(localeFrom(headers.get('accept-language'))) }, { status: 403 });
    return handle(request);
  };
}

export interface DoorOptions {
  readonly home: string;
  readonly workspace: string;
  readonly version: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly onBug: (error: unknown) => void;
}

/**
 * Lets the command line use a core that is open: by a socket that only this user reaches, not by a port. It says where it is in `run/<workspace>.json`.
 * To be called by who holds the workspace's lock: what an earlier process left is taken away. Where there can be no door, the app goes on without.
 */
export async function serveDoor(options: DoorOptions): Promise<{ close(): Promise<void> }> {
  try {
    const { close } = await opened(options);
    return { close: () => close().catch(options.onBug) };
  } catch (error) {
    options.onBug(error);
    return { close: async () => undefined };
  }
}

async function opened({ home, workspace, version, fetch }: DoorOptions): Promise<{ close(): Promise<void> }> {
  const file = doorFile(home, workspace);
  await takeAway(file);
  const token = randomBytes(32).toString('base64url');
  const path = windows ? `\\\\.\\pipe\\sprout-${randomUUID()}` : join(await mkdtemp(join(tmpdir(), 'sprout-door-')), 'core');
  const server = createAdaptorServer({ fetch: doorHandler(token, fetch) });
  const close = async (): Promise<void> => {
    await rm(file, { force: true });
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise<void>((resolve) => { server.close(() => resolve()); });
    if (!windows) await rm(dirname(path), { recursive: true, force: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    if (!windows) await chmod(path, ownersFile);
    await writeDoor(file, { path, token, version });
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** The file, and the socket of a process that was killed. Nothing is removed at a place that a file which is not ours names. */
async function takeAway(file: string): Promise<void> {
  const left = await readDoor(file).catch(() => undefined);
  if (left && !windows) {
    await rm(left.path, { force: true });
    // Its folder held nothing else.
    await rmdir(dirname(left.path)).catch(() => undefined);
  }
  await rm(file, { force: true });
}
