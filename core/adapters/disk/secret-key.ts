import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { KeyWrapper } from '../../ports/key-wrapper.ts';
import { atomicWrite } from './atomic-write.ts';
import { errorCode } from './error-code.ts';
import { fsyncDirectory } from './fsync-directory.ts';

const keyBytes = 32;
const onlyOwner = 0o600;

/**
 * The key of a folder of secrets, made when there is none: `key.wrapped` where a keychain keeps it, else `key`, which only its owner may read. A key that lay
 * open is taken over by the keychain and then deleted. One that a keychain keeps is never replaced: without it there is an error and no other key.
 * @throws SproutError secrets-locked, secrets-damaged.
 */
export async function openSecretKey(folder: string, wrapper: KeyWrapper | undefined): Promise<Buffer> {
  const keyFile = join(folder, 'key');
  const wrappedFile = join(folder, 'key.wrapped');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const state = await wrapper?.state() ?? 'none';
  const wrapped = await readOptional(wrappedFile);
  if (wrapper && state === 'ready') return wrapped ? unwrapped(wrapper, wrapped) : takenOver(wrapper);
  // A key that is made now would lie open, or leave what is encrypted unreadable.
  if (wrapped || state === 'locked') throw new SproutError('secrets-locked', {});
  return await readKey() ?? newKey();

  async function unwrapped(keychain: KeyWrapper, content: Buffer): Promise<Buffer> {
    const { key, stale } = await keychain.unwrap(content).catch((cause: unknown) => { throw new SproutError('secrets-locked', {}, { cause }); });
    const known = checked(Buffer.from(key), wrappedFile);
    if (stale) await keep(keychain, known);
    // A stop while it was taken over left it.
    await rm(keyFile, { force: true });
    return known;
  }

  async function takenOver(keychain: KeyWrapper): Promise<Buffer> {
    const key = await readKey() ?? randomBytes(keyBytes);
    await keep(keychain, key);
    await rm(keyFile, { force: true });
    await fsyncDirectory(folder);
    return key;
  }

  /** Read back before anything relies on it. */
  async function keep(keychain: KeyWrapper, key: Buffer): Promise<void> {
    try {
      const content = await keychain.wrap(key);
      if (!key.equals((await keychain.unwrap(content)).key)) throw new Error('The keychain gave another key back.');
      await atomicWrite(wrappedFile, content);
    } catch (cause) {
      throw new SproutError('secrets-locked', {}, { cause });
    }
  }

  async function newKey(): Promise<Buffer> {
    const temporary = join(folder, `.key.${randomUUID()}.tmp`);
    try {
      const handle = await open(temporary, 'wx', onlyOwner);
      try {
        await handle.writeFile(randomBytes(keyBytes));
        await handle.sync();
      } finally {
        await handle.close();
      }
      // A link never replaces: of two processes that begin at once one makes the key, and both use it.
      await link(temporary, keyFile).catch((error: unknown) => { if (errorCode(error) !== 'EEXIST') throw error; });
      await fsyncDirectory(folder);
    } finally {
      await rm(temporary, { force: true });
    }
    const made = await readKey();
    if (!made) throw new SproutError('secrets-damaged', { file: keyFile, reason: 'no key' });
    return made;
  }

  async function readKey(): Promise<Buffer | undefined> {
    const content = await readOptional(keyFile);
    return content && checked(content, keyFile);
  }
}

function checked(key: Buffer, file: string): Buffer {
  if (key.length !== keyBytes) throw new SproutError('secrets-damaged', { file, reason: `${key.length} bytes` });
  return key;
}

/** @returns undefined for a file that is not there. */
export async function readOptional(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
