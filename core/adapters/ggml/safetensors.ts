import { SproutError } from '../../contract/index.ts';

export interface SafeTensor { readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array }

const alignment = 8;
const mostHeader = 16 * 2 ** 20;
/** Numbers of a type, by its name in both formats of adapters. */
export const floatDecoders: Readonly<Record<string, (bytes: Uint8Array) => Float32Array>> = {
  F32: (bytes) => new Float32Array(aligned(bytes)),
  BF16: (bytes) => Float32Array.from(new Uint16Array(aligned(bytes)), (half) => floatOfBits(half << 16)),
  F16: (bytes) => Float32Array.from(new Uint16Array(aligned(bytes)), fromHalf),
};

/** A copy: the place in the file need not suit the numbers' width. */
const aligned = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** A file of the format safetensors, all F32. */
export function writeSafetensors(tensors: readonly SafeTensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    entries[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const text = JSON.stringify(entries);
  const header = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / alignment) * alignment));
  const file = new Uint8Array(8 + header.byteLength + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.byteLength), true);
  file.set(header, 8);
  let at = 8 + header.byteLength;
  for (const { values } of tensors) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

/** @throws SproutError adapter-damaged with `file`. */
export function readSafetensors(bytes: Uint8Array, file: string): readonly SafeTensor[] {
  const damaged = (reason: string): SproutError => new SproutError('adapter-damaged', { file, reason });
  if (bytes.byteLength < 8) throw damaged('it is cut off');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > mostHeader || 8 + length > bytes.byteLength) throw damaged('its header is impossible');
  let entries: Record<string, { dtype?: unknown; shape?: unknown; data_offsets?: unknown }>;
  try {
    entries = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as typeof entries;
  } catch {
    throw damaged('its header is not JSON');
  }
  const data = bytes.subarray(8 + length);
  return Object.entries(entries).filter(([name]) => name !== '__metadata__').map(([name, { dtype, shape, data_offsets: offsets }]) => {
    const decode = floatDecoders[String(dtype)];
    if (!decode) throw damaged(`"${name}" is of the type ${String(dtype)}`);
    if (!Array.isArray(shape) || !Array.isArray(offsets) || !offsets.every((offset) => Number.isSafeInteger(offset) && offset >= 0 && offset <= data.byteLength)) throw damaged(`"${name}" lies outside the file`);
    const part = data.subarray(offsets[0] as number, offsets[1] as number);
    const sizes = shape.map(Number);
    if (part.byteLength !== sizes.reduce((product, size) => product * size, 1) * (dtype === 'F32' ? 4 : 2)) throw damaged(`"${name}" has not as many bytes as its shape says`);
    return { name, shape: sizes, values: decode(part) };
  });
}

const bits = new DataView(new ArrayBuffer(4));
function floatOfBits(value: number): number {
  bits.setInt32(0, value);
  return bits.getFloat32(0);
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = half >> 10 & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 0x1f ? (fraction === 0 ? sign * Infinity : NaN) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
