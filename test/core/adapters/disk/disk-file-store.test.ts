import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDiskFileStore } from '../../../../core/adapters/disk/index.ts';
import { fileStoreSuite } from '../../../ports/file-store.ts';
import { newFolder } from '../../../support/new-folder.ts';

fileStoreSuite('the disk', () => createDiskFileStore(newFolder()));

const filesBelow = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());

describe('the file store on a disk', () => {
  it('refuses before it starts when the disk would be left with less than 64 MB', async () => {
    const folder = newFolder();
    const store = createDiskFileStore(folder, async () => 64 * 1024 * 1024 + 3);
    await expect(store.putBytes(Buffer.from('four'))).rejects.toMatchObject({ code: 'disk-full', fields: { free: 64, needed: 65 } });
    expect(filesBelow(folder)).toEqual([]);
    await store.putBytes(Buffer.from('two'));
  });

  it('notices one changed bit', async () => {
    const store = createDiskFileStore(newFolder());
    const { hash } = await store.putBytes(Buffer.from('price 10'));
    const content = readFileSync(store.path(hash));
    content[3] = (content[3] ?? 0) ^ 1;
    writeFileSync(store.path(hash), content);
    expect(await store.verify(hash)).toBe(false);
  });

  it('never makes a path from anything but a hash', () => {
    const store = createDiskFileStore(newFolder());
    expect(() => store.path('../../etc/passwd')).toThrow(TypeError);
    expect(() => store.path(`${'a'.repeat(63)}/`)).toThrow(TypeError);
  });

  it('leaves copies in progress out of its list', async () => {
    const folder = newFolder();
    const store = createDiskFileStore(folder);
    const { hash } = await store.putBytes(Buffer.from('a'));
    writeFileSync(join(folder, 'tmp', 'half-a-file'), 'x');
    expect(await store.list()).toEqual([hash]);
  });
});
