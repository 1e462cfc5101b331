/**
 * What test/core/adapters/ggml/fixtures/lora-reference.py computes with PyTorch: the same little model, adapters and examples, written where it finds them.
 * `node test/support/lora-reference.ts` makes the committed fixture anew (needs python3 with torch).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAdapter } from '../../core/adapters/ggml/adapter-file.ts';
import { learningRateAt } from '../../core/adapters/ggml/adamw.ts';
import { BaseModel } from '../../core/adapters/ggml/base-model.ts';
import { exportPeft } from '../../core/adapters/ggml/exchange.ts';
import { openLibggml } from '../../core/adapters/ggml/libggml.ts';
import { initialLora, layOutLora } from '../../core/adapters/ggml/lora-layout.ts';
import { usedTokens } from '../../core/adapters/ggml/pack.ts';
import { seeded } from '../../core/adapters/ggml/random.ts';
import { planTraining } from '../../core/adapters/ggml/training-plan.ts';
import { findNativeLibrary } from '../../core/adapters/llama/native-library.ts';
import { loraTargets, type TrainingConfig, type TrainingSequence } from '../../core/ports/trainer.ts';
import { madeTiny } from './made-tiny.ts';

export interface LoraReference { readonly losses: readonly number[]; readonly norms: readonly number[]; readonly logits: readonly number[] }

export const referenceScript = join(import.meta.dirname, '../core/adapters/ggml/fixtures/lora-reference.py');
export const referenceFixture = join(import.meta.dirname, '../core/adapters/ggml/fixtures/lora-reference.json');
const python = '/usr/bin/python3';

export const referenceConfig: TrainingConfig = {
  rank: 4, alpha: 8, dropout: 0, targets: loraTargets, epochs: 10, learningRate: 0.01, warmup: 0.1, weightDecay: 0.01, clip: 0.5, sequenceTokens: 64, accumulation: 2, seed: 7, threads: 1,
};
export const referenceTokens = Int32Array.from([1, 40, 99, 200, 7, 300, 12, 77, 150, 31]);
export const referenceTrain: readonly TrainingSequence[] = Array.from({ length: 20 }, (_, at) => {
  const random = seeded(11, at);
  const length = 18 + (at * 5) % 17;
  return { tokens: Int32Array.from({ length }, () => 3 + Math.floor(random() * 300)), scored: Uint8Array.from({ length }, (__, place) => (place > length / 2 ? 1 : 0)) };
});

/** Writes model.gguf, adapter.gguf (no matrix of it zero) and, for PyTorch, steps.json and both adapters in PEFT's form. */
export async function writeReference(folder: string): Promise<{ model: string; adapter: string }> {
  const model = await madeTiny(folder, { architecture: 'llama', tied: false });
  const lib = openLibggml(findNativeLibrary());
  const base = await BaseModel.open(lib, model, { forTraining: false });
  const layout = layOutLora(base.architecture, referenceConfig.targets, referenceConfig.rank, referenceConfig.alpha);
  const initial = initialLora(layout, referenceConfig.seed);
  const full = initial.map((value) => value);
  const random = seeded(13);
  for (const { b, rows } of layout.parts) for (let at = b; at < b + rows * layout.rank; at += 1) full[at] = (random() * 2 - 1) * 0.2;
  const adapter = join(folder, 'adapter.gguf');
  for (const [name, values] of [['initial', initial], ['adapter', full]] as const) {
    await writeAdapter(join(folder, `${name}.gguf`), { layout, values, alpha: referenceConfig.alpha }, base.architecture.name, base.fingerprint);
    await exportPeft(lib, model, join(folder, `${name}.gguf`), join(folder, name), { name });
  }
  base.close();
  const plan = planTraining({ train: referenceTrain, config: referenceConfig });
  const steps = Array.from({ length: plan.steps }, (_, at) => {
    const { packs, scored } = plan.step(at + 1);
    const sequences = packs.map((make) => make()).flatMap(({ tokens, spans, rows, labels }) => spans.map(({ from, count }) => ({
      tokens: [...tokens.subarray(from, from + count)],
      targets: [...rows].flatMap((row, place) => (row >= from && row < from + count ? [[row - from, labels[place]]] : [])),
    })));
    return { rate: learningRateAt(at + 1, plan.steps, referenceConfig), scored, sequences };
  });
  writeFileSync(join(folder, 'steps.json'), JSON.stringify({ steps, clip: referenceConfig.clip, weightDecay: referenceConfig.weightDecay, tokens: [...referenceTokens] }));
  return { model, adapter };
}

/** PyTorch's answer for a written folder; nothing where there is no PyTorch. */
export function askPyTorch(folder: string, model: string): LoraReference | undefined {
  try {
    execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return JSON.parse(execFileSync(python, [referenceScript, model, folder], { encoding: 'utf8', maxBuffer: 2 ** 26, env: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } })) as LoraReference;
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'sprout-reference-'));
  mkdirSync(folder, { recursive: true });
  const { model } = await writeReference(folder);
  const answer = askPyTorch(folder, model);
  if (!answer) throw new Error('python3 has no torch.');
  if (referenceTrain.every((sequence) => usedTokens(sequence) === 0)) throw new Error('Nothing is scored.');
  writeFileSync(referenceFixture, `${JSON.stringify(answer)}\n`);
  rmSync(folder, { recursive: true });
}
