import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { SiteFolders, SiteFoldersOnDisk } from '../../ports/site-folders.ts';
import { writeWhole } from './atomic-write.ts';
import { errorCode } from './error-code.ts';
import { freeBytes } from './free-bytes.ts';
import { fsyncDirectory } from './fsync-directory.ts';
import { makeOrdinaryFolder } from './ordinary-folder.ts';
import { diskFull, requireSpace } from './require-space.ts';

type File = Parameters<SiteFolders['write']>[2] extends Iterable<infer One> ? One : never;

/** Files that are written and made durable at once. */
const parallel = 8;

/** `<root>/<site>/versions/<n>/`. @param widget folder of the built widget; absent where it was not built. */
export function createSiteFolders(root: string, widget: string | undefined): SiteFoldersOnDisk {
  function folder(site: string): string {
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(site)) throw new SproutError('site-not-found', { id: site });
    return join(resolve(root), site, 'versions');
  }
  const versionFolder = (site: string, version: number): string => join(folder(site), String(Math.trunc(version)));

  return {
    async write(site, version, files) {
      const held = [...files];
      const parent = folder(site);
      const temporary = join(parent, `.${version}-${randomUUID()}.tmp`);
      const size = held.reduce((sum, { bytes }) => sum + bytes.length, 0);
      try {
        await mkdir(parent, { recursive: true });
        // What a stop in the middle left behind.
        for (const place of [parent, resolve(root)]) for (const name of await readdir(place)) if (/^\..*\.tmp$/.test(name)) await rm(join(place, name), { recursive: true, force: true });
        await requireSpace(parent, size);
        await writeAll(temporary, held);
        // A version that no record names was stopped before it counted.
        await rm(versionFolder(site, version), { recursive: true, force: true });
        await rename(temporary, versionFolder(site, version));
        for (const path of [parent, dirname(parent), resolve(root)]) await fsyncDirectory(path);
      } catch (error) {
        await rm(temporary, { recursive: true, force: true });
        throw await explained(error, parent, size);
      }
    },
    async read(site, version, path) {
      const place = safePlace(versionFolder(site, version), path);
      const bytes = place === undefined ? undefined : await readFile(place).catch(absent);
      return bytes && new Uint8Array(bytes);
    },
    place: (site, version, path) => join(versionFolder(site, version), ...path.split('/')),
    list: (site, version) => filesBelow(versionFolder(site, version)),
    deleteVersion: (site, version) => discard(versionFolder(site, version), join(folder(site), `.${version}-${randomUUID()}.tmp`)),
    delete: (site) => discard(dirname(folder(site)), join(resolve(root), `.${site}-${randomUUID()}.tmp`)),
    async writeOut(out, files, options) {
      await prepareSiteFolder(out);
      await writeSiteFolder(out, files, options);
    },
    async widgetFiles() {
      if (widget === undefined) return [];
      const paths = await filesBelow(widget);
      return Promise.all(paths.filter((path) => path.endsWith('.js')).map(async (path) => ({ path, bytes: new Uint8Array(await readFile(join(widget, path))) })));
    },
  };
}

/** Makes the owner's folder, and sees that it can be written and that no page of the owner's own would be replaced. @throws SproutError file-unwritable, site-folder-foreign. */
export async function prepareSiteFolder(out: string): Promise<void> {
  await makeOrdinaryFolder(out);
  const page = await readFile(join(out, 'index.html'), 'utf8').catch(absent);
  if (page !== undefined && !/<script src="sprout\.js" data-site="/.test(page)) throw new SproutError('site-folder-foreign', { folder: out });
}

/** Writes files that hold a site into a folder of the owner's, beside those of other sites: `site.json`, which names the others, last. @throws SproutError disk-full, file-unwritable. */
export async function writeSiteFolder(out: string, files: readonly File[], { keepBefore }: { readonly keepBefore: boolean } = { keepBefore: true }): Promise<void> {
  const last = ({ path }: File): boolean => path.endsWith('/site.json');
  const site = files.find(last)?.path ?? '';
  try {
    const before = await indexFolder(out, site);
    await writeAll(out, files.filter((file) => !last(file)));
    await writeAll(out, files.filter(last));
    const now = await indexFolder(out, site);
    // Who opened a page with the version before may still be asking, unless it may not be shown any more: older ones go.
    for (const entry of await readdir(join(out, dirname(site)), { withFileTypes: true })) {
      if (entry.isDirectory() && /^\d+-[0-9a-f]+$/.test(entry.name) && entry.name !== now && !(keepBefore && entry.name === before)) await rm(join(out, dirname(site), entry.name), { recursive: true, force: true });
    }
  } catch (error) {
    throw await explained(error, out, files.reduce((sum, { bytes }) => sum + bytes.length, 0));
  }
}

/** Name of the folder that a written `site.json` names. */
async function indexFolder(out: string, site: string): Promise<string | undefined> {
  const text = await readFile(join(out, site), 'utf8').catch(absent) ?? '';
  return /"folder":"[^"]*\/([^"/]+)\/"/.exec(text)?.[1];
}

/** Goes as a whole or not at all: a stop in the middle leaves no version with half of its files. */
async function discard(folder: string, aside: string): Promise<void> {
  if (await rename(folder, aside).then(() => true, absent)) await rm(aside, { recursive: true, force: true });
}

/** Each file whole or not at all, and durable with its folder. */
async function writeAll(root: string, files: readonly File[]): Promise<void> {
  const folders = new Set<string>();
  for (const { path } of files) {
    const place = safePlace(root, path);
    if (place === undefined) throw new Error(`A published file has the path ${path}`);
    for (let at = dirname(place); at.length >= resolve(root).length; at = dirname(at)) folders.add(at);
  }
  for (const path of folders) await mkdir(path, { recursive: true });
  const waiting = [...files];
  // All of them end before one's failure is told: what is still being written would appear again after it was taken away.
  const ended = await Promise.allSettled(Array.from({ length: parallel }, async () => {
    for (let file = waiting.pop(); file; file = waiting.pop()) await writeWhole(join(resolve(root), ...file.path.split('/')), file.bytes);
  }));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  for (const path of folders) await fsyncDirectory(path);
}

/** Below `root`, or undefined for a path that leads elsewhere. */
function safePlace(root: string, path: string): string | undefined {
  const place = resolve(root, path);
  return place.startsWith(resolve(root) + sep) && !/[\\\0]/.test(path) && !path.split('/').includes('..') ? place : undefined;
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(absent);
  return (entries ?? []).filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')).filter((path) => !path.split('/').some((part) => part.startsWith('.'))).sort();
}

function absent(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(errorCode(error))) return undefined;
  throw error;
}

async function explained(error: unknown, folder: string, size: number): Promise<unknown> {
  const code = errorCode(error);
  if (code === 'ENOSPC') return diskFull(await freeBytes(folder), size, error);
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EBUSY', 'EISDIR'].includes(code)) return new SproutError('file-unwritable', { file: folder, reason: code }, { cause: error });
  return error;
}
