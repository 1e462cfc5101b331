import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import { loraTargets, type LoraTarget } from '../../ports/trainer.ts';
import { GgufError, readGguf, tensorTypes, writeGguf, type Gguf, type WritableTensor } from '../../shared/gguf/index.ts';
import type { Architecture } from './architecture.ts';
import { syncDirectory } from './checkpoint-files.ts';
import { ggmlType } from './libggml.ts';
import { layOutLora, type LoraLayout } from './lora-layout.ts';
import { floatDecoders } from './safetensors.ts';

/** An adapter as trained or read: its weights in the order of its layout. */
export interface Adapter { readonly layout: LoraLayout; readonly values: Float32Array; readonly alpha: number }

const fingerprintKey = 'sprout.base.fingerprint';
const tensorName = /^blk\.(\d+)\.([a-z_]+)\.weight\.lora_([ab])$/;

/** Writes a LoRA as llama.cpp reads it (llama_adapter_lora_init): whole or not at all, and safe from a power cut when this returns. */
export async function writeAdapter(path: string, { layout, values, alpha }: Adapter, architecture: string, fingerprint: string): Promise<void> {
  const tensors = layout.parts.flatMap(({ layer, target, columns, rows, a, b }): WritableTensor[] => {
    const name = `blk.${layer}.${target}.weight.lora_`;
    return [
      { name: `${name}a`, dimensions: [columns, layout.rank], type: ggmlType.f32, data: () => bytesOf(values.subarray(a, a + columns * layout.rank)) },
      { name: `${name}b`, dimensions: [layout.rank, rows], type: ggmlType.f32, data: () => bytesOf(turned(values.subarray(b, b + rows * layout.rank), rows, layout.rank)) },
    ];
  });
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await writeGguf({
        'general.type': { type: 'string', value: 'adapter' }, 'general.architecture': { type: 'string', value: architecture },
        'adapter.type': { type: 'string', value: 'lora' }, 'adapter.lora.alpha': { type: 'float32', value: alpha }, [fingerprintKey]: { type: 'string', value: fingerprint },
      }, tensors, async (bytes) => { await handle.write(bytes); });
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Reads a LoRA of any maker. @throws SproutError adapter-damaged, adapter-mismatch when it was made for another base. */
export async function readAdapter(path: string, architecture: Architecture, fingerprint: string): Promise<Adapter> {
  const file = basename(path);
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    };
    const gguf = await readGguf(read, size);
    const { rank, targets, alpha } = describe(gguf, file, architecture, fingerprint);
    const layout = layOutLora(architecture, targets, rank, alpha);
    const values = new Float32Array(layout.length);
    for (const { layer, target, columns, rows, a, b } of layout.parts) {
      for (const [which, dimensions, at] of [['a', [columns, rank], a], ['b', [rank, rows], b]] as const) {
        const tensor = gguf.tensors.find(({ name }) => name === `blk.${layer}.${target}.weight.lora_${which}`);
        // Some layers may be left as they are.
        if (!tensor) continue;
        if (tensor.dimensions[0] !== dimensions[0] || tensor.dimensions[1] !== dimensions[1]) throw new SproutError('adapter-mismatch', { file, reason: `${tensor.name} has another shape` });
        const decode = floatDecoders[tensorTypes.get(tensor.type)?.name ?? ''];
        if (!decode) throw new SproutError('adapter-damaged', { file, reason: `${tensor.name} is quantized` });
        const floats = decode(await read(tensor.offset, tensor.bytes));
        values.set(which === 'a' ? floats : turned(floats, rank, rows), at);
      }
    }
    return { layout, values, alpha };
  } catch (error) {
    if (error instanceof GgufError) throw new SproutError('adapter-damaged', { file, reason: error.message }, { cause: error });
    throw error;
  } finally {
    await handle.close();
  }
}

function describe({ metadata, tensors }: Gguf, file: string, architecture: Architecture, fingerprint: string): { rank: number; targets: readonly LoraTarget[]; alpha: number } {
  if (metadata.get('general.type') !== 'adapter' || metadata.get('adapter.type') !== 'lora') throw new SproutError('adapter-damaged', { file, reason: 'it is not a LoRA' });
  const made = metadata.get('general.architecture');
  if (made !== architecture.name) throw new SproutError('adapter-mismatch', { file, reason: `${String(made)}, not ${architecture.name}` });
  const base = metadata.get(fingerprintKey);
  if (typeof base === 'string' && base !== fingerprint) throw new SproutError('adapter-mismatch', { file, reason: 'other weights' });
  const targets = new Set<LoraTarget>();
  const ranks = new Set<number>();
  for (const { name, dimensions } of tensors) {
    const [, layer, target, which] = tensorName.exec(name) ?? [];
    const known = loraTargets.find((candidate) => candidate === target);
    if (known === undefined) throw new SproutError('adapter-damaged', { file, reason: `${name} is not a projection that Sprout knows` });
    if (Number(layer) >= architecture.layers) throw new SproutError('adapter-mismatch', { file, reason: 'more layers' });
    targets.add(known);
    ranks.add((which === 'a' ? dimensions[1] : dimensions[0]) ?? 1);
  }
  const [rank] = ranks;
  if (rank === undefined || ranks.size > 1) throw new SproutError('adapter-damaged', { file, reason: 'its ranks differ' });
  const alpha = metadata.get('adapter.lora.alpha');
  return { rank, targets: loraTargets.filter((target) => targets.has(target)), alpha: typeof alpha === 'number' && alpha > 0 ? alpha : rank };
}

/** [first, second], first fastest, to [second, first]. */
export function turned(values: Float32Array, first: number, second: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < second; row += 1) for (let column = 0; column < first; column += 1) result[column * second + row] = values[row * first + column] as number;
  return result;
}

const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
