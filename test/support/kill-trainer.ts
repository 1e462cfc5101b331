import { fork } from 'node:child_process';
import { join } from 'node:path';
import { findNativeLibrary } from '../../core/adapters/llama/native-library.ts';
import type { TrainingEvent, TrainingJob } from '../../core/ports/trainer.ts';

/**
 * Runs the training process itself, which keeps a checkpoint after every pass, and ends it with SIGKILL `delay` milliseconds after it told of a step for which `when` holds.
 * Rejects when it ends by itself before that.
 */
export function killTrainer(job: TrainingJob, when: (event: Extract<TrainingEvent, { type: 'step' }>) => boolean, delay = 0): Promise<void> {
  const child = fork(join(import.meta.dirname, '../../core/adapters/ggml/trainer-child.ts'), [], { execArgv: ['--disable-warning=ExperimentalWarning'], serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('exit', (_, signal) => { if (signal === 'SIGKILL') resolve(); else reject(new Error('It ended by itself.')); });
    child.on('message', ({ event }: { event?: TrainingEvent }) => { if (event?.type === 'step' && when(event)) setTimeout(() => child.kill('SIGKILL'), delay); });
    child.send({ type: 'start', library: findNativeLibrary(), niceness: 0, task: { type: 'train', job, limits: { checkpointSeconds: 0 } } });
  });
}
