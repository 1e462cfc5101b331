/**
 * Tokens a second and peak memory of training: a sequence of 256 tokens, 64 of them answers, rank 8 on all projections, AdamW every sequence, on models of the shape of
 * SmolLM2-135M and Qwen3-0.6B. PyTorch (Debian's python3-torch with libopenblas0-pthread, f32) does the same in the same run, where it is installed. `--shape NAME` for one of them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { loraTargets, type TrainingConfig } from '../core/ports/trainer.ts';
import { qwenShape, smolShape, type MadeShape } from '../core/shared/gguf/index.ts';
import { writeMade } from './training/made-file.ts';
import type { Measured, SessionMeasure } from './training/measure-session.ts';
import { writeResult } from './training/write-result.ts';

const tokens = 256;
const answer = 64;
const threads = availableParallelism();
const config: TrainingConfig = { rank: 8, alpha: 16, dropout: 0, targets: loraTargets, epochs: 1, learningRate: 1e-4, warmup: 0, weightDecay: 0.01, clip: 1, sequenceTokens: tokens, accumulation: 1, seed: 1, threads };
const shapes: Record<string, { shape: MadeShape; steps: number; targets: { speed: number; memory: number; checkpoint: number } }> = {
  'SmolLM2-135M': { shape: smolShape, steps: 10, targets: { speed: 3.5, memory: 0.4, checkpoint: 1 } },
  'Qwen3-0.6B': { shape: qwenShape, steps: 6, targets: { speed: 2.5, memory: 0.45, checkpoint: 1 } },
};
const chosen = argv.flatMap((word, at) => (word === '--shape' ? [argv[at + 1] ?? ''] : []));

const folder = await mkdtemp(join(tmpdir(), 'sprout-speed-'));
const results: Record<string, unknown>[] = [];
try {
  for (const [name, { shape, steps, targets }] of Object.entries(shapes)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const model = join(folder, `${name}.gguf`);
    await writeMade(model, shape);
    const measure: SessionMeasure = { model, examples: steps, tokens, answer, config };
    const sprout = JSON.parse(execFileSync(execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'training', 'measure-session.ts'), JSON.stringify(measure)], { encoding: 'utf8' })) as Measured;
    await rm(model);
    const torch = pytorch(shape, Math.ceil(steps * 0.6));
    const own = rates(sprout.seconds);
    const other = torch && rates(torch.seconds);
    const result = {
      shape: name, tokensPerSecond: own, peakMegabytes: sprout.peakMegabytes, saidMegabytes: sprout.saidMegabytes, checkpointSeconds: Math.round(sprout.checkpointSeconds * 1000) / 1000, pytorchTokensPerSecond: other, pytorchPeakMegabytes: torch?.peakMegabytes,
      speedRatio: other && ratio(own.median, other.median), fastestRatio: other && ratio(own.fastest, other.fastest), memoryRatio: torch && Math.round(sprout.peakMegabytes / torch.peakMegabytes * 1000) / 1000, targets,
    };
    console.log(JSON.stringify(result));
    results.push(result);
  }
  await writeResult('training-speed', { cores: cpus().length, processor: cpus()[0]?.model, tokens, answer, rank: config.rank, results });
} finally {
  await rm(folder, { recursive: true, force: true });
}

function pytorch({ layers, width, hidden, heads, keyHeads, headSize = width / heads, vocabulary, architecture }: MadeShape, steps: number): Measured | undefined {
  const shape = JSON.stringify({ layers, width, hidden, heads, keyHeads, headSize, vocabulary, qkNorm: architecture === 'qwen3' });
  try {
    execFileSync('python3', ['-c', 'import torch'], { stdio: 'ignore', env: { PATH: '/usr/bin' } });
  } catch {
    console.warn('python3 has no torch: nothing to compare with.');
    return undefined;
  }
  return JSON.parse(execFileSync('python3', [join(import.meta.dirname, 'training', 'lora-pytorch.py'), shape, String(tokens), String(answer), String(config.rank), String(steps), String(threads)], { encoding: 'utf8', env: { PATH: '/usr/bin' } })) as Measured;
}

/** Tokens a second in the median step and in the fastest, which other work on the machine disturbed least. The first step, which also takes the memory, does not count. */
function rates(seconds: readonly number[]): { median: number; fastest: number } {
  const sorted = seconds.slice(1).sort((a, b) => a - b);
  const rate = (at: number): number => Math.round(tokens / (sorted[at] ?? NaN) * 10) / 10;
  return { median: rate(sorted.length >> 1), fastest: rate(0) };
}

function ratio(a: number, b: number): number { return Math.round(a / b * 100) / 100; }
