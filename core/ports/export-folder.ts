/** A folder for the owner that is written beside its place, and takes it whole or not at all. Implementation: the disk. */
export interface ExportFolder {
  /** Absolute path of a file or folder in it, for who writes there himself. */
  place(path: string): string;
  /** @throws SproutError disk-full, file-unwritable. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Everything of another folder. @returns false where there is none. */
  copyIn(source: string, path: string): Promise<boolean>;
  /** Text of a file in it; undefined where there is none. */
  read(path: string): Promise<string | undefined>;
  /** Every file below `path`, by its path from there, in their order. */
  files(path: string): Promise<{ readonly path: string; readonly size: number; readonly sha256: string }[]>;
  /** Makes everything durable and puts it in its place. What the owner keeps there beside (`.env`, `my-values.yaml`) stays. @returns what was written. */
  finish(): Promise<{ files: number; bytes: number }>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

export interface ExportFolders {
  /** @throws SproutError export-folder-foreign, file-unwritable. */
  begin(out: string): Promise<ExportFolder>;
  /** A folder that was finished, as one zip file. @throws SproutError export-none. */
  zip(out: string): Promise<Uint8Array>;
  /** Takes away what was written there, where anything was; what the owner keeps beside stays. @throws SproutError export-folder-foreign. */
  remove(out: string): Promise<void>;
}
