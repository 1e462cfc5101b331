import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SproutError } from '../../contract/index.ts';

/** What lets the command line of the same user in: where the running core listens, and the word it wants. */
const doorSchema = z.object({
  /** A socket in a folder of its own, or a named pipe on Windows. No port. */
  path: z.string(),
  token: z.string().min(32),
  /** Of Sprout: another one may mean something else by the same request. */
  version: z.string(),
});
export type Door = z.infer<typeof doorSchema>;

/** Read and written by its owner alone. */
export const ownersFile = 0o600;
const ownersFolder = 0o700;
/** Permissions that anybody else would have. */
const others = 0o077;

export const doorFile = (home: string, workspace: string): string => join(home, 'run', `${workspace}.json`);

export async function writeDoor(file: string, door: Door): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  // One that came with a copied home may be open to others.
  await chmod(folder, ownersFolder);
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', ownersFile);
    try {
      await handle.writeFile(JSON.stringify(door));
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * @returns undefined where no core has left one, or where its socket is gone.
 * @throws SproutError door-foreign when it is another user's; door-unsafe when somebody else could have written or read it, or it is no file of ours: who sent its word there would give it away.
 */
export async function readDoor(file: string): Promise<Door | undefined> {
  const unsafe = (cause?: unknown): SproutError => new SproutError('door-unsafe', { file }, { cause });
  // Never by way of a link that leads elsewhere, and without waiting for what is no file. Windows has no such flags, and keeps an owner's folder from others by itself.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    throw code === 'EACCES' ? new SproutError('door-foreign', {}, { cause: error }) : unsafe(error);
  });
  if (!handle) return undefined;
  try {
    const facts = await handle.stat();
    if (process.getuid !== undefined && facts.uid !== process.getuid()) throw new SproutError('door-foreign');
    if (!facts.isFile() || !isOwn(facts) || !await isOwnFolder(dirname(file))) throw unsafe();
    const door = doorSchema.parse(JSON.parse(await handle.readFile('utf8')));
    if (process.platform !== 'win32') {
      const socket = await lstat(door.path).catch(() => undefined);
      if (!socket) return undefined;
      // Its folder too: whoever owns that could put another socket in the place of this one.
      if (!socket.isSocket() || !isOwn(socket) || !await isOwnFolder(dirname(door.path))) throw unsafe();
    }
    return door;
  } catch (error) {
    throw error instanceof SproutError ? error : unsafe(error);
  } finally {
    await handle.close();
  }
}

async function isOwnFolder(path: string): Promise<boolean> {
  const facts = await lstat(path);
  return facts.isDirectory() && isOwn(facts);
}

/** This user's, and nobody else's to read or write. */
function isOwn({ uid, mode }: { uid: number; mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & others) === 0);
}
