import { availableParallelism } from 'node:os';
import { SproutError } from '../../contract/index.ts';
import type { Trainer } from '../../ports/trainer.ts';
import type { GgmlLibrary } from './libggml.ts';
import type { TrainerMessage } from './trainer-messages.ts';
import { runTask, type TaskPlace } from './trainer-process.ts';
import type { SessionLimits } from './training-session.ts';

export interface GgmlTrainerOptions extends Partial<SessionLimits> {
  /** Where ggml's shared libraries are. @throws SproutError native-missing */
  readonly library: () => GgmlLibrary;
  /** For `loss`; default all that the machine has. */
  readonly threads?: number;
  readonly niceness?: TaskPlace['niceness'];
  readonly stopSeconds?: TaskPlace['stopSeconds'];
  readonly silentSeconds?: TaskPlace['silentSeconds'];
}

const checkpointSeconds = 45;

/** Training by ggml on the processor, each task in a process of its own. */
export function createGgmlTrainer({ library, threads = availableParallelism(), niceness, stopSeconds, silentSeconds, ...given }: GgmlTrainerOptions): Trainer {
  const limits: SessionLimits = { checkpointSeconds, ...given };
  const place = (): TaskPlace => ({ library: library(), niceness, stopSeconds, silentSeconds });
  return {
    async *train(job, signal, pause) {
      let card: string | undefined;
      try {
        for await (const message of runTask(place(), { type: 'train', job, limits }, signal, pause)) {
          if (message.type !== 'event') continue;
          if (message.event.type === 'prepared') card = message.event.device;
          yield message.event;
        }
      } catch (error) {
        throw card !== undefined && error instanceof SproutError && error.code === 'training-crashed' ? new SproutError('training-card-failed', { card }, { cause: error }) : error;
      }
    },
    async estimate(job, signal) {
      const answer = await lastMessage(runTask(place(), { type: 'estimate', job, limits }, signal));
      if (answer?.type !== 'estimated') throw new SproutError('training-crashed');
      return answer.estimate;
    },
    async loss(model, adapter, sequences, signal) {
      const answer = await lastMessage(runTask(place(), { type: 'loss', model: model.path, adapter, sequences, threads }, signal));
      if (answer?.type !== 'loss') throw new SproutError('training-crashed');
      return answer.loss;
    },
  };
}

async function lastMessage(messages: AsyncIterable<TrainerMessage>): Promise<TrainerMessage | undefined> {
  let last: TrainerMessage | undefined;
  for await (const message of messages) last = message;
  return last;
}
