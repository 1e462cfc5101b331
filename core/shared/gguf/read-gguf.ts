import { tensorTypes } from './tensor-types.ts';

/** A model file's header cannot be right; `reason` is for people. */
export class GgufError extends Error {
  override readonly name = 'GgufError';
}

/** Long arrays (a vocabulary) are counted, not held. */
export interface GgufArray { readonly length: number; readonly type: number; /** At most the first `heldItems`. */ readonly items: readonly (string | number | boolean)[] }
export type GgufValue = string | number | boolean | GgufArray;
export interface GgufTensor { readonly name: string; readonly dimensions: readonly number[]; readonly type: number; /** Into the file. */ readonly offset: number; readonly bytes: number }
export interface Gguf { readonly version: number; readonly metadata: ReadonlyMap<string, GgufValue>; readonly tensors: readonly GgufTensor[]; readonly dataOffset: number; /** Values of token types, where the file has them: 6 is a byte. */ readonly byteTokens: number }

/** Reads `length` bytes at an offset; fewer at the end of the file. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>;

const limits = { metadata: 10_000, tensors: 100_000, text: 8 * 2 ** 20, arrayItems: 10_000_000, header: 256 * 2 ** 20, dimensions: 4, name: 512 } as const;
export const heldItems = 64;
const types = { uint8: 0, int8: 1, uint16: 2, int16: 3, uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9, uint64: 10, int64: 11, float64: 12 } as const;
const widths: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const byteToken = 6;
const chunkBytes = 1024 * 1024;
const decoder = new TextDecoder();

/** A reader that keeps a window of the file. */
class Cursor {
  readonly #read: ReadBytes;
  readonly #length: number;
  #window: DataView = new DataView(new ArrayBuffer(0));
  #windowAt = 0;
  at = 0;

  constructor(read: ReadBytes, length: number) {
    this.#read = read;
    this.#length = length;
  }

  async #have(bytes: number): Promise<number> {
    if (this.at + bytes > this.#length) throw new GgufError('it ends too early');
    if (this.at + bytes > limits.header) throw new GgufError('its header is too long');
    if (this.at < this.#windowAt || this.at + bytes > this.#windowAt + this.#window.byteLength) {
      const part = await this.#read(this.at, Math.min(this.#length - this.at, Math.max(bytes, chunkBytes)));
      if (part.byteLength < bytes) throw new GgufError('it ends too early');
      this.#window = new DataView(part.buffer, part.byteOffset, part.byteLength);
      this.#windowAt = this.at;
    }
    const place = this.at - this.#windowAt;
    this.at += bytes;
    return place;
  }

  async uint32(): Promise<number> { const place = await this.#have(4); return this.#window.getUint32(place, true); }

  async count(what: string, most: number): Promise<number> {
    const place = await this.#have(8);
    const value = this.#window.getBigUint64(place, true);
    if (value > BigInt(most)) throw new GgufError(`its ${what} cannot be ${value}`);
    return Number(value);
  }

  async text(most: number = limits.text): Promise<string> {
    const length = await this.count('text length', most);
    const place = await this.#have(length);
    return decoder.decode(new Uint8Array(this.#window.buffer, this.#window.byteOffset + place, length));
  }

  async scalar(type: number): Promise<number | boolean> {
    const width = widths[type];
    if (width === undefined) throw new GgufError(`it has a value of an unknown type (${type})`);
    const place = await this.#have(width);
    const view = this.#window;
    switch (type) {
      case types.uint8: return view.getUint8(place);
      case types.int8: return view.getInt8(place);
      case types.uint16: return view.getUint16(place, true);
      case types.int16: return view.getInt16(place, true);
      case types.uint32: return view.getUint32(place, true);
      case types.int32: return view.getInt32(place, true);
      case types.float32: return view.getFloat32(place, true);
      case types.bool: return view.getUint8(place) !== 0;
      case types.uint64: return Number(view.getBigUint64(place, true));
      case types.int64: return Number(view.getBigInt64(place, true));
      default: return view.getFloat64(place, true);
    }
  }

  /** Steps over bytes without reading them. */
  skip(bytes: number): void {
    if (this.at + bytes > this.#length) throw new GgufError('it ends too early');
    this.at += bytes;
  }
}

/**
 * Reads the header of a GGUF file (versions 2 and 3; specification: ggml/docs/gguf.md) and checks that all it claims is possible: a
 * file that lies about its sizes makes llama.cpp end its process.
 * @throws GgufError with what is wrong.
 */
export async function readGguf(read: ReadBytes, length: number): Promise<Gguf> {
  const cursor = new Cursor(read, length);
  const magic = decoder.decode(await read(0, 4));
  if (magic !== 'GGUF') throw new GgufError(/^\s*<|^<!/.test(magic) ? 'it is a web page, not a model' : 'it is not a GGUF file');
  cursor.at = 4;
  const version = await cursor.uint32();
  if (version < 2 || version > 3) throw new GgufError(version === 1 || version > 0xffff ? `it is of an old or foreign kind (version ${version})` : `it is of a newer kind (version ${version})`);
  const tensorCount = await cursor.count('number of tensors', limits.tensors);
  const metadataCount = await cursor.count('number of entries', limits.metadata);
  const metadata = new Map<string, GgufValue>();
  let byteTokens = 0;
  for (let entry = 0; entry < metadataCount; entry += 1) {
    const key = await cursor.text(limits.name);
    const type = await cursor.uint32();
    if (metadata.has(key)) throw new GgufError(`"${key}" is there twice`);
    if (type === types.array) {
      const { array, bytes } = await readArray(cursor, key === 'tokenizer.ggml.token_type');
      metadata.set(key, array);
      byteTokens += bytes;
    } else {
      metadata.set(key, type === types.string ? await cursor.text() : await cursor.scalar(type));
    }
  }
  const alignment = metadata.get('general.alignment') ?? 32;
  if (typeof alignment !== 'number' || alignment < 8 || alignment > 65_536 || (alignment & (alignment - 1)) !== 0) throw new GgufError('its alignment is impossible');
  const infos = [];
  const names = new Set<string>();
  for (let tensor = 0; tensor < tensorCount; tensor += 1) {
    const name = await cursor.text(limits.name);
    if (names.has(name)) throw new GgufError(`the tensor "${name}" is there twice`);
    names.add(name);
    const rank = await cursor.uint32();
    if (rank < 1 || rank > limits.dimensions) throw new GgufError(`the tensor "${name}" has ${rank} dimensions`);
    const dimensions: number[] = [];
    for (let at = 0; at < rank; at += 1) dimensions.push(await cursor.count(`dimension of "${name}"`, 2 ** 40));
    const type = await cursor.uint32();
    const offset = await cursor.count(`place of "${name}"`, length);
    infos.push({ name, dimensions, type, offset });
  }
  const dataOffset = Math.ceil(cursor.at / alignment) * alignment;
  const tensors = infos.map(({ name, dimensions, type, offset }): GgufTensor => {
    const kind = tensorTypes.get(type);
    if (!kind) throw new GgufError(`the tensor "${name}" is of an unknown type (${type})`);
    const [row = 0, ...rest] = dimensions;
    if (dimensions.includes(0) || row % kind.block !== 0) throw new GgufError(`the tensor "${name}" has an impossible size`);
    const bytes = rest.reduce((product, dimension) => product * dimension, row / kind.block * kind.bytes);
    if (offset % alignment !== 0 || !Number.isSafeInteger(bytes) || dataOffset + offset + bytes > length) throw new GgufError(`the tensor "${name}" lies outside the file: it may be cut off`);
    return { name, dimensions, type, offset: dataOffset + offset, bytes };
  });
  const inOrder = tensors.toSorted((a, b) => a.offset - b.offset);
  inOrder.forEach((tensor, at) => {
    const next = inOrder[at + 1];
    if (next && tensor.offset + tensor.bytes > next.offset) throw new GgufError(`the tensors "${tensor.name}" and "${next.name}" overlap`);
  });
  return { version, metadata, tensors, dataOffset, byteTokens };
}

async function readArray(cursor: Cursor, countBytes: boolean): Promise<{ array: GgufArray; bytes: number }> {
  const type = await cursor.uint32();
  const length = await cursor.count('list length', limits.arrayItems);
  const items: (string | number | boolean)[] = [];
  let bytes = 0;
  if (type === types.string) {
    for (let at = 0; at < length; at += 1) {
      const text = await cursor.text();
      if (items.length < heldItems) items.push(text);
    }
  } else {
    const width = widths[type];
    if (width === undefined) throw new GgufError(`it has a list of an unknown type (${type})`);
    const readUpTo = countBytes ? length : Math.min(length, heldItems);
    for (let at = 0; at < readUpTo; at += 1) {
      const value = await cursor.scalar(type);
      if (countBytes && value === byteToken) bytes += 1;
      if (items.length < heldItems) items.push(value);
    }
    cursor.skip((length - readUpTo) * width);
  }
  return { array: { length, type, items }, bytes };
}
