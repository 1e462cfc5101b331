/**
 * Short examples (60 tokens in the mean, 40 % of them answer) packed into sequences of 256 tokens, against one per sequence padded to 256: examples a second, on a model
 * of the shape of SmolLM2-135M. A padded sequence costs what any of 256 tokens with as many answer tokens costs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { loraTargets, type TrainingConfig } from '../core/ports/trainer.ts';
import { smolShape } from '../core/shared/gguf/index.ts';
import { writeMade } from './training/made-file.ts';
import type { Measured, SessionMeasure } from './training/measure-session.ts';
import { writeResult } from './training/write-result.ts';

const sequenceTokens = 256;
const mean = 60;
const answer = 24;
const config: TrainingConfig = { rank: 8, alpha: 16, dropout: 0, targets: loraTargets, epochs: 1, learningRate: 1e-4, warmup: 0, weightDecay: 0.01, clip: 1, sequenceTokens, accumulation: 1, seed: 1, threads: availableParallelism() };

const folder = await mkdtemp(join(tmpdir(), 'sprout-packing-'));
try {
  const model = join(folder, 'model.gguf');
  await writeMade(model, smolShape);
  const run = (measure: Omit<SessionMeasure, 'model' | 'config'>): Measured =>
    JSON.parse(execFileSync(execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'training', 'measure-session.ts'), JSON.stringify({ ...measure, model, config } satisfies SessionMeasure)], { encoding: 'utf8' })) as Measured;
  const examples = 80;
  const packed = run({ examples, tokens: mean, answer, spread: true });
  const alone = 10;
  const padded = run({ examples: alone, tokens: sequenceTokens, answer });
  const packedRate = examples / sum(packed.seconds);
  const paddedRate = (alone - 1) / sum(padded.seconds.slice(1));
  const result = { packedExamplesPerSecond: packedRate, paddedExamplesPerSecond: paddedRate, ratio: packedRate / paddedRate, packs: packed.tokens.length, fill: sum(packed.tokens) / packed.tokens.length / sequenceTokens };
  console.log(JSON.stringify(result));
  await writeResult('training-packing', { cores: cpus().length, mean, sequenceTokens, targets: { ratio: 3 }, ...result });
} finally {
  await rm(folder, { recursive: true, force: true });
}

function sum(values: readonly number[]): number { return values.reduce((all, value) => all + value, 0); }
