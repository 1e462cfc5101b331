import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { Bundle } from '../../ports/bundle.ts';
import { compareNames, damaged, digestFile, manifestFile, readManifest, sha256 } from '../../shared/bundle/index.ts';

export interface OpenBundleOptions {
  /** SHA-256 of `manifest.json` that was named elsewhere. */
  readonly digest?: string | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Opens a bundle's folder, or a folder that holds it as `bundle/`, and reads every byte of it before it says yes.
 * @throws SproutError bundle-missing, bundle-digest, bundle-damaged with the file.
 */
export async function openBundle(given: string, { digest: wanted, onProgress }: OpenBundleOptions = {}): Promise<Bundle> {
  const folder = await findFolder(resolve(given));
  const { manifest, digest } = await readManifest(await needed(folder, manifestFile), await needed(folder, digestFile), wanted);
  const present = await filesOf(folder);
  compareNames(manifest, present);
  for (const [done, { path, size, sha256: expected }] of manifest.files.entries()) {
    const place = join(folder, ...path.split('/'));
    const { size: found } = await lstat(place);
    if (found !== size) throw damaged(path, `it has ${found} bytes instead of ${size}`);
    const hash = createHash('sha256');
    for await (const part of createReadStream(place, { highWaterMark: 1024 * 1024 })) hash.update(part as Buffer);
    if (hash.digest('hex') !== expected) throw damaged(path, 'its content was changed');
    onProgress?.(done + 1, manifest.files.length);
  }
  const hashes = new Map(manifest.files.map(({ path, sha256: hash }) => [path, hash]));
  return {
    digest, manifest,
    async read(path) {
      const expected = hashes.get(path);
      if (expected === undefined) throw damaged(path, 'it does not belong to it');
      const bytes = new Uint8Array(await readFile(join(folder, ...path.split('/'))).catch((cause: unknown) => { throw new SproutError('bundle-damaged', { file: path, reason: 'it cannot be read' }, { cause }); }));
      if (await sha256(bytes) !== expected) throw damaged(path, 'its content was changed');
      return bytes;
    },
  };
}

async function findFolder(given: string): Promise<string> {
  for (const folder of [given, join(given, 'bundle')]) if (await lstat(join(folder, manifestFile)).then(() => true, () => false)) return folder;
  throw new SproutError('bundle-missing', { folder: given });
}

async function needed(folder: string, name: string): Promise<Uint8Array> {
  const place = join(folder, name);
  if (!(await lstat(place).catch(() => undefined))?.isFile()) throw damaged(name, 'it is missing');
  return new Uint8Array(await readFile(place));
}

/** Every file by its path with `/`. What is no file, a link among them, belongs to no bundle. */
async function filesOf(folder: string, below = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      const within = await filesOf(folder, path);
      // An empty folder belongs to none either, but what is missing is named first.
      found.push(...within.length > 0 ? within : [path]);
    } else if (entry.isFile()) found.push(path);
    else throw damaged(path, 'it is a link and not a file');
  }
  return found;
}
