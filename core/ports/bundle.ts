import type { BundleManifest } from '../contract/index.ts';

/** A bundle whose every file was compared with its manifest when it was opened. Implementation: a folder. */
export interface Bundle {
  /** SHA-256 of `manifest.json`, hexadecimal. */
  readonly digest: string;
  readonly manifest: BundleManifest;
  /** A file of the manifest; compared once more as it is read. @throws SproutError bundle-damaged. */
  read(path: string): Promise<Uint8Array>;
}
