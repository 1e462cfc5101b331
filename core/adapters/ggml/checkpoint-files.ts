import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { platform } from 'node:process';

/** What a run needs to go on as if it had never stopped. Arrays are in the order of the adapter's layout. */
export interface Checkpoint {
  /** Names examples, settings and model. */
  readonly job: string;
  /** Whole steps done, and packs done of the next one. */
  readonly step: number; readonly part: number;
  /** Of the packs done of the next step. */
  readonly lossSum: number; readonly seconds: number;
  readonly arrays: Readonly<Record<CheckpointArray, Float32Array>>;
}
export const checkpointArrays = ['values', 'first', 'second', 'gradients'] as const;
export type CheckpointArray = (typeof checkpointArrays)[number];

interface Header { readonly job: string; readonly step: number; readonly part: number; readonly lossSum: number; readonly seconds: number; readonly length: number; readonly sha256: string }

const kept = 2;
const prefix = 'checkpoint-';
const digits = 10;
const marker = 'complete';

/**
 * Writes a checkpoint beside the earlier ones in `directory`: into a folder of another name, with hashes, a marker last; then it gets its name.
 * What has a name and fits its marker is whole.
 */
export async function writeCheckpoint(directory: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(directory, { recursive: true });
  const temporary = join(directory, `.${randomUUID()}.tmp`);
  await mkdir(temporary);
  try {
    const digest = createHash('sha256');
    const parts = checkpointArrays.map((name) => { const array = checkpoint.arrays[name]; return new Uint8Array(array.buffer, array.byteOffset, array.byteLength); });
    for (const part of parts) digest.update(part);
    const { job, step, part, lossSum, seconds } = checkpoint;
    const header: Header = { job, step, part, lossSum, seconds, length: checkpoint.arrays.values.length, sha256: digest.digest('hex') };
    const text = JSON.stringify(header);
    await writeSynced(join(temporary, 'state.bin'), parts);
    await writeSynced(join(temporary, 'state.json'), [Buffer.from(text)]);
    await writeSynced(join(temporary, marker), [Buffer.from(sha256(text))]);
    await syncDirectory(temporary);
    const name = `${prefix}${String(step).padStart(digits, '0')}-${String(part).padStart(digits, '0')}`;
    // The same place again: after a resume whose checkpoint was found damaged.
    await rm(join(directory, name), { recursive: true, force: true });
    await rename(temporary, join(directory, name));
    await syncDirectory(directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  for (const name of (await checkpointNames(directory)).slice(kept)) await rm(join(directory, name), { recursive: true, force: true });
}

/** The newest whole checkpoint, and the names of newer ones that are damaged. */
export async function readCheckpoint(directory: string): Promise<{ checkpoint: Checkpoint | undefined; damaged: readonly string[] }> {
  const damaged: string[] = [];
  for (const name of await checkpointNames(directory)) {
    const checkpoint = await readOne(join(directory, name));
    if (checkpoint) return { checkpoint, damaged };
    damaged.push(name);
  }
  return { checkpoint: undefined, damaged };
}

/** Removes what a killed run left half written. */
export async function clearUnfinished(directory: string): Promise<void> {
  for (const name of await namesIn(directory)) if (name.endsWith('.tmp')) await rm(join(directory, name), { recursive: true, force: true });
}

async function readOne(folder: string): Promise<Checkpoint | undefined> {
  try {
    const text = await readFile(join(folder, 'state.json'), 'utf8');
    if (await readFile(join(folder, marker), 'utf8') !== sha256(text)) return undefined;
    const header = JSON.parse(text) as Header;
    const bytes = await readFile(join(folder, 'state.bin'));
    if (bytes.byteLength !== header.length * checkpointArrays.length * Float32Array.BYTES_PER_ELEMENT || createHash('sha256').update(bytes).digest('hex') !== header.sha256) return undefined;
    const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
    const arrays = Object.fromEntries(checkpointArrays.map((name, at) => [name, all.subarray(at * header.length, (at + 1) * header.length)])) as Record<CheckpointArray, Float32Array>;
    return { job: header.job, step: header.step, part: header.part, lossSum: header.lossSum, seconds: header.seconds, arrays };
  } catch {
    // A file that is missing or cannot be read is a damaged checkpoint; the one before it counts.
    return undefined;
  }
}

/** @throws what the system says of a folder that is there and cannot be read: going on as if there were none would begin anew. */
async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Newest first. */
async function checkpointNames(directory: string): Promise<string[]> {
  return (await namesIn(directory)).filter((name) => name.startsWith(prefix)).sort().reverse();
}

async function writeSynced(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes created and renamed names survive a power cut. Windows cannot open directories and orders its own metadata. */
export async function syncDirectory(path: string): Promise<void> {
  if (platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
