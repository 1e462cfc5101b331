/** One original inside a backup. */
export interface BackupOriginal { readonly hash: string; readonly name: string; readonly path: string }

/** One file of a training inside a backup. */
export interface BackupRunFile { readonly run: string; readonly name: string; readonly path: string }

/** One published file of a site inside a backup. `name` is relative, parts separated by slashes. */
export interface BackupSiteFile { readonly site: string; readonly version: number; readonly name: string; readonly path: string }

/** A workspace as one file. Implementation: a zip that people can open, with every original under its own name. */
export interface BackupArchive {
  /** Writes `out` atomically; it exists only when it is complete and was read back. @throws SproutError disk-full. */
  write(out: string, content: { database: string; originals: readonly BackupOriginal[]; runs: readonly BackupRunFile[]; sites: readonly BackupSiteFile[]; version: string; createdAt: string }): Promise<{ size: number }>;
  /** Unpacks into an empty folder as `sprout.db`, `files/…`, `runs/<id>/…` and `sites/<id>/versions/<n>/…`, every byte checked. @throws SproutError backup-damaged; the folder is then useless. */
  extract(archive: string, folder: string, placeOriginal: (hash: string) => string): Promise<{ originals: number }>;
}
