import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SproutError } from '../../core/contract/index.ts';
import type { FileStore } from '../../core/ports/file-store.ts';

/** Originals in memory; `path` names no real file. Records its calls. */
export class MemoryFileStore implements FileStore {
  readonly calls: string[] = [];
  readonly contents = new Map<string, Uint8Array>();

  async put(sourcePath: string): Promise<{ hash: string; size: number }> {
    const bytes = await readFile(sourcePath).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') throw new SproutError('file-not-found', { file: sourcePath }, { cause });
      throw new SproutError('file-unreadable', { file: sourcePath, reason: cause.code ?? 'unknown' }, { cause });
    });
    return this.putBytes(bytes);
  }

  async putBytes(bytes: Uint8Array): Promise<{ hash: string; size: number }> {
    this.calls.push('put');
    const hash = createHash('sha256').update(bytes).digest('hex');
    this.contents.set(hash, bytes.slice());
    return { hash, size: bytes.byteLength };
  }

  path(hash: string): string {
    return `/memory/${hash}`;
  }

  async has(hash: string): Promise<boolean> {
    return this.contents.has(hash);
  }

  async remove(hash: string): Promise<void> {
    this.calls.push('remove');
    this.contents.delete(hash);
  }

  async list(): Promise<string[]> {
    return [...this.contents.keys()].sort();
  }

  async verify(hash: string): Promise<boolean> {
    const bytes = this.contents.get(hash);
    return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === hash;
  }
}
