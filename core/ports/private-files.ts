/** Files of a cloud gateway that no visitor can ask for. Names are relative, of plain parts. Implementations: the disk and S3. */
export interface PrivateFiles {
  read(name: string): Promise<Uint8Array | undefined>;
  /** Whole or not at all, and durable when it resolves. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** All below a folder (`imports`), by their full names. */
  list(folder: string): Promise<string[]>;
  /** All below a folder. */
  delete(folder: string): Promise<void>;
}
