/** What the owner names on this machine, before it is copied into the workspace. */
export interface LocalFiles {
  /** @throws SproutError file-not-found, file-unreadable. */
  stat(path: string): Promise<{ kind: 'file' | 'folder'; path: string; name: string; size: number; modifiedAt: string }>;
  /** SHA-256 of a file's content, hex. @throws SproutError file-not-found, file-unreadable. */
  hash(path: string): Promise<string>;
}
