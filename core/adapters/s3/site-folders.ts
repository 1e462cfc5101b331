import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { SproutError } from '../../contract/index.ts';
import type { SiteFolders } from '../../ports/site-folders.ts';
import { inParallel, type Objects } from './objects.ts';

/** Which files a version has, and where they lie: it is there once this is. */
const recordSchema = z.object({ folder: z.string(), files: z.array(z.string()) });
interface VersionRecord { readonly folder: string; readonly files: ReadonlySet<string> }

/** Bytes of files that are held: those that visitors load most, whichever they are. */
const heldAtMost = 32_000_000;

/**
 * `sites/<site>/<n>.json` names the files of a version, which lie in a folder of their own, `sites/<site>/<n>/<random>/`: they are written first, and one
 * object, which storage replaces as a whole, makes them the version. What another process replaced is seen when something of it is not there any more.
 */
export function createS3SiteFolders(objects: Objects): SiteFolders {
  const known = new Map<string, VersionRecord>();
  /** By the name of their object, which never changes; the longest unused goes first. */
  const held = new Map<string, Uint8Array>();
  let heldBytes = 0;

  async function get(name: string): Promise<Uint8Array | undefined> {
    const before = held.get(name);
    const bytes = before ?? await objects.get(name);
    if (!bytes) return undefined;
    if (held.delete(name)) heldBytes -= bytes.length;
    held.set(name, bytes);
    heldBytes += bytes.length;
    for (const [oldest, { length }] of held) {
      if (heldBytes <= heldAtMost) break;
      held.delete(oldest);
      heldBytes -= length;
    }
    return bytes;
  }

  function place(site: string, version?: number): string {
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(site)) throw new SproutError('site-not-found', { id: site });
    return version === undefined ? `sites/${site}/` : `sites/${site}/${Math.trunc(version)}`;
  }

  /** @param anew where what is remembered was replaced by another process. */
  async function record(site: string, version: number, anew = false): Promise<VersionRecord | undefined> {
    const at = place(site, version);
    const before = known.get(at);
    if (before && !anew) return before;
    const bytes = await objects.get(`${at}.json`);
    if (!bytes) { known.delete(at); return undefined; }
    const { folder, files } = recordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const found = { folder, files: new Set(files) };
    known.set(at, found);
    return found;
  }

  return {
    async write(site, version, given) {
      const files = [...given];
      const at = place(site, version);
      const folder = `${at}/${randomUUID()}`;
      await inParallel(files, ({ path, bytes }) => {
        if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) throw new Error(`A published file has the path ${path}`);
        return objects.put(`${folder}/${path}`, bytes);
      });
      await objects.put(`${at}.json`, new TextEncoder().encode(JSON.stringify({ folder, files: files.map(({ path }) => path).sort() })));
      known.delete(at);
      // What was there before, and what a stop in the middle left.
      const left = new Set((await objects.list(`${at}/`)).map((name) => name.slice(0, folder.length)).filter((name) => name !== folder));
      for (const other of left) await objects.deleteAll(`${other}/`);
    },
    async read(site, version, path) {
      const found = await record(site, version);
      const bytes = found?.files.has(path) === true ? await get(`${found.folder}/${path}`) : undefined;
      if (bytes) return bytes;
      const now = await record(site, version, true);
      return now?.files.has(path) === true ? get(`${now.folder}/${path}`) : undefined;
    },
    list: async (site, version) => [...(await record(site, version, true))?.files ?? []],
    async deleteVersion(site, version) {
      const at = place(site, version);
      known.delete(at);
      await objects.deleteAll(`${at}.json`);
      await objects.deleteAll(`${at}/`);
    },
    async delete(site) {
      known.clear();
      await objects.deleteAll(place(site));
    },
    // The widget is among the published files; a gateway publishes none.
    widgetFiles: async () => [],
  };
}
