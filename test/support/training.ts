import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { platform } from 'node:process';
import { onTestFinished } from 'vitest';
import { AdapterWeights } from '../../core/adapters/ggml/adapter-weights.ts';
import { bestCard } from '../../core/adapters/ggml/card.ts';
import { BaseModel } from '../../core/adapters/ggml/base-model.ts';
import { Engine } from '../../core/adapters/ggml/engine.ts';
import { openLibggml, type Device, type Libggml } from '../../core/adapters/ggml/libggml.ts';
import { initialLora, layOutLora, type LoraLayout } from '../../core/adapters/ggml/lora-layout.ts';
import { seeded } from '../../core/adapters/ggml/random.ts';
import { findNativeLibrary } from '../../core/adapters/llama/native-library.ts';
import type { ModelFile } from '../../core/ports/model-runtime.ts';
import { loraTargets, type TrainingConfig, type TrainingSequence } from '../../core/ports/trainer.ts';

export interface Opened { readonly lib: Libggml; readonly base: BaseModel; readonly layout: LoraLayout; readonly adapter: AdapterWeights; readonly plain: Engine; readonly engine: Engine }

/** A graphics card of this machine that can train; without, why there is none. */
export function cardHere(): { readonly card: Device } | { readonly missing: string } {
  try {
    const lib = openLibggml(findNativeLibrary());
    const card = bestCard(lib, platform === 'darwin');
    return card ? { card } : { missing: `${lib.package} finds no graphics card here` };
  } catch (error) {
    return { missing: String(error) };
  }
}

/** A model with an adapter whose matrices are all other than zero, and engines with it and without. */
export async function openEngine(path: string, rank = 4, device?: Device): Promise<Opened> {
  const lib = openLibggml(findNativeLibrary());
  const base = await BaseModel.open(lib, path, { forTraining: true, device });
  const layout = layOutLora(base.architecture, loraTargets, rank, 2 * rank);
  const values = initialLora(layout, 5);
  const random = seeded(9);
  for (const { b, rows } of layout.parts) for (let at = b; at < b + rows * rank; at += 1) values[at] = (random() * 2 - 1) * 0.1;
  const adapter = new AdapterWeights(lib, layout, values, device);
  const plain = new Engine(lib, base, undefined, 1);
  const engine = new Engine(lib, base, adapter, 1);
  onTestFinished(() => { plain.close(); engine.close(); adapter.close(); base.close(); });
  return { lib, base, layout, adapter, plain, engine };
}

/** Tokens drawn from a seed; the last `answers` of them are scored. */
export function sequenceOf(length: number, answers: number, seed: number, vocabulary = 320): TrainingSequence {
  const random = seeded(seed);
  return { tokens: Int32Array.from({ length }, () => 3 + Math.floor(random() * (vocabulary - 3))), scored: Uint8Array.from({ length }, (_, at) => (at >= length - answers ? 1 : 0)) };
}

export function modelFileOf(path: string, contextLength: number): ModelFile {
  return { id: basename(path, '.gguf'), path, contextLength, bytes: statSync(path).size, bytesPerToken: 0 };
}

export const smallConfig: TrainingConfig = {
  rank: 4, alpha: 8, dropout: 0, targets: loraTargets, epochs: 1, learningRate: 0.005, warmup: 0.1, weightDecay: 0.01, clip: 1, sequenceTokens: 64, accumulation: 1, seed: 3, threads: 1,
};

/** Greatest difference, as a share of what the reference's values span. */
export function differenceOf(values: Float32Array, reference: Float32Array): number {
  if (values.length !== reference.length) throw new RangeError(`${values.length} values against ${reference.length}.`);
  let low = Infinity;
  let high = -Infinity;
  let most = 0;
  reference.forEach((value, at) => { low = Math.min(low, value); high = Math.max(high, value); most = Math.max(most, Math.abs(value - (values[at] as number))); });
  return most / (high - low);
}
