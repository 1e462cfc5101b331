import { bytesOf, type GgufTensor } from '../../shared/gguf/index.ts';
import { ggmlType, type Libggml } from './libggml.ts';

const block = 32;
/** Floats of one working block: little memory beside the model's own. */
const workFloats = 2 ** 20;
const tile = 16;

/**
 * The type of a matrix's transposed copy. Exact weights get an exact copy. All others get Q8_0: its error (0.4 % of a block's largest weight) is below that of
 * quantized weights themselves, and unlike in F16 a gradient can neither overflow nor vanish in the product, since each block has a scale of its own.
 */
export function transposedType({ type, dimensions }: GgufTensor): number {
  return type === ggmlType.f32 || (dimensions[1] ?? 1) % block !== 0 ? ggmlType.f32 : ggmlType.q8_0;
}

export function transposedBytes(tensor: GgufTensor): number {
  const [columns = 1, rows = 1] = tensor.dimensions;
  return bytesOf([rows, columns], transposedType(tensor));
}

/** Memory of one transposing after the other: a new one for each would be gigabytes until they are collected. */
export class TransposeWork {
  #read = new Float32Array(0);
  #turned = new Float32Array(0);

  take(read: number, turned: number): { readonly read: Float32Array; readonly turned: Float32Array } {
    if (this.#read.length < read) this.#read = new Float32Array(read);
    if (this.#turned.length < turned) this.#turned = new Float32Array(turned);
    return { read: this.#read, turned: this.#turned };
  }
}

/** Writes the transposed copy of the matrix at `address` in blocks of its columns. */
export function transposeWeight(lib: Libggml, address: bigint, { type, dimensions }: GgufTensor, target: number, out: Uint8Array, work: TransposeWork): void {
  const [columns = 1, rows = 1] = dimensions;
  const rowBytes = BigInt(lib.rowBytes(type, columns));
  const outRowBytes = lib.rowBytes(target, rows);
  const width = Math.min(columns, Math.max(tile, Math.floor(workFloats / rows)));
  const height = Math.min(rows, Math.max(1, Math.floor(workFloats / columns)));
  const { read, turned } = work.take(height * columns, width * rows);
  for (let left = 0; left < columns; left += width) {
    const count = Math.min(width, columns - left);
    for (let top = 0; top < rows; top += height) {
      const lines = Math.min(height, rows - top);
      lib.dequantize(type, address + BigInt(top) * rowBytes, read.subarray(0, lines * columns));
      turn(read, columns, left, count, lines, turned, rows, top);
    }
    lib.quantize(target, turned.subarray(0, count * rows), out.subarray(left * outRowBytes, (left + count) * outRowBytes), count, rows);
  }
}

/** turned[column, top + row] = read[row, left + column], in tiles that stay in the processor's nearest memory. */
function turn(read: Float32Array, columns: number, left: number, count: number, lines: number, turned: Float32Array, rows: number, top: number): void {
  for (let line = 0; line < lines; line += tile) {
    const lastLine = Math.min(lines, line + tile);
    for (let column = 0; column < count; column += tile) {
      const lastColumn = Math.min(count, column + tile);
      for (let y = line; y < lastLine; y += 1) {
        const from = y * columns + left;
        for (let x = column; x < lastColumn; x += 1) turned[x * rows + top + y] = read[from + x] as number;
      }
    }
  }
}
