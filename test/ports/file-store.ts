import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileStore } from '../../core/ports/file-store.ts';
import { newFolder } from '../support/new-folder.ts';

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

/** What every FileStore does. `open` gives an empty one. */
export function fileStoreSuite(name: string, open: () => FileStore): void {
  describe(`${name} as a FileStore`, () => {
    it('keeps a copy of a file under the SHA-256 of its content', async () => {
      const store = open();
      const source = join(newFolder(), '价格 list.txt');
      const content = Buffer.alloc(3_000_000, 'grow ');
      writeFileSync(source, content);
      expect(await store.put(source)).toEqual({ hash: sha256(content), size: 3_000_000 });
      expect(await store.has(sha256(content))).toBe(true);
      expect(await store.verify(sha256(content))).toBe(true);
    });

    it('keeps equal content once, and lists what it has', async () => {
      const store = open();
      await store.putBytes(Buffer.from('b'));
      await store.putBytes(Buffer.from('a'));
      await store.putBytes(Buffer.from('a'));
      expect(await store.list()).toEqual([sha256('a'), sha256('b')].sort());
    });

    it('keeps an empty file', async () => {
      const store = open();
      expect(await store.putBytes(new Uint8Array())).toEqual({ hash: sha256(''), size: 0 });
      expect(await store.verify(sha256(''))).toBe(true);
    });

    it('removes one file, and nothing when there is none', async () => {
      const store = open();
      const { hash } = await store.putBytes(Buffer.from('a'));
      await store.remove(hash);
      await store.remove(hash);
      expect(await store.has(hash)).toBe(false);
      expect(await store.verify(hash)).toBe(false);
      expect(await store.list()).toEqual([]);
    });

    it('names the file that is not there or cannot be read', async () => {
      const store = open();
      const folder = newFolder();
      mkdirSync(join(folder, 'sub'));
      await expect(store.put(join(folder, 'absent.txt'))).rejects.toMatchObject({ code: 'file-not-found' });
      await expect(store.put(join(folder, 'sub'))).rejects.toMatchObject({ code: 'file-unreadable', fields: { file: join(folder, 'sub') } });
      expect(await store.list()).toEqual([]);
    });
  });
}
