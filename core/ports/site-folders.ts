/** Published files of sites: `sites/<site>/versions/<n>/`. Implementations: the disk, and S3-compatible storage for gateways without one. */
export interface SiteFolders {
  /** Writes a version whole or not at all: temporary folder, fsync, rename. @throws SproutError disk-full, file-unwritable. */
  write(site: string, version: number, files: Iterable<{ readonly path: string; readonly bytes: Uint8Array }>): Promise<void>;
  /** A file of a version; undefined where there is none. `path` is relative, without `..`. */
  read(site: string, version: number, path: string): Promise<Uint8Array | undefined>;
  list(site: string, version: number): Promise<string[]>;
  deleteVersion(site: string, version: number): Promise<void>;
  /** All versions of a site. */
  delete(site: string): Promise<void>;
  /** The widget's own files (`sprout.js`, the engine and its parts), as they were built; none where they were not. */
  widgetFiles(): Promise<readonly { readonly path: string; readonly bytes: Uint8Array }[]>;
}

/** On a disk of this machine. */
export interface SiteFoldersOnDisk extends SiteFolders {
  /** Where a listed file lies, for a backup. */
  place(site: string, version: number, path: string): string;
  /**
   * Writes files that visitors see into a folder of the owner's, beside those of other sites. @param keepBefore keeps what was shown before: who has a page open may still be asking for it.
   * @throws SproutError disk-full, file-unwritable, site-folder-foreign.
   */
  writeOut(folder: string, files: readonly { readonly path: string; readonly bytes: Uint8Array }[], options: { readonly keepBefore: boolean }): Promise<void>;
}
