import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { arch, platform } from 'node:process';
import { z } from 'zod';
import { SproutError, type ModelPlace } from '../../contract/index.ts';
import type { ModelFileOnDisk, ModelLibrary } from '../../ports/model-library.ts';
import { inTurn } from '../../shared/in-turn.ts';

const linkedSchema = z.array(z.string());
const downloadsSchema = z.array(z.object({ id: z.string(), addresses: z.array(z.string()), sha256: z.string().nullable(), total: z.number() }));
const speedSchema = z.object({ weightBytesPerSecond: z.number(), weightsPerSecond: z.number(), measuredAt: z.string(), fingerprint: z.string() });
const megabyte = 2 ** 20;
const deepest = 3;

/**
 * Model files on disk: `directory` is Sprout's own folder; `folders` are read and never written (USB stick, network share).
 * Every change of what is remembered is atomic: temporary file, fsync, rename.
 */
export function createModelLibrary(directory: string, folders: readonly string[]): ModelLibrary {
  const own = resolve(directory);
  const turn = inTurn();
  const remembered = (name: string): string => join(own, name);

  async function load<Value>(name: string, schema: z.ZodType<Value>, otherwise: Value): Promise<Value> {
    try {
      return schema.parse(JSON.parse(await readFile(remembered(name), 'utf8')));
    } catch {
      // Absent, or not ours to read: it is made anew at the next change; no model is lost by it.
      return otherwise;
    }
  }

  // One after the other: two at once would write one temporary file, and the last one given is to stay.
  const save = (name: string, value: unknown): Promise<void> => turn(() => write(name, value));

  async function write(name: string, value: unknown): Promise<void> {
    await mkdir(own, { recursive: true });
    const temporary = `${remembered(name)}.${process.pid}.tmp`;
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(JSON.stringify(value));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, remembered(name));
  }

  async function found(path: string, place: ModelPlace): Promise<ModelFileOnDisk[]> {
    const facts = await stat(path).catch(() => undefined);
    return facts?.isFile() === true ? [{ path, place, bytes: facts.size, modifiedAt: facts.mtimeMs }] : [];
  }

  return {
    async files() {
      const lists = await Promise.all([
        modelsBelow(own).then((paths) => Promise.all(paths.map((path) => found(path, 'own')))),
        ...folders.map((folder) => modelsBelow(resolve(folder)).then((paths) => Promise.all(paths.map((path) => found(path, 'folder'))))),
        load('linked.json', linkedSchema, []).then((paths) => Promise.all(paths.map((path) => found(path, 'linked')))),
      ]);
      // The same file may be linked and in a folder; the first says where it is.
      return [...new Map(lists.flat(2).reverse().map((file) => [file.path, file])).values()].reverse();
    },
    async open(path) {
      try {
        const file = await open(path);
        const { size } = await file.stat();
        return {
          length: size,
          async read(offset, length) {
            const bytes = new Uint8Array(length);
            const { bytesRead } = await file.read(bytes, 0, length, offset);
            return bytes.subarray(0, bytesRead);
          },
          close: () => file.close(),
        };
      } catch (error) {
        throw fileProblem(path, error);
      }
    },
    async at(path) {
      const whole = resolve(path);
      const facts = await stat(whole).catch((error: unknown) => { throw fileProblem(path, error); });
      return facts.isDirectory() ? modelsBelow(whole) : [whole];
    },
    async link(paths) {
      const before = await load('linked.json', linkedSchema, []);
      await save('linked.json', [...new Set([...before, ...paths.filter((path) => !path.startsWith(own + sep))])]);
    },
    async unlink(path) {
      await save('linked.json', (await load('linked.json', linkedSchema, [])).filter((other) => other !== path));
    },
    async delete(path) {
      if (!resolve(path).startsWith(own + sep)) throw new SproutError('input-invalid', { reason: `${basename(path)} is not in Sprout's folder` });
      await rm(path, { force: true });
    },
    ownPath: (id) => join(own, `${basename(id)}.gguf`),
    downloads: () => load('downloads.json', downloadsSchema, []),
    saveDownloads: (downloads) => save('downloads.json', downloads),
    machine() {
      const cores = availableParallelism();
      // On Linux freemem is MemAvailable, which takes all of the page cache for free, also what is mapped.
      return { memoryMegabytes: Math.round(totalmem() / megabyte), freeMegabytes: Math.round(freemem() / megabyte), mappedCountsAsFree: platform === 'linux', cores, fingerprint: `${arch} ${cpus()[0]?.model ?? ''} ${cores}` };
    },
    speed: () => load('machine.json', speedSchema.nullable(), null),
    saveSpeed: (speed) => save('machine.json', speed),
  };
}

/** Model files of a folder and the folders in it; of a model in several parts, the first. */
async function modelsBelow(folder: string, depth = 0): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const paths: string[] = [];
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < deepest && !entry.name.startsWith('.')) paths.push(...await modelsBelow(path, depth + 1));
    else if (/\.gguf$/i.test(entry.name) && !/-0*[2-9]\d*-of-\d+\.gguf$/i.test(entry.name)) paths.push(path);
  }
  return paths;
}

function fileProblem(path: string, error: unknown): SproutError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new SproutError('file-not-found', { file: path }, { cause: error });
  return new SproutError('file-unreadable', { file: path, reason: code || dirname(path) }, { cause: error });
}
