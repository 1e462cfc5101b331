import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { watch } from 'chokidar';
import { SproutError } from '../../contract/index.ts';
import type { FolderWatcher } from '../../ports/folder-watcher.ts';
import { isVisible, visibleFiles } from './visible-files.ts';

/** `settleMilliseconds`: how long a file's size must stand still before it counts as written. */
export function createFolderWatcher(settleMilliseconds = 1000): FolderWatcher {
  return {
    files: visibleFiles,
    async watch(path, onChange) {
      const root = resolve(path);
      const facts = await stat(root).catch((cause: unknown) => { throw new SproutError('folder-not-found', { path: root }, { cause }); });
      if (!facts.isDirectory()) throw new SproutError('folder-not-found', { path: root });
      const watcher = watch(root, {
        ignoreInitial: true,
        followSymlinks: false,
        awaitWriteFinish: { stabilityThreshold: settleMilliseconds, pollInterval: Math.min(100, settleMilliseconds) },
        ignored: (candidate) => relative(root, candidate).split(sep).some((name) => name !== '' && !isVisible(name)),
      });
      watcher.on('add', (file) => { onChange({ type: 'added', path: file }); });
      watcher.on('change', (file) => { onChange({ type: 'changed', path: file }); });
      watcher.on('unlink', (file) => { onChange({ type: 'deleted', path: file }); });
      await new Promise<void>((ready, failed) => {
        watcher.once('ready', ready);
        watcher.once('error', failed);
      });
      // A folder that can no longer be read (unplugged drive) is found by the caller's next `files`; it must not end the process.
      watcher.on('error', () => undefined);
      return { close: () => watcher.close() };
    },
  };
}
