import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { partPath, readState, statePath, syncFolder, temporaryStatePath, writeState, type Identity } from './part-state.ts';
import { addRange, countBytes, missingRanges, removeRange, type Range } from './ranges.ts';

/**
 * An unfinished file and the note of what is there. The note never promises more than the disk holds: data is flushed before it,
 * and before another file's data is written the note of the old one is gone.
 */
export class PartFile {
  readonly target: string;
  readonly #checkpointMs: number;
  #handle: FileHandle | null = null;
  #identity: Identity | null = null;
  #received: Range[] = [];
  #savedAt = performance.now();
  #unsaved = false;
  #saving: Promise<void> | null = null;

  private constructor(target: string, checkpointMs: number) {
    this.target = target;
    this.#checkpointMs = checkpointMs;
  }

  /** Finds what an earlier transfer left. */
  static async open(target: string, checkpointMs: number): Promise<PartFile> {
    const part = new PartFile(target, checkpointMs);
    const state = await readState(target);
    if (!state) return part;
    try {
      part.#handle = await open(partPath(target), 'r+');
    } catch {
      return part;
    }
    const { size } = await part.#handle.stat();
    part.#identity = state.file;
    part.#received = removeRange(state.received.reduce<Range[]>(addRange, []), { start: Math.min(size, state.file.bytes ?? 0), end: Infinity });
    return part;
  }

  get identity(): Identity | null { return this.#identity; }
  get received(): number { return countBytes(this.#received); }
  get complete(): boolean { return this.#identity?.bytes != null && this.missing().length === 0; }

  missing(): Range[] {
    return missingRanges(this.#received, this.#identity?.bytes ?? 0);
  }

  /** Forgets everything and starts with a file of this identity. */
  async begin(identity: Identity): Promise<void> {
    await this.#saving?.catch(() => undefined);
    this.#identity = identity;
    this.#received = [];
    this.#unsaved = false;
    await writeState(this.target, { file: identity, received: [] });
    this.#handle ??= await open(partPath(this.target), 'w+');
    await this.#handle.truncate(0);
  }

  /** Of an address that goes on with the same file: what it knows better. */
  adopt(identity: Identity): void {
    this.#identity = { ...identity, declared: identity.declared ?? this.#identity?.declared ?? null };
    this.#unsaved = true;
  }

  async write(chunk: Uint8Array, position: number): Promise<void> {
    const handle = this.#opened();
    for (let written = 0; written < chunk.length;) {
      written += (await handle.write(chunk, written, chunk.length - written, position + written)).bytesWritten;
    }
    this.#received = addRange(this.#received, { start: position, end: position + chunk.length });
    this.#unsaved = true;
    if (performance.now() - this.#savedAt >= this.#checkpointMs) await this.save();
  }

  /** Takes back what a server that lied about it delivered. */
  forget(range: Range): void {
    this.#received = removeRange(this.#received, range);
    this.#unsaved = true;
  }

  /** The length of a file whose server did not tell it, once it ended. */
  settle(bytes: number): void {
    if (this.#identity) this.#identity = { ...this.#identity, bytes };
    this.#unsaved = true;
  }

  /** Flushes the data, then the note of it. Calls at the same time share one run, which may not see the last bytes. */
  async save(): Promise<void> {
    if (!this.#unsaved || !this.#identity || !this.#handle) return;
    this.#saving ??= this.#flush(this.#identity).finally(() => { this.#saving = null; });
    await this.#saving;
  }

  async #flush(file: Identity): Promise<void> {
    const received = [...this.#received];
    this.#unsaved = false;
    this.#savedAt = performance.now();
    try {
      await this.#opened().datasync();
      await writeState(this.target, { file, received });
    } catch (error) {
      this.#unsaved = true;
      throw error;
    }
  }

  /** Keeps what can be kept: on a full disk the last note stays. */
  async close(): Promise<void> {
    await this.#saving?.catch(() => undefined);
    await this.save().catch(() => undefined);
    await this.#handle?.close();
    this.#handle = null;
  }

  /** Everything was checked: gives the file its name, for good. */
  async finish(): Promise<void> {
    await this.#saving?.catch(() => undefined);
    await this.#opened().sync();
    this.#unsaved = false;
    await this.close();
    await rename(partPath(this.target), this.target);
    await syncFolder(dirname(this.target));
    await this.discard();
  }

  async discard(): Promise<void> {
    this.#unsaved = false;
    await this.close();
    this.#identity = null;
    this.#received = [];
    await discardPart(this.target);
  }

  #opened(): FileHandle {
    if (!this.#handle) throw new Error(`${this.target}.part is not open`);
    return this.#handle;
  }
}

export async function discardPart(target: string): Promise<void> {
  for (const path of [statePath(target), temporaryStatePath(target), partPath(target)]) await rm(path, { force: true });
}
