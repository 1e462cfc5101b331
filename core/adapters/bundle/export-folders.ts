import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, lstat, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { SproutError } from '../../contract/index.ts';
import type { ExportFolder, ExportFolders } from '../../ports/export-folder.ts';

/** Says that Sprout wrote the folder, and which files: no other is ever replaced. */
const markFile = 'sprout-export.json';
/** The owner's own, made beside by what the README says. */
const ownFiles = new Set(['.env', 'my-values.yaml']);

/** @param makeFolder makes a folder where files can be kept. @throws what it throws. */
export function createExportFolders(makeFolder: (folder: string) => Promise<unknown> = (folder) => mkdir(folder, { recursive: true })): ExportFolders {
  return {
    async begin(given) {
      const out = resolve(given);
      const kept = await ownedBy(out);
      const parent = dirname(out);
      const temporary = join(parent, `.${basename(out)}-${randomUUID()}.tmp`);
      await guarded(out, async () => {
        await makeFolder(parent);
        await mkdir(temporary);
      });
      return openFolder(out, temporary, kept);
    },
    async zip(given) {
      const out = resolve(given);
      if (await lstat(join(out, markFile)).then(() => false, () => true)) throw new SproutError('export-none', { target: basename(out) });
      const files = (await filesBelow(out)).filter((path) => !ownFiles.has(path));
      const content: Zippable = {};
      for (const path of files) content[path] = [new Uint8Array(await readFile(join(out, path))), { level: path.endsWith('.bin') ? 0 : 6 }];
      return zipSync(content);
    },
  };
}

function openFolder(out: string, temporary: string, kept: readonly string[]): ExportFolder {
  const place = (path: string): string => join(temporary, ...path.split('/'));
  return {
    place,
    write: (path, content) => guarded(out, async () => {
      await mkdir(dirname(place(path)), { recursive: true });
      await writeFile(place(path), content);
    }),
    async copyIn(source, path) {
      if (!(await stat(source).catch(() => undefined))?.isDirectory()) return false;
      await guarded(out, () => cp(source, place(path), { recursive: true, dereference: true }));
      return true;
    },
    read: (path) => readFile(place(path), 'utf8').catch(() => undefined),
    async files(path) {
      const found = [];
      for (const name of await filesBelow(place(path))) {
        const hash = createHash('sha256');
        for await (const part of createReadStream(join(place(path), name), { highWaterMark: 1024 * 1024 })) hash.update(part as Buffer);
        found.push({ path: name, size: (await stat(join(place(path), name))).size, sha256: hash.digest('hex') });
      }
      return found;
    },
    finish: () => guarded(out, async () => {
      const files = await filesBelow(temporary);
      await writeFile(join(temporary, markFile), `${JSON.stringify({ format: 1, files }, null, 1)}\n`);
      const folders = new Set([temporary]);
      let bytes = 0;
      for (const path of files) {
        await sync(join(temporary, path));
        bytes += (await stat(join(temporary, path))).size;
        for (let at = dirname(join(temporary, path)); at.length > temporary.length; at = dirname(at)) folders.add(at);
      }
      await sync(join(temporary, markFile));
      for (const folder of folders) await sync(folder);
      await swap(out, temporary, kept);
      return { files: files.length + 1, bytes };
    }),
    discard: () => rm(temporary, { recursive: true, force: true }),
  };
}

/** What is there goes aside first: for a moment nothing is in the place, but never a half. */
async function swap(out: string, temporary: string, kept: readonly string[]): Promise<void> {
  const aside = `${temporary.slice(0, -'.tmp'.length)}.before`;
  const present = await lstat(out).then(() => true, () => false);
  if (present) {
    await rmdir(out).catch(() => rename(out, aside));
    for (const name of kept) await rename(join(aside, name), join(temporary, name));
  }
  await rename(temporary, out);
  await sync(dirname(out));
  await rm(aside, { recursive: true, force: true });
}

/** @returns the owner's own files in it. @throws SproutError export-folder-foreign where anything else is there that no export wrote. */
async function ownedBy(out: string): Promise<string[]> {
  const info = await lstat(out).catch(() => undefined);
  if (!info) return [];
  if (!info.isDirectory()) throw new SproutError('export-folder-foreign', { folder: out, file: basename(out) });
  const present = await filesBelow(out, true);
  const written = new Set([markFile, ...await writtenBefore(out)]);
  const foreign = present.find((path) => !written.has(path) && !ownFiles.has(path));
  if (foreign !== undefined) throw new SproutError('export-folder-foreign', { folder: out, file: foreign });
  return present.filter((path) => ownFiles.has(path));
}

async function writtenBefore(out: string): Promise<string[]> {
  try {
    const { files } = JSON.parse(await readFile(join(out, markFile), 'utf8')) as { files: unknown };
    return Array.isArray(files) ? files.map(String) : [];
  } catch {
    return []; // None, or not ours.
  }
}

async function filesBelow(root: string, everything = false): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() || (everything && !entry.isDirectory())).map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
}

async function sync(path: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32' && (await stat(path)).isDirectory()) return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function guarded<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw new SproutError('disk-full', { free: 0, needed: '?' }, { cause });
    if (code !== undefined && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EBUSY'].includes(code)) throw new SproutError('file-unwritable', { file: folder, reason: code }, { cause });
    throw cause;
  }
}
