/** One folder for each training: config, data, log, adapter and verdict. Implementation: disk. */
export interface RunFolders {
  /** Absolute path of a file in a run's folder, there or not. */
  place(run: string, name: string): string;
  /** Absolute path, made when absent. */
  directory(run: string): Promise<string>;
  /** Replaces a file; never a half one, and it survives a power cut. @throws SproutError disk-full. */
  write(run: string, name: string, content: string): Promise<void>;
  /** The file's text; undefined when it is not there. */
  read(run: string, name: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
  /** Copies a file to any place; the copy is there whole or not at all. @throws SproutError disk-full, file-unreadable. */
  copy(from: string, to: string): Promise<void>;
  remove(run: string): Promise<void>;
  /** Nothing happens where it is not there. */
  removeFile(run: string, name: string): Promise<void>;
  /** The same for the files of a folder; of their names the last part counts. */
  scratchFolder(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<{ readonly path: string; place(name: string): string; remove(): Promise<void> }>;
  /** A file for a moment, for a reader that wants a path. @throws SproutError disk-full. */
  scratch(content: Uint8Array): Promise<{ readonly path: string; remove(): Promise<void> }>;
}
