import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SproutError } from '../../core/contract/index.ts';
import type { ModelFile } from '../../core/ports/model-runtime.ts';
import type { Trainer, TrainingEvent, TrainingJob, TrainingSequence } from '../../core/ports/trainer.ts';
import { writeAdapter } from '../support/made-adapter.ts';

/**
 * Goes through the steps of a training without learning, keeps a checkpoint after each, and writes an adapter of the right form for the
 * base. Records its calls. `gate` holds it before each step; `failAt` makes it crash there.
 */
export class FakeTrainer implements Trainer {
  readonly jobs: TrainingJob[] = [];
  readonly estimates: TrainingJob[] = [];
  readonly losses: { adapter: string | undefined; sequences: number }[] = [];
  gate: (step: number) => Promise<void> = () => Promise.resolve();
  failAt = Infinity;
  snapshotAt = Infinity;
  steps = 6;
  /** Size of the change that the adapter makes; 0 is none. */
  size = 0;
  /** Loss with an adapter, where 2 is the loss without. */
  lossAfter = 1;

  async* train(job: TrainingJob, signal?: AbortSignal): AsyncGenerator<TrainingEvent> {
    this.jobs.push(job);
    const checkpoint = join(job.directory, 'fake-checkpoint');
    const from = existsSync(checkpoint) ? Number(readFileSync(checkpoint, 'utf8')) : 0;
    yield { type: 'prepared', steps: this.steps, from, memoryMegabytes: 10 };
    for (let step = from + 1; step <= this.steps; step += 1) {
      await Promise.race([this.gate(step), aborted(signal)]);
      signal?.throwIfAborted();
      if (step === this.failAt) throw new SproutError('training-crashed');
      yield { type: 'step', step, epoch: 0, loss: 2 - step / this.steps, gradientNorm: 1, learningRate: job.config.learningRate, tokens: 100, seconds: 0.5 };
      writeFileSync(checkpoint, String(step));
      if (step === this.snapshotAt) {
        const soFar = join(job.directory, `so-far-${step}.gguf`);
        await writeAdapter(job.model.path, soFar, { size: this.size });
        yield { type: 'snapshot', step, adapter: soFar };
      }
      yield { type: 'checkpoint', step, seconds: 0 };
    }
    yield { type: 'held-loss', step: this.steps, loss: this.lossAfter };
    const adapter = join(job.directory, 'adapter.gguf');
    await writeAdapter(job.model.path, adapter, { size: this.size });
    yield { type: 'end', steps: this.steps, adapter };
  }

  async estimate(job: TrainingJob): Promise<{ seconds: number; memoryMegabytes: number; tokensPerSecond: number }> {
    this.estimates.push(job);
    return Promise.resolve({ seconds: 60, memoryMegabytes: 100, tokensPerSecond: 50 });
  }

  async loss(_model: ModelFile, adapter: string | undefined, sequences: readonly TrainingSequence[]): Promise<number> {
    this.losses.push({ adapter, sequences: sequences.length });
    return Promise.resolve(adapter === undefined ? 2 : this.lossAfter);
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => { if (signal?.aborted === true) resolve(); else signal?.addEventListener('abort', () => { resolve(); }, { once: true }); });
}
