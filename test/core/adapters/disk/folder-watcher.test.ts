import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFolderWatcher } from '../../../../core/adapters/disk/index.ts';
import { folderWatcherSuite } from '../../../ports/folder-watcher.ts';
import { newFolder } from '../../../support/new-folder.ts';

folderWatcherSuite('the disk', () => {
  const folder = newFolder();
  return {
    watcher: createFolderWatcher(50),
    folder,
    write: (name, content) => {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), content);
    },
    move: (from, to) => { renameSync(join(folder, from), join(folder, to)); },
    delete: (name) => { rmSync(join(folder, name)); },
  };
});

describe('the folder watcher on a disk', () => {
  it('follows no symbolic links', async () => {
    const outside = newFolder();
    writeFileSync(join(outside, 'secret.txt'), 'x');
    const folder = newFolder();
    symlinkSync(outside, join(folder, 'link'));
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
    symlinkSync(folder, join(folder, 'loop'));
    expect(await createFolderWatcher().files(folder)).toEqual([]);
  });
});
