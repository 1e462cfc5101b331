/**
 * The estimate before a run against the run: a job of short examples on a model of the shape of SmolLM2-135M, with unseen rows, through the trainer as the product uses it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGgmlTrainer } from '../core/adapters/ggml/index.ts';
import { findNativeLibrary } from '../core/adapters/llama/native-library.ts';
import { loraTargets, type TrainingConfig, type TrainingJob } from '../core/ports/trainer.ts';
import { smolShape } from '../core/shared/gguf/index.ts';
import { madeExamples } from './training/made-examples.ts';
import { describeFile, writeMade } from './training/made-file.ts';
import { writeResult } from './training/write-result.ts';

const config: TrainingConfig = { rank: 8, alpha: 16, dropout: 0.05, targets: loraTargets, epochs: 1, learningRate: 1e-4, warmup: 0.1, weightDecay: 0.01, clip: 1, sequenceTokens: 256, accumulation: 2, seed: 1, threads: availableParallelism() };
const folder = await mkdtemp(join(tmpdir(), 'sprout-estimate-'));
try {
  const model = join(folder, 'model.gguf');
  await writeMade(model, smolShape);
  const job: TrainingJob = { model: describeFile(model), directory: join(folder, 'run'), train: madeExamples(240, 70, 24, true), held: madeExamples(12, 70, 24, true), config };
  const trainer = createGgmlTrainer({ library: findNativeLibrary });
  const asked = performance.now();
  const estimate = await trainer.estimate(job);
  const trialSeconds = (performance.now() - asked) / 1000;
  const started = performance.now();
  for await (const event of trainer.train(job)) if (event.type === 'end') console.log(`${event.steps} steps`);
  const seconds = (performance.now() - started) / 1000;
  const result = { estimatedSeconds: estimate.seconds, seconds, error: Math.abs(estimate.seconds / seconds - 1), trialSeconds, estimatedMegabytes: estimate.memoryMegabytes, tokensPerSecond: estimate.tokensPerSecond };
  console.log(JSON.stringify(result));
  await writeResult('training-estimate', { cores: cpus().length, targets: { error: 0.2 }, ...result });
} finally {
  await rm(folder, { recursive: true, force: true });
}
