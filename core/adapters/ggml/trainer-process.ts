import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SproutError } from '../../contract/index.ts';
import type { TrainingPause } from '../../ports/trainer.ts';
import type { GgmlLibrary } from './libggml.ts';
import { SilenceWatch } from './silence-watch.ts';
import type { TrainerMessage, TrainerOrder, TrainerTask } from './trainer-messages.ts';

const passedOn = ['PATH', 'HOME', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES', 'GGML_VK_VISIBLE_DEVICES', 'ELECTRON_RUN_AS_NODE'];

/** Where and how a task runs. */
export interface TaskPlace {
  readonly library: GgmlLibrary;
  /** os.setPriority's value; default 10, below everything that a person waits for. */
  readonly niceness?: number | undefined;
  /** A process that was told to stop and is still there after so long hangs; default 180, longer than a pass and a checkpoint take. */
  readonly stopSeconds?: number | undefined;
  /** A training that says nothing for so long, and for many times its longest pass, hangs and is ended; default 600. */
  readonly silentSeconds?: number | undefined;
}

const usualNiceness = 10;
const usualStopSeconds = 180;
const usualSilentSeconds = 600;

/**
 * Runs one task in a process of its own and gives what it says. Aborting, or leaving the iterator, orders it to stop and waits until it has kept what it learnt;
 * one that does not end in time is ended, and goes on from its last checkpoint another time.
 * @throws SproutError what the process said, or training-crashed; AbortError.
 */
export async function* runTask({ library, niceness = usualNiceness, stopSeconds = usualStopSeconds, silentSeconds = usualSilentSeconds }: TaskPlace, task: TrainerTask, signal: AbortSignal | undefined, pause?: TrainingPause): AsyncGenerator<TrainerMessage> {
  signal?.throwIfAborted();
  const child = fork(fileURLToPath(new URL('./trainer-child.ts', import.meta.url)), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: Object.fromEntries(passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced', windowsHide: true,
  });
  const waiting: TrainerMessage[] = [];
  let alive = true;
  let wake: (() => void) | undefined;
  const gone = new Promise<void>((resolve) => {
    const lost = (): void => { alive = false; wake?.(); resolve(); };
    child.once('exit', lost);
    child.once('error', lost);
  });
  const watch = task.type === 'train' ? new SilenceWatch({ leastMs: silentSeconds * 1000, onSilent: () => { child.kill('SIGKILL'); } }) : undefined;
  child.on('message', (message: TrainerMessage) => {
    if (message.type === 'event' && message.event.type === 'paused') watch?.rest();
    else watch?.heard();
    if (message.type === 'pulse') return;
    waiting.push(message);
    wake?.();
  });
  const order = (given: TrainerOrder): void => { tell(child, given); };
  let patience: NodeJS.Timeout | undefined;
  const stop = (): void => {
    order({ type: 'stop' });
    patience ??= setTimeout(() => { child.kill('SIGKILL'); }, stopSeconds * 1000);
  };
  const setPause = (): void => { order({ type: pause?.paused === true ? 'pause' : 'resume' }); };
  const unsubscribe = pause?.onChange(setPause);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (pause?.paused === true) setPause();
    order({ type: 'start', library, niceness, task });
    watch?.begin();
    let over = false;
    while (!over) {
      const message = waiting.shift();
      if (message === undefined) {
        if (!alive) { signal?.throwIfAborted(); throw new SproutError('training-crashed'); }
        await new Promise<void>((resolve) => { wake = resolve; });
        continue;
      }
      if (message.type === 'failed') throw new SproutError(message.code, message.fields);
      over = message.type !== 'event';
      yield message;
    }
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener('abort', stop);
    unsubscribe?.();
    if (alive) stop();
    await gone;
    watch?.rest();
    clearTimeout(patience);
  }
}

function tell(child: ChildProcess, order: TrainerOrder): void {
  // A process that is gone is told by its exit.
  if (child.connected) child.send(order, () => undefined);
}
