import { mkdirSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { FileStore } from '../../ports/file-store.ts';
import { diskFull, requireSpace } from './require-space.ts';
import { errorCode } from './error-code.ts';
import { freeBytes } from './free-bytes.ts';
import { fsyncDirectory } from './fsync-directory.ts';
import { hashFile } from './hash-file.ts';
import { storeStream } from './store-stream.ts';

const hashPattern = /^[0-9a-f]{64}$/;
const readSize = 1024 * 1024;

/** Originals as `<first two digits>/<sha-256>`; `tmp/` holds copies in progress. `measure` tells the free bytes of the disk. */
export function createDiskFileStore(directory: string, measure: typeof freeBytes = freeBytes): FileStore {
  const root = resolve(directory);
  mkdirSync(root, { recursive: true });

  function path(hash: string): string {
    if (!hashPattern.test(hash)) throw new TypeError(`Not a SHA-256 in hex: ${hash}`);
    return join(root, hash.slice(0, 2), hash);
  }

  async function store(content: AsyncIterable<Uint8Array>, size: number): Promise<{ hash: string; size: number }> {
    await requireSpace(root, size, measure);
    try {
      return await storeStream(root, content, path);
    } catch (error) {
      if (errorCode(error) === 'ENOSPC') throw diskFull(await measure(root), size, error);
      throw error;
    }
  }

  return {
    async put(sourcePath) {
      const source = await open(sourcePath, 'r').catch((error: unknown) => { throw unreadable(sourcePath, error); });
      try {
        const facts = await source.stat();
        if (!facts.isFile()) throw new SproutError('file-unreadable', { file: sourcePath, reason: 'not a file' });
        return await store(partsOf(source, sourcePath), facts.size);
      } finally {
        await source.close();
      }
    },
    putBytes: (bytes) => store(one(bytes), bytes.byteLength),
    path,
    async has(hash) {
      return (await stat(path(hash)).catch(absent))?.isFile() ?? false;
    },
    async remove(hash) {
      await rm(path(hash), { force: true });
      await fsyncDirectory(join(root, hash.slice(0, 2))).catch(absent);
    },
    async list() {
      const prefixes = (await readdir(root)).filter((name) => name.length === 2);
      const names = await Promise.all(prefixes.map((prefix) => readdir(join(root, prefix))));
      return names.flat().filter((name) => hashPattern.test(name)).sort();
    },
    async verify(hash) {
      return (await hashFile(path(hash)).catch(absent)) === hash;
    },
  };
}

type Source = Awaited<ReturnType<typeof open>>;

async function* partsOf(source: Source, sourcePath: string): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await source.read(Buffer.allocUnsafe(readSize), 0, readSize, null)
      .catch((error: unknown) => { throw unreadable(sourcePath, error); });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function unreadable(file: string, cause: unknown): SproutError {
  const code = errorCode(cause);
  if (code === 'ENOENT') return new SproutError('file-not-found', { file }, { cause });
  return new SproutError('file-unreadable', { file, reason: code === '' ? String(cause) : code }, { cause });
}

/** Turns "there is no such file" into undefined; any other failure goes on. */
function absent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
