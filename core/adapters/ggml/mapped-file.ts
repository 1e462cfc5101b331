import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { platform } from 'node:process';
import koffi from 'koffi';
import type { Libggml, Pointer } from './libggml.ts';

/** A file's bytes in memory, in a buffer of ggml. */
export interface MappedFile { readonly buffer: Pointer; readonly base: bigint; close(): void }

const readable = 1;
const privately = 2;
const failed = 0xffff_ffff_ffff_ffffn;
const partBytes = 16 * 2 ** 20;
const libraries: Partial<Record<NodeJS.Platform, string>> = { linux: 'libc.so.6', darwin: 'libSystem.B.dylib' };

interface Mapping { readonly map: (fd: number, bytes: number) => bigint | undefined; readonly unmap: (address: bigint, bytes: number) => void }
let mapping: Mapping | undefined;

/** Maps the file where the system can (its pages are then shared with others that use the model), and reads it into memory elsewhere. */
export function mapFile(lib: Libggml, path: string): MappedFile {
  const fd = openSync(path, 'r');
  try {
    const bytes = fstatSync(fd).size;
    mapping ??= openMapping();
    const address = mapping.map(fd, bytes);
    if (address !== undefined) {
      const buffer = lib.bufferFrom(address, bytes);
      return { buffer, base: address, close: () => { lib.freeBuffer(buffer); mapping?.unmap(address, bytes); } };
    }
    const buffer = lib.newBuffer(bytes);
    const base = lib.bufferBase(buffer);
    const memory = new Uint8Array(lib.bytesAt(base, bytes));
    for (let at = 0; at < bytes;) {
      const read = readSync(fd, memory, at, Math.min(partBytes, bytes - at), at);
      if (read === 0) throw new Error('The file became shorter while it was read.');
      at += read;
    }
    return { buffer, base, close: () => { lib.freeBuffer(buffer); } };
  } finally {
    closeSync(fd);
  }
}

function openMapping(): Mapping {
  const name = libraries[platform];
  if (name === undefined) return { map: () => undefined, unmap: () => undefined };
  const library = koffi.load(name);
  const mmap = library.func('mmap', 'uintptr_t', ['void *', 'size_t', 'int', 'int', 'int', 'int64_t']) as (...args: unknown[]) => bigint | number;
  const munmap = library.func('munmap', 'int', ['uintptr_t', 'size_t']) as (address: bigint, bytes: number) => number;
  return {
    map(fd, bytes) {
      const address = BigInt(mmap(null, bytes, readable, privately, fd, 0));
      return address === failed ? undefined : address;
    },
    unmap: munmap,
  };
}
