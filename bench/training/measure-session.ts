/** One training session in a process of its own, so that its peak of memory is its own. Reads a SessionMeasure from its arguments, prints a Measured. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { openLibggml } from '../../core/adapters/ggml/libggml.ts';
import { TrainingSession } from '../../core/adapters/ggml/training-session.ts';
import { findNativeLibrary } from '../../core/adapters/llama/native-library.ts';
import type { TrainingConfig, TrainingEvent } from '../../core/ports/trainer.ts';
import { madeExamples } from './made-examples.ts';
import { describeFile } from './made-file.ts';

export interface SessionMeasure { readonly model: string; readonly examples: number; readonly tokens: number; readonly answer: number; /** Lengths are spread around `tokens`. */ readonly spread?: boolean; readonly config: TrainingConfig }
export interface Measured { readonly seconds: readonly number[]; readonly tokens: readonly number[]; readonly peakMegabytes: number; readonly wallSeconds: number; readonly saidMegabytes: number; /** The slowest. */ readonly checkpointSeconds: number }

const { model, examples, tokens, answer, spread = false, config } = JSON.parse(argv[2] ?? '') as SessionMeasure;
const directory = await mkdtemp(join(tmpdir(), 'sprout-measure-'));
try {
  const started = performance.now();
  const session = await TrainingSession.open(openLibggml(findNativeLibrary()), { model: describeFile(model), directory, train: madeExamples(examples, tokens, answer, spread), held: [], config }, { checkpointSeconds: 45 });
  const steps: Extract<TrainingEvent, { type: 'step' }>[] = [];
  let checkpointSeconds = 0;
  await session.train((event) => {
    if (event.type === 'step') steps.push(event);
    else if (event.type === 'checkpoint') checkpointSeconds = Math.max(checkpointSeconds, event.seconds);
  }, { stopped: () => false, rest: () => undefined, pulse: () => undefined });
  const peakMegabytes = Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
  const measured: Measured = { seconds: steps.map((step) => step.seconds), tokens: steps.map((step) => step.tokens), peakMegabytes, wallSeconds: (performance.now() - started) / 1000, saidMegabytes: session.memoryMegabytes, checkpointSeconds };
  console.log(JSON.stringify(measured));
} finally {
  await rm(directory, { recursive: true, force: true });
}
