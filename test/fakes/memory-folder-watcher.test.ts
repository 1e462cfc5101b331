import { folderWatcherSuite } from '../ports/folder-watcher.ts';
import { MemoryFolderWatcher } from './memory-folder-watcher.ts';

folderWatcherSuite('MemoryFolderWatcher', () => {
  const watcher = new MemoryFolderWatcher();
  const folder = '/shop';
  watcher.folders.add(folder);
  return {
    watcher,
    folder,
    write: (name, content) => { watcher.write(`${folder}/${name}`, content); },
    move: (from, to) => { watcher.move(`${folder}/${from}`, `${folder}/${to}`); },
    delete: (name) => { watcher.delete(`${folder}/${name}`); },
  };
});
