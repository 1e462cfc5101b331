import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { expect, it } from 'vitest';
import { createGgmlTrainer } from '../../core/adapters/ggml/index.ts';
import { findNativeLibrary } from '../../core/adapters/llama/native-library.ts';
import type { TrainingEvent, TrainingJob } from '../../core/ports/trainer.ts';
import { killTrainer } from '../support/kill-trainer.ts';
import { madeTiny } from '../support/made-tiny.ts';
import { newFolder } from '../support/new-folder.ts';
import { modelFileOf, sequenceOf, smallConfig } from '../support/training.ts';

const rounds = env['SPROUT_FAULTS'] === 'full' ? 100 : 5;
const stepsPerRound = 3;

it(`a run killed ${rounds} times at other moments has the losses of one that was left alone`, { timeout: 60_000 + rounds * 10_000 }, async () => {
  const train = Array.from({ length: 30 }, (_, at) => sequenceOf(20 + (at * 7) % 25, 8, at));
  const config = { ...smallConfig, dropout: 0.1, accumulation: 2, epochs: Math.ceil(rounds * stepsPerRound / 8) + 2 };
  const job: TrainingJob = { model: modelFileOf(await madeTiny(newFolder(), { architecture: 'qwen3', headNorms: true }), 128), directory: newFolder(), train, held: train.slice(0, 3), config };
  const whole = { ...job, directory: newFolder() };
  const alone = await run(whole);
  for (let round = 0; round < rounds; round += 1) {
    let seen = 0;
    // The kill falls into a pass, a checkpoint's files, its rename or the log.
    await killTrainer(job, () => { seen += 1; return seen === stepsPerRound; }, (round * 7) % 40);
  }
  await run(job);
  expect(lossesOf(job)).toEqual(lossesOf(whole));
  expect(lossesOf(whole).length).toBeGreaterThan(rounds * 2);
  expect(readFileSync(join(job.directory, 'adapter.gguf')).equals(readFileSync(alone))).toBe(true);
});

/** @returns the adapter's path. */
async function run(job: TrainingJob): Promise<string> {
  let adapter = '';
  for await (const event of createGgmlTrainer({ library: findNativeLibrary, niceness: 0 }).train(job)) if (event.type === 'end') ({ adapter } = event);
  return adapter;
}

function lossesOf({ directory }: TrainingJob): unknown[] {
  return readFileSync(join(directory, 'log.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as TrainingEvent)
    .flatMap((event) => (event.type === 'step' ? [[event.step, event.loss, event.gradientNorm]] : event.type === 'held-loss' ? [[event.step, event.loss]] : []));
}
