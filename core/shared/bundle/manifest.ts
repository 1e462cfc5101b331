import { bundleManifestSchema, SproutError, type BundleManifest } from '../../contract/index.ts';
import { toHex } from '../hex.ts';

export const manifestFile = 'manifest.json';
export const digestFile = 'manifest.sha256';
/** What is not in the manifest's list. */
export const manifestFiles: ReadonlySet<string> = new Set([manifestFile, digestFile]);

const largestManifest = 64 * 1024 * 1024;

export async function sha256(bytes: Uint8Array): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}

/** Relative, of plain parts: what any file system takes, and none leads out of its folder or hides. Letters of all scripts may be in it, such as in an adapter's name. */
export function isBundlePath(path: string): boolean {
  return path.length <= 400 && path.split('/').every((part) => /^[\p{L}\p{N}_-][\p{L}\p{N}\p{M}_.+-]*$/u.test(part) && !part.endsWith('.')) && path.normalize('NFC') === path;
}

/** The two files that describe the others. */
export async function writeManifest(manifest: BundleManifest): Promise<{ manifest: string; digestLine: string; digest: string }> {
  const text = `${JSON.stringify({ ...manifest, files: [...manifest.files].sort((left, right) => (left.path < right.path ? -1 : 1)) }, null, 1)}\n`;
  const digest = await sha256(new TextEncoder().encode(text));
  return { manifest: text, digestLine: digestLine(digest), digest };
}

/** @param wanted digest that was named from outside. @throws SproutError bundle-damaged, bundle-digest. */
export async function readManifest(bytes: Uint8Array, digestBytes: Uint8Array, wanted?: string): Promise<{ manifest: BundleManifest; digest: string }> {
  const digest = await sha256(bytes);
  if (new TextDecoder('utf-8', { ignoreBOM: true }).decode(digestBytes) !== digestLine(digest)) throw damaged(manifestFile, 'it does not have the digest in manifest.sha256');
  if (wanted !== undefined && wanted !== digest) throw new SproutError('bundle-digest', { found: digest.slice(0, 12), wanted: wanted.slice(0, 12) });
  if (bytes.length > largestManifest) throw damaged(manifestFile, 'it is too large');
  let manifest: BundleManifest;
  try {
    manifest = bundleManifestSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new SproutError('bundle-damaged', { file: manifestFile, reason: 'it is not valid, or of a newer Sprout' }, { cause });
  }
  const seen = new Set<string>();
  for (const { path } of manifest.files) {
    if (!isBundlePath(path) || manifestFiles.has(path)) throw damaged(path, 'no bundle has such a file');
    // File systems that know no case would put one over the other.
    if (seen.has(path.toLowerCase())) throw damaged(path, 'it is listed twice');
    seen.add(path.toLowerCase());
  }
  return { manifest, digest };
}

/** What a folder holds against what its manifest lists. @throws SproutError bundle-damaged for the first that differs. */
export function compareNames(manifest: BundleManifest, present: readonly string[]): void {
  const listed = new Set(manifest.files.map(({ path }) => path));
  const there = new Set(present);
  for (const path of listed) if (!there.has(path)) throw damaged(path, 'it is missing');
  for (const path of present) if (!listed.has(path) && !manifestFiles.has(path)) throw damaged(path, 'it does not belong to it');
}

export const damaged = (file: string, reason: string): SproutError => new SproutError('bundle-damaged', { file, reason });

const digestLine = (digest: string): string => `${digest}  ${manifestFile}\n`;
