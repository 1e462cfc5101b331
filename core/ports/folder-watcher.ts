/** Follows a folder of this machine. */
export interface FolderWatcher {
  /** Reports settled changes (a file that is still being written is not reported). @throws SproutError folder-not-found. */
  watch(path: string, onChange: (change: { type: 'added' | 'changed' | 'deleted'; path: string }) => void): Promise<{ close(): Promise<void> }>;
  /** All files below `path`, hidden and system files left out, sorted. Symbolic links are not followed. */
  files(path: string): Promise<string[]>;
}
