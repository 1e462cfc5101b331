import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { SproutError } from '../../contract/index.ts';
import type { BackupArchive } from '../../ports/backup-archive.ts';
import { entryName, manifestSchema, runEntry, siteEntry, type Manifest } from './manifest.ts';
import { readZip } from './read-zip.ts';

const megabyte = 1024 * 1024;
/** Left free on the disk beside what is written. */
const margin = 64 * megabyte;

export function createZipBackup(): BackupArchive {
  return {
    async write(given, { database, originals, runs, sites, version, createdAt }) {
      const out = resolve(given);
      await mkdir(dirname(out), { recursive: true });
      const unique = [...new Map(originals.map((original) => [original.hash, original])).values()];
      await requireSpace(dirname(out), (await sizes([database, ...unique.map(({ path }) => path), ...runs.map(({ path }) => path), ...sites.map(({ path }) => path)])));
      const manifest: Manifest = {
        format: 'sprout-backup', formatVersion: 1, version, createdAt,
        database: { sha256: await sha256Of(database) },
        originals: unique.map(({ hash, name }) => ({ entry: entryName(hash, name), sha256: hash })),
        runs: await Promise.all(runs.map(async ({ run, name, path }) => ({ run, name, sha256: await sha256Of(path) }))),
        sites: [],
      };
      // A site has thousands of small files: one after the other.
      for (const { site, version: published, name, path } of sites) manifest.sites.push({ site, version: published, name, sha256: await sha256Of(path) });
      const temporary = `${out}.part`;
      try {
        const zip = new yazl.ZipFile();
        zip.addBuffer(Buffer.from(JSON.stringify(manifest, null, 2)), 'manifest.json');
        zip.addFile(database, 'sprout.db');
        for (const { hash, name, path } of unique) zip.addFile(path, entryName(hash, name));
        for (const file of runs) zip.addFile(file.path, runEntry(file));
        for (const file of sites) zip.addFile(file.path, siteEntry(file));
        zip.end();
        await pipeline(zip.outputStream as Readable, createWriteStream(temporary));
        await fsync(temporary);
        await checkAll(temporary, manifest);
        await rename(temporary, out);
        await fsync(dirname(out));
      } catch (error) {
        await rm(temporary, { force: true });
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new SproutError('disk-full', { free: 0, needed: '?' }, { cause: error });
        throw error;
      }
      return { size: (await stat(out)).size };
    },

    async extract(archive, folder, placeOriginal) {
      const { manifest } = await readManifest(archive);
      const wanted = expected(manifest);
      const places = new Map([
        ...manifest.runs.map((file) => [runEntry(file), join(folder, 'runs', file.run, file.name)] as const),
        ...manifest.sites.map((file) => [siteEntry(file), join(folder, 'sites', file.site, 'versions', String(file.version), ...file.name.split('/'))] as const),
      ]);
      await readZip(archive, async (name, body) => {
        const hash = wanted.get(name);
        if (hash === undefined) return drain(body);
        // The place comes from the hash or from names that were checked, never from a name in the archive.
        const target = name === 'sprout.db' ? join(folder, 'sprout.db') : places.get(name) ?? placeOriginal(hash);
        await mkdir(dirname(target), { recursive: true });
        const digest = createHash('sha256');
        const hashing = new Transform({ transform(part: Buffer, _encoding, done) { digest.update(part); done(null, part); } });
        await pipeline(body, hashing, createWriteStream(target));
        await fsync(target);
        if (digest.digest('hex') !== hash) throw damaged(archive, `${name} was changed`);
        wanted.delete(name);
      }).catch(asDamaged(archive));
      if (wanted.size > 0) throw damaged(archive, `${wanted.size} parts are missing`);
      return { originals: manifest.originals.length };
    },
  };
}

async function readManifest(archive: string): Promise<{ manifest: Manifest }> {
  await stat(archive).catch((cause: unknown) => { throw new SproutError('file-not-found', { file: archive }, { cause }); });
  let text: string | undefined;
  await readZip(archive, async (name, body) => {
    if (name !== 'manifest.json') return 'stop';
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(part as Buffer);
    text = Buffer.concat(parts).toString('utf8');
    return 'stop';
  }).catch(asDamaged(archive));
  if (text === undefined) throw damaged(archive, 'it has no list of contents');
  try {
    return { manifest: manifestSchema.parse(JSON.parse(text)) };
  } catch (cause) {
    throw new SproutError('backup-damaged', { file: archive, reason: 'its list of contents is not valid' }, { cause });
  }
}

/** Reads the finished file back: a backup that cannot be restored is worse than none. */
async function checkAll(archive: string, manifest: Manifest): Promise<void> {
  const wanted = expected(manifest);
  await readZip(archive, async (name, body) => {
    const digest = createHash('sha256');
    for await (const part of body) digest.update(part as Buffer);
    if (name !== 'manifest.json' && wanted.get(name) !== digest.digest('hex')) throw damaged(archive, `${name} was changed`);
    wanted.delete(name);
  });
  if (wanted.size > 0) throw damaged(archive, `${wanted.size} parts are missing`);
}

const expected = (manifest: Manifest): Map<string, string> => new Map([['sprout.db', manifest.database.sha256], ...manifest.originals.map(({ entry, sha256 }) => [entry, sha256] as const), ...manifest.runs.map((file) => [runEntry(file), file.sha256] as const), ...manifest.sites.map((file) => [siteEntry(file), file.sha256] as const)]);
const damaged = (file: string, reason: string): SproutError => new SproutError('backup-damaged', { file, reason });

function asDamaged(archive: string): (error: unknown) => never {
  return (cause) => {
    if (cause instanceof SproutError || (cause as NodeJS.ErrnoException).code === 'ENOSPC') throw cause;
    throw new SproutError('backup-damaged', { file: archive, reason: cause instanceof Error ? cause.message : 'it cannot be read' }, { cause });
  };
}

async function drain(body: Readable): Promise<void> {
  for await (const _part of body) { /* read to the end so that the next entry can begin */ }
}

async function sha256Of(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const part of createReadStream(path)) digest.update(part as Buffer);
  return digest.digest('hex');
}

async function sizes(paths: readonly string[]): Promise<number> {
  const all = await Promise.all(paths.map((path) => stat(path)));
  return all.reduce((sum, { size }) => sum + size, 0);
}

async function requireSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed + margin) throw new SproutError('disk-full', { free: Math.floor(free / megabyte), needed: Math.ceil((needed + margin) / megabyte) });
}

async function fsync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
