import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FolderWatcher } from '../../core/ports/folder-watcher.ts';

/** A watcher and the means to change the folder it may follow. */
export interface WatchedWorld {
  readonly watcher: FolderWatcher;
  readonly folder: string;
  write(name: string, content: string): void;
  move(from: string, to: string): void;
  delete(name: string): void;
}

type Change = Parameters<Parameters<FolderWatcher['watch']>[1]>[0];

/** Collects changes and lets a test wait for the next ones. */
function changeLog(): { onChange: (change: Change) => void; next: (count: number) => Promise<Change[]> } {
  const changes: Change[] = [];
  let wake = (): void => undefined;
  return {
    onChange(change) {
      changes.push(change);
      wake();
    },
    async next(count) {
      while (changes.length < count) await new Promise<void>((resolve) => { wake = resolve; });
      return changes.splice(0, count).sort((left, right) => left.path.localeCompare(right.path));
    },
  };
}

/** What every FolderWatcher does. */
export function folderWatcherSuite(name: string, open: () => WatchedWorld): void {
  describe(`${name} as a FolderWatcher`, () => {
    it('lists all files below a folder, sorted, without hidden and system files', async () => {
      const { watcher, folder, write } = open();
      for (const file of ['b.txt', 'a/c.txt', 'a/价格.csv', '.hidden', '.git/config', '~$open.docx', 'Thumbs.db', 'half.crdownload']) write(file, 'x');
      expect(await watcher.files(folder)).toEqual(['a/c.txt', 'a/价格.csv', 'b.txt'].map((file) => join(folder, file)));
    });

    it('reports files that are added, changed, moved and deleted', async () => {
      const { watcher, folder, write, move, delete: remove } = open();
      write('old.txt', 'one');
      const log = changeLog();
      const watch = await watcher.watch(folder, log.onChange);
      write('new.txt', 'one');
      write('.hidden', 'one');
      expect(await log.next(1)).toEqual([{ type: 'added', path: join(folder, 'new.txt') }]);
      write('old.txt', 'two and more');
      expect(await log.next(1)).toEqual([{ type: 'changed', path: join(folder, 'old.txt') }]);
      move('old.txt', 'renamed.txt');
      expect(await log.next(2)).toEqual([{ type: 'deleted', path: join(folder, 'old.txt') }, { type: 'added', path: join(folder, 'renamed.txt') }]);
      remove('new.txt');
      expect(await log.next(1)).toEqual([{ type: 'deleted', path: join(folder, 'new.txt') }]);
      await watch.close();
    });

    it('says so when there is no such folder', async () => {
      const { watcher, folder } = open();
      const absent = join(folder, 'absent');
      await expect(watcher.files(absent)).rejects.toMatchObject({ code: 'folder-not-found', fields: { path: absent } });
      await expect(watcher.watch(absent, () => undefined)).rejects.toMatchObject({ code: 'folder-not-found', fields: { path: absent } });
    });
  });
}
