import { open } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import { loraTargets, type LoraTarget } from '../../ports/trainer.ts';
import { GgufError, readGguf, type Gguf, type GgufTensor } from '../../shared/gguf/index.ts';
import { readArchitecture, type Architecture } from './architecture.ts';
import { nodeOf, type Node } from './graph.ts';
import { DeviceWeights } from './device-weights.ts';
import type { Device, Libggml, Pointer } from './libggml.ts';
import { mapFile, type MappedFile } from './mapped-file.ts';
import { transposedBytes, transposedType, transposeWeight, TransposeWork } from './transposed-weight.ts';

/** A frozen matrix: [columns, rows] as the file has it, and [rows, columns] for the way back. */
export interface Weight { readonly forward: Node; readonly back: Node | undefined }

export interface LayerWeights {
  readonly attentionNorm: Node; readonly feedForwardNorm: Node;
  readonly queryNorm: Node | undefined; readonly keyNorm: Node | undefined;
  readonly bias: Readonly<Partial<Record<LoraTarget, Node>>>;
  readonly linear: Readonly<Record<LoraTarget, Weight>>;
}

const alignment = 64;
const embeddingName = 'token_embd.weight';
const sampleBytes = 4096;

/** @throws SproutError model-damaged, model-unsupported. */
export async function readModelHeader(path: string): Promise<{ gguf: Gguf; architecture: Architecture }> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const gguf = await readGguf(async (offset, length) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    }, size);
    return { gguf, architecture: readArchitecture(gguf, basename(path)) };
  } catch (error) {
    if (error instanceof GgufError) throw new SproutError('model-damaged', { file: basename(path), reason: error.message }, { cause: error });
    throw error;
  } finally {
    await handle.close();
  }
}

/** What the transposed copies of a model's matrices take at most. */
export function transposedBytesOf({ tensors }: Gguf): number {
  const untied = tensors.some(({ name }) => name === 'output.weight');
  return tensors.filter(({ name, dimensions }) => dimensions.length > 1 && (name !== embeddingName || !untied)).reduce((sum, tensor) => sum + transposedBytes(tensor), 0);
}

/** A base model's weights in memory: the file's own, mapped, and (for training) transposed copies of the matrices. */
export class BaseModel {
  readonly architecture: Architecture;
  readonly gguf: Gguf;
  readonly layers: readonly LayerWeights[];
  readonly embedding: Node;
  readonly outputNorm: Node;
  readonly output: Weight;
  readonly ropeFactors: Node | undefined;
  /** Names the weights: the same for equal files. SHA-256 of the table of tensors and of the beginning of each. */
  readonly fingerprint: string;
  /** Memory of the transposed copies; on a card, of all that was copied there. */
  readonly copiedBytes: number;
  /** The card that has the weights; undefined where they are in the processor's memory. */
  readonly device: Device | undefined;
  readonly #lib: Libggml;
  readonly #context: Pointer;
  readonly #file: MappedFile;
  readonly #onCard: DeviceWeights | undefined;
  #copies: Pointer = null;

  /** @param options.device a card to compute on; without, the processor does, and the file is mapped. @throws SproutError also memory-short. */
  static async open(lib: Libggml, path: string, options: { readonly forTraining: boolean; readonly device?: Device | undefined }): Promise<BaseModel> {
    const { gguf, architecture } = await readModelHeader(path);
    return new BaseModel(lib, path, gguf, architecture, options.forTraining, options.device);
  }

  private constructor(lib: Libggml, path: string, gguf: Gguf, architecture: Architecture, forTraining: boolean, device: Device | undefined) {
    this.#lib = lib;
    this.device = device;
    this.#onCard = device && new DeviceWeights(lib, device);
    this.gguf = gguf;
    this.architecture = architecture;
    this.#context = lib.newContext(lib.tensorOverhead() * (gguf.tensors.length * 2 + 8));
    this.#file = mapFile(lib, path);
    const untied = gguf.tensors.some(({ name }) => name === 'output.weight');
    const digest = createHash('sha256');
    const mapped = new Map<string, { node: Node; tensor: GgufTensor }>();
    for (const tensor of gguf.tensors) {
      digest.update(`${tensor.name} ${tensor.type} ${tensor.dimensions.join(' ')}\n`);
      digest.update(new Uint8Array(lib.bytesAt(this.#file.base + BigInt(tensor.offset), Math.min(sampleBytes, tensor.bytes))));
      const bytes = (): Uint8Array => new Uint8Array(lib.bytesAt(this.#file.base + BigInt(tensor.offset), tensor.bytes));
      const node = this.#tensor(tensor.type, tensor.dimensions);
      if (!this.#onCard || (tensor.name === embeddingName && untied)) lib.place(this.#file.buffer, node.at, this.#file.base + BigInt(tensor.offset));
      else this.#onCard.add(node.at, bytes);
      mapped.set(tensor.name, { node, tensor });
    }
    this.fingerprint = digest.digest('hex');
    const find = (name: string): Node | undefined => mapped.get(name)?.node;
    const need = (name: string, ...shape: readonly number[]): Node => {
      const node = find(name);
      if (!node) throw new SproutError('model-damaged', { file: path, reason: `"${name}" is missing` });
      if (shape.some((size, at) => node.shape[at] !== size)) throw new SproutError('model-damaged', { file: path, reason: `"${name}" has another shape than the model` });
      return node;
    };

    const { width, hidden, heads, keyHeads, headSize, vocabulary } = architecture;
    const shapes: Record<LoraTarget, readonly [number, number]> = {
      attn_q: [width, heads * headSize], attn_k: [width, keyHeads * headSize], attn_v: [width, keyHeads * headSize], attn_output: [heads * headSize, width],
      ffn_gate: [width, hidden], ffn_up: [width, hidden], ffn_down: [hidden, width],
    };
    const transposes: { tensor: GgufTensor; type: number; bytes: number; place: Node }[] = [];
    const weight = (name: string, columns: number, rows: number, back: boolean): Weight => {
      const forward = need(name, columns, rows);
      const tensor = mapped.get(name)?.tensor;
      if (!back || !tensor) return { forward, back: undefined };
      const type = transposedType(tensor);
      const place = this.#tensor(type, [rows, columns]);
      transposes.push({ tensor, type, bytes: transposedBytes(tensor), place });
      return { forward, back: place };
    };
    this.layers = Array.from({ length: architecture.layers }, (_, layer) => {
      const at = `blk.${layer}.`;
      // Nothing learns below the first layer's projections of queries, keys and values: their input's gradient is not wanted.
      const back = (target: LoraTarget): boolean => forTraining && !(layer === 0 && /^attn_[qkv]$/.test(target));
      return {
        attentionNorm: need(`${at}attn_norm.weight`, width), feedForwardNorm: need(`${at}ffn_norm.weight`, width), queryNorm: find(`${at}attn_q_norm.weight`), keyNorm: find(`${at}attn_k_norm.weight`),
        bias: Object.fromEntries(loraTargets.flatMap((target) => { const bias = find(`${at}${target}.bias`); return bias ? [[target, bias]] : []; })),
        linear: Object.fromEntries(loraTargets.map((target) => [target, weight(`${at}${target}.weight`, ...shapes[target], back(target))])) as Record<LoraTarget, Weight>,
      };
    });
    this.embedding = this.#embedding(need(embeddingName, width, vocabulary), mapped.get(embeddingName)?.tensor);
    this.outputNorm = need('output_norm.weight', width);
    this.output = weight(untied ? 'output.weight' : embeddingName, width, vocabulary, forTraining);
    this.ropeFactors = find('rope_freqs.weight');

    const work = new TransposeWork();
    const transpose = ({ tensor, type }: { tensor: GgufTensor; type: number }, to: Uint8Array): Uint8Array => { transposeWeight(lib, this.#file.base + BigInt(tensor.offset), tensor, type, to, work); return to; };
    if (this.#onCard) {
      for (const wanted of transposes) this.#onCard.add(wanted.place.at, () => transpose(wanted, new Uint8Array(wanted.bytes)));
      try {
        this.#onCard.copy();
      } catch (error) {
        this.close();
        throw error;
      }
      this.copiedBytes = this.#onCard.bytes;
      return;
    }
    const total = transposes.reduce((sum, { bytes }) => sum + padded(bytes), 0);
    this.copiedBytes = total;
    if (total === 0) return;
    this.#copies = lib.newBuffer(total);
    let address = lib.bufferBase(this.#copies);
    for (const wanted of transposes) {
      lib.place(this.#copies, wanted.place.at, address);
      transpose(wanted, new Uint8Array(lib.bytesAt(address, wanted.bytes)));
      address += BigInt(padded(wanted.bytes));
    }
  }

  close(): void {
    this.#onCard?.close();
    if (this.#copies !== null) this.#lib.freeBuffer(this.#copies);
    this.#file.close();
    this.#lib.freeContext(this.#context);
  }

  /** Rows of the embedding are looked up where the file is mapped: a card has it as the head's matrix only, in a type whose rows it may not read. */
  #embedding(onCard: Node, tensor: GgufTensor | undefined): Node {
    if (!this.#onCard || !tensor || this.gguf.tensors.some(({ name }) => name === 'output.weight')) return onCard;
    const node = this.#tensor(tensor.type, tensor.dimensions);
    this.#lib.place(this.#file.buffer, node.at, this.#file.base + BigInt(tensor.offset));
    this.#lib.markWeights(this.#file.buffer);
    return node;
  }

  #tensor(type: number, dimensions: readonly number[]): Node {
    const at = this.#lib.apply(this.#context, dimensions.length > 1 ? 'new_tensor_2d' : 'new_tensor_1d', type, ...dimensions);
    return nodeOf(at, ...dimensions);
  }
}

const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;
