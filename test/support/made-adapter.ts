import { open } from 'node:fs/promises';
import { readGguf, writeGguf, type Gguf, type WritableTensor } from '../../core/shared/gguf/index.ts';

export async function ggufHeader(path: string): Promise<Gguf> {
  const file = await open(path);
  try {
    const read = async (offset: number, length: number): Promise<Uint8Array> => { const bytes = new Uint8Array(length); return bytes.subarray(0, (await file.read(bytes, 0, length, offset)).bytesRead); };
    return await readGguf(read, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

export interface MadeAdapter { readonly rank?: number; /** The rank without. */ readonly alpha?: number; readonly seed?: number; /** Size of the change; 0 changes nothing. */ readonly size?: number; readonly targets?: readonly string[]; readonly architecture?: string; /** Wider than the base's, to be wrong. */ readonly widen?: number }

/** Writes a LoRA adapter for a model, in the form that llama.cpp loads, with weights drawn by a seed: it changes what is written, to no purpose. */
export async function writeAdapter(base: string, path: string, { rank = 2, alpha = rank, seed = 1, size = 0.5, targets = ['attn_q', 'ffn_down'], architecture, widen = 0 }: MadeAdapter = {}): Promise<void> {
  const header = await ggufHeader(base);
  let state = seed;
  const draw = (): number => { state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return ((state >>> 0) / 2 ** 32 - 0.5) * 2; };
  const part = (name: string, dimensions: number[], scale: number): WritableTensor => ({ name, dimensions, type: 0, data: () => new Uint8Array(Float32Array.from({ length: (dimensions[0] ?? 0) * (dimensions[1] ?? 0) }, () => draw() * scale).buffer) });
  const tensors = header.tensors.filter(({ name }) => targets.some((target) => name.endsWith(`.${target}.weight`))).flatMap(({ name, dimensions: [columns = 0, rows = 0] }) => [
    part(`${name}.lora_a`, [columns + widen, rank], 1), part(`${name}.lora_b`, [rank, rows], size),
  ]);
  const file = await open(path, 'w');
  try {
    await writeGguf({
      'general.type': { type: 'string', value: 'adapter' }, 'general.architecture': { type: 'string', value: architecture ?? String(header.metadata.get('general.architecture')) },
      'adapter.type': { type: 'string', value: 'lora' }, 'adapter.lora.alpha': { type: 'float32', value: alpha },
    }, tensors, async (bytes) => { await file.write(bytes); });
  } finally {
    await file.close();
  }
}
