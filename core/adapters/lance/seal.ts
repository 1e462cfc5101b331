import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import { filesBelow, fsyncPath, sha256 } from './files.ts';
import { appendSealLog, readSealLog, replaceSealLog, type SealLine } from './seal-log.ts';
import type { TableHome } from './table-home.ts';

/**
 * What LanceDB leaves out: it never fsyncs and checks no checksums. After each commit the seal fsyncs the new files (files of
 * Lance never change once written) and logs their SHA-256. Opening takes back commits that were not sealed, since nobody
 * was told that they are saved; `verify` finds every changed byte.
 */
export interface Seal {
  /** Makes all that was written durable and known. */
  add(): Promise<void>;
  /** Runs work that deletes old versions, then forgets their files. */
  duringCleanup(work: () => Promise<void>): Promise<void>;
  /** Starts a new, empty log. */
  reset(): Promise<void>;
  /** @returns what is wrong. */
  verify(): Promise<string[]>;
}

/** The one file that Lance overwrites: a shortcut to the newest version, which it finds by listing when the hint is absent. */
const versionHint = '_versions/latest_version_hint.json';
const isManifest = (file: string): boolean => file.startsWith('_versions/') && file.endsWith('.manifest');

/** @throws SproutError index-damaged when no commit is left that was sealed, or the log itself is damaged. */
export async function openSeal(home: TableHome): Promise<Seal> {
  const known = new Map<string, string>();
  const path = (file: string): string => join(home.table, file);

  async function add(): Promise<void> {
    const files = (await filesBelow(home.table)).filter((file) => file !== versionHint && !known.has(file));
    const lines: SealLine[] = [];
    const folders = new Set([home.root, home.table]);
    for (const file of files) {
      await fsyncPath(path(file), 'file');
      lines.push({ file, sha256: await sha256(path(file)) });
      for (let folder = dirname(path(file)); folder.length > home.table.length; folder = dirname(folder)) folders.add(folder);
    }
    if (lines.length === 0) return;
    for (const folder of folders) await fsyncPath(folder, 'folder');
    await appendSealLog(home.seal, lines);
    for (const line of lines) if ('file' in line) known.set(line.file, line.sha256);
  }

  async function forgetDeleted(): Promise<void> {
    const present = new Set(await filesBelow(home.table));
    for (const file of known.keys()) if (!present.has(file)) known.delete(file);
    await replaceSealLog(home.seal, [...known].map(([file, hash]) => ({ file, sha256: hash })));
  }

  async function reset(): Promise<void> {
    known.clear();
    await mkdir(home.root, { recursive: true });
    await replaceSealLog(home.seal, []);
  }

  async function recover(lines: readonly SealLine[]): Promise<void> {
    for (const line of lines) if ('file' in line) known.set(line.file, line.sha256);
    await rm(path(versionHint), { force: true });
    if (lines.some((line) => 'cleaning' in line)) {
      await forgetDeleted();
      return;
    }
    const manifests = (await filesBelow(home.table)).filter(isManifest);
    const sealed = manifests.filter((file) => known.has(file));
    if (sealed.length === 0 && [...known.keys()].some(isManifest)) throw new SproutError('index-damaged', { reason: 'its versions are missing' });
    // Nothing was ever acknowledged: a table that was being created when the process ended.
    if (sealed.length === 0) await rm(home.table, { recursive: true, force: true });
    else for (const file of manifests) if (!known.has(file)) await rm(path(file));
  }

  const lines = await readSealLog(home.seal).catch((error: unknown) => {
    throw new SproutError('index-damaged', { reason: 'the list of its files cannot be read' }, { cause: error });
  });
  if (lines === undefined) {
    if ((await filesBelow(home.table)).length > 0) throw new SproutError('index-damaged', { reason: 'the list of its files is missing' });
    await reset();
  } else {
    await recover(lines);
  }

  return {
    add,
    async duringCleanup(work) {
      await appendSealLog(home.seal, [{ cleaning: true }]);
      await work();
      await add();
      await forgetDeleted();
    },
    reset,
    async verify() {
      const present = new Set(await filesBelow(home.table));
      const problems: string[] = [];
      for (const [file, hash] of known) {
        if (!present.has(file)) problems.push(`${file} is missing`);
        else if (await sha256(path(file)) !== hash) problems.push(`${file} has changed`);
      }
      return problems;
    },
  };
}
