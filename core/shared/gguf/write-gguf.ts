import { tensorTypes } from './tensor-types.ts';

export type WritableValue =
  | { readonly type: 'string'; readonly value: string } | { readonly type: 'uint32' | 'int32' | 'float32'; readonly value: number } | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'strings'; readonly value: readonly string[] } | { readonly type: 'float32s' | 'int32s'; readonly value: readonly number[] };
/** `data` is made when its turn comes, so that a large file needs the memory of one tensor. */
export interface WritableTensor { readonly name: string; readonly dimensions: readonly number[]; readonly type: number; readonly data: () => Uint8Array }

const alignment = 32;
const numbers = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

/** Writes a GGUF file of version 3, piece by piece. @throws RangeError when a tensor's data are not as long as its dimensions say. */
export async function writeGguf(metadata: Readonly<Record<string, WritableValue>>, tensors: readonly WritableTensor[], write: (bytes: Uint8Array) => Promise<void> | void): Promise<void> {
  const header = new Bytes();
  header.raw(new TextEncoder().encode('GGUF'));
  header.uint32(3);
  header.uint64(tensors.length);
  header.uint64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    header.text(key);
    writeValue(header, value);
  }
  let offset = 0;
  for (const { name, dimensions, type } of tensors) {
    header.text(name);
    header.uint32(dimensions.length);
    for (const dimension of dimensions) header.uint64(dimension);
    header.uint32(type);
    header.uint64(offset);
    offset += padded(bytesOf(dimensions, type));
  }
  header.raw(new Uint8Array(padded(header.length) - header.length));
  await write(header.take());
  for (const { name, dimensions, type, data } of tensors) {
    const bytes = data();
    if (bytes.byteLength !== bytesOf(dimensions, type)) throw new RangeError(`The tensor "${name}" has ${bytes.byteLength} bytes, not ${bytesOf(dimensions, type)}.`);
    await write(bytes);
    const rest = padded(bytes.byteLength) - bytes.byteLength;
    if (rest > 0) await write(new Uint8Array(rest));
  }
}

/** Bytes of a tensor. @throws RangeError for an unknown type. */
export function bytesOf(dimensions: readonly number[], type: number): number {
  const kind = tensorTypes.get(type);
  if (!kind) throw new RangeError(`There is no tensor type ${type}.`);
  return dimensions.reduce((product, dimension) => product * dimension, 1) / kind.block * kind.bytes;
}

const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

function writeValue(out: Bytes, { type, value }: WritableValue): void {
  switch (type) {
    case 'string': out.uint32(numbers.string); out.text(value); return;
    case 'uint32': out.uint32(numbers.uint32); out.uint32(value); return;
    case 'int32': out.uint32(numbers.int32); out.uint32(value >>> 0); return;
    case 'float32': out.uint32(numbers.float32); out.float32(value); return;
    case 'bool': out.uint32(numbers.bool); out.raw(Uint8Array.of(value ? 1 : 0)); return;
    case 'strings': out.uint32(numbers.array); out.uint32(numbers.string); out.uint64(value.length); for (const text of value) out.text(text); return;
    case 'float32s': out.uint32(numbers.array); out.uint32(numbers.float32); out.uint64(value.length); out.raw(new Uint8Array(Float32Array.from(value).buffer)); return;
    case 'int32s': out.uint32(numbers.array); out.uint32(numbers.int32); out.uint64(value.length); out.raw(new Uint8Array(Int32Array.from(value).buffer));
  }
}

class Bytes {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  raw(bytes: Uint8Array): void { this.#parts.push(bytes); this.length += bytes.byteLength; }
  uint32(value: number): void { const bytes = new Uint8Array(4); new DataView(bytes.buffer).setUint32(0, value, true); this.raw(bytes); }
  float32(value: number): void { const bytes = new Uint8Array(4); new DataView(bytes.buffer).setFloat32(0, value, true); this.raw(bytes); }
  uint64(value: number): void { const bytes = new Uint8Array(8); new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true); this.raw(bytes); }
  text(value: string): void { const bytes = new TextEncoder().encode(value); this.uint64(bytes.byteLength); this.raw(bytes); }

  take(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) { all.set(part, at); at += part.byteLength; }
    return all;
  }
}
