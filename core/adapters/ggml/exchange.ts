import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SproutError } from '../../contract/index.ts';
import type { AdapterExpectation, PeftCard } from '../../ports/adapter-exchange.ts';
import { readAdapter, writeAdapter, type Adapter } from './adapter-file.ts';
import { BaseModel } from './base-model.ts';
import { checkExpected, checkNumbers } from './check-adapter.ts';
import { syncDirectory } from './checkpoint-files.ts';
import type { Libggml } from './libggml.ts';
import type { LoraPart } from './lora-layout.ts';
import { readPeftSource } from './peft-source.ts';
import { fromPeft, peftConfig, toPeft } from './peft.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** Weights that are worked on at once. */
const workFloats = 2 ** 20;
const diskMargin = 64 * 2 ** 20;

export async function exportPeft(lib: Libggml, model: string, adapterPath: string, folder: string, card: PeftCard): Promise<void> {
  const base = await BaseModel.open(lib, model, { forTraining: false });
  try {
    const adapter = await readAdapter(adapterPath, base.architecture, base.fingerprint);
    const named = base.gguf.metadata.get('general.name');
    const of = card.base ?? (typeof named === 'string' ? named : basename(model, '.gguf'));
    const temporary = join(dirname(folder), `.${randomUUID()}.tmp`);
    await mkdir(temporary, { recursive: true });
    try {
      await writeFile(join(temporary, 'adapter_model.safetensors'), writeSafetensors(toPeft(adapter, base.architecture), { format: 'pt' }), { flush: true });
      await writeFile(join(temporary, 'adapter_config.json'), `${JSON.stringify(peftConfig(adapter, of), null, 2)}\n`, { flush: true });
      await writeFile(join(temporary, 'README.md'), modelCard(card.name, of, adapter), { flush: true });
      await syncDirectory(temporary);
      await rm(folder, { recursive: true, force: true });
      await rename(temporary, folder);
      await syncDirectory(dirname(folder));
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  } finally {
    base.close();
  }
}

/** Types and shapes stay, and with them every byte of the header: the base is copied and its changed matrices are written over. */
export async function exportMerged(lib: Libggml, model: string, adapterPath: string, file: string): Promise<void> {
  const base = await BaseModel.open(lib, model, { forTraining: false });
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    const adapter = await readAdapter(adapterPath, base.architecture, base.fingerprint);
    await mkdir(dirname(file), { recursive: true });
    const [disk, { size }] = [await statfs(dirname(file)), await stat(model)];
    if (disk.bavail * disk.bsize < size + diskMargin) throw new SproutError('disk-full', { free: Math.floor(disk.bavail * disk.bsize / 2 ** 20), needed: Math.ceil((size + diskMargin) / 2 ** 20) });
    await copyFile(model, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const handle = await open(temporary, 'r+');
    try {
      for (const part of adapter.layout.parts) {
        const tensor = base.gguf.tensors.find(({ name }) => name === `blk.${part.layer}.${part.target}.weight`);
        if (!tensor) continue;
        const bytes = lib.rowBytes(tensor.type, part.columns);
        const step = Math.max(1, Math.floor(workFloats / part.columns));
        for (let row = 0; row < part.rows; row += step) {
          const rows = Math.min(step, part.rows - row);
          const weights = new Float32Array(rows * part.columns);
          lib.dequantize(tensor.type, lib.dataOf(base.layers[part.layer]?.linear[part.target].forward.at ?? null) + BigInt(row * bytes), weights);
          addProduct(weights, adapter, part, row, rows);
          const packed = new Uint8Array(rows * bytes);
          lib.quantize(tensor.type, weights, packed, rows, part.columns);
          await handle.write(packed, 0, packed.byteLength, tensor.offset + row * bytes);
        }
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    base.close();
  }
}

export async function importAdapter(lib: Libggml, model: string, source: string, file: string, expected?: AdapterExpectation): Promise<void> {
  const base = await BaseModel.open(lib, model, { forTraining: false });
  try {
    const { architecture, fingerprint } = base;
    const peft = await readPeftSource(source);
    const adapter = peft ? fromPeft(readSafetensors(peft.weights, 'adapter_model.safetensors'), peft.config, architecture, peft.name) : await readAdapter(source, architecture, fingerprint);
    checkNumbers(adapter, basename(source));
    const trainedOn = peft?.config['base_model_name_or_path'];
    if (expected) checkExpected(adapter, expected, typeof trainedOn === 'string' ? trainedOn : undefined, basename(source));
    await mkdir(dirname(file), { recursive: true });
    await writeAdapter(file, adapter, architecture.name, fingerprint);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new SproutError('adapter-damaged', { file: basename(source), reason: 'a file of it is missing' }, { cause: error });
    throw error;
  } finally {
    base.close();
  }
}

/** weights[row, column] += scale · Σ B[row, rank] · A[column, rank], for the rows from `from` on. */
function addProduct(weights: Float32Array, { layout, values }: Adapter, { columns, rows: all, a, b }: LoraPart, from: number, rows: number): void {
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    for (let rank = 0; rank < layout.rank; rank += 1) {
      const factor = layout.scale * (values[b + rank * all + from + row] as number);
      if (factor === 0) continue;
      const line = a + rank * columns;
      for (let column = 0; column < columns; column += 1) weights[start + column] = (weights[start + column] as number) + factor * (values[line + column] as number);
    }
  }
}

function modelCard(name: string, base: string, { layout, alpha }: Adapter): string {
  return `---
base_model: ${JSON.stringify(base)}
library_name: peft
tags: [lora, sprout]
---
# ${name}

A LoRA adapter (rank ${layout.rank}, alpha ${alpha}) for ${base}, trained with Sprout on a computer of its owner. It works with these weights only.

\`\`\`python
from peft import PeftModel
from transformers import AutoModelForCausalLM
model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(${JSON.stringify(base)}), ".")
\`\`\`
`;
}
