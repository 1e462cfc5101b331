import { SproutError } from '../../core/contract/index.ts';
import type { FolderWatcher } from '../../core/ports/folder-watcher.ts';

type Listener = Parameters<FolderWatcher['watch']>[1];

const hidden = /(^|\/)(\.|~\$|Thumbs\.db$)|\.crdownload$/;

/** Folders in memory; a test changes them by `write`, `move` and `delete`. Paths are absolute, with "/". */
export class MemoryFolderWatcher implements FolderWatcher {
  readonly folders = new Set<string>();
  readonly contents = new Map<string, string>();
  private readonly listeners = new Map<Listener, string>();

  async watch(path: string, onChange: Listener): Promise<{ close(): Promise<void> }> {
    this.required(path);
    this.listeners.set(onChange, path);
    return { close: async () => { this.listeners.delete(onChange); } };
  }

  async files(path: string): Promise<string[]> {
    this.required(path);
    return [...this.contents.keys()].filter((file) => this.shows(path, file)).sort();
  }

  write(file: string, content: string): void {
    const type = this.contents.has(file) ? 'changed' : 'added';
    this.contents.set(file, content);
    this.report(type, file);
  }

  move(from: string, to: string): void {
    const content = this.contents.get(from) ?? '';
    this.delete(from);
    this.write(to, content);
  }

  delete(file: string): void {
    this.contents.delete(file);
    this.report('deleted', file);
  }

  private report(type: 'added' | 'changed' | 'deleted', file: string): void {
    for (const [listener, folder] of this.listeners) if (this.shows(folder, file)) listener({ type, path: file });
  }

  private shows(folder: string, file: string): boolean {
    return file.startsWith(`${folder}/`) && !hidden.test(file.slice(folder.length + 1));
  }

  private required(path: string): void {
    if (!this.folders.has(path)) throw new SproutError('folder-not-found', { path });
  }
}
