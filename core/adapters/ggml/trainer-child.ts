/** The training process: does one task on one model. A crash of native code ends this process and nothing else. */
import { setPriority } from 'node:os';
import { SproutError } from '../../contract/index.ts';
import { readAdapter } from './adapter-file.ts';
import { AdapterWeights } from './adapter-weights.ts';
import { BaseModel } from './base-model.ts';
import { checkSequences } from './check-job.ts';
import { Engine } from './engine.ts';
import { exportMerged, exportPeft, importAdapter } from './exchange.ts';
import { openLibggml, type Libggml } from './libggml.ts';
import type { TrainerMessage, TrainerOrder, TrainerTask } from './trainer-messages.ts';
import { planMeasuring } from './training-plan.ts';
import { meanLoss, TrainingSession, type Gate } from './training-session.ts';

const measuredTokens = 512;
let stopped = false;
let resume: (() => void) | undefined;
let resting: Promise<void> | undefined;
const gate: Gate = { stopped: () => stopped, rest: () => resting, pulse: () => { void send({ type: 'pulse' }); } };

// Whoever started this is gone: keep what was learnt, and end.
process.on('disconnect', stop);
process.on('message', (order: TrainerOrder) => {
  switch (order.type) {
    case 'start': void run(order); return;
    case 'pause': resting ??= new Promise((resolve) => { resume = resolve; }); return;
    case 'resume': goOn(); return;
    case 'stop': stop();
  }
});

function goOn(): void {
  resume?.();
  resume = undefined;
  resting = undefined;
}

function stop(): void {
  stopped = true;
  goOn();
}

async function run({ library, niceness, task }: Extract<TrainerOrder, { type: 'start' }>): Promise<void> {
  try {
    setPriority(niceness);
    await send(await perform(openLibggml(library), task));
    process.exit(0);
  } catch (error) {
    const known = error instanceof SproutError ? error : fullDisk(error);
    if (known) { await send({ type: 'failed', code: known.code, fields: known.fields }); process.exit(0); }
    process.stderr.write(`${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function perform(lib: Libggml, task: TrainerTask): Promise<TrainerMessage> {
  switch (task.type) {
    case 'loss': return { type: 'loss', loss: await measure(lib, task) };
    case 'export-peft': await exportPeft(lib, task.model, task.adapter, task.to, task.card); return { type: 'written' };
    case 'export-merged': await exportMerged(lib, task.model, task.adapter, task.to); return { type: 'written' };
    case 'import': await importAdapter(lib, task.model, task.adapter, task.to, task.expected); return { type: 'written' };
    case 'train': case 'estimate': return learn(lib, task);
  }
}

async function learn(lib: Libggml, task: Extract<TrainerTask, { type: 'train' | 'estimate' }>): Promise<TrainerMessage> {
  const session = await TrainingSession.open(lib, task.job, task.limits);
  if (task.type === 'train') {
    await session.train((event) => { void send({ type: 'event', event }); }, gate);
    return { type: 'stopped' };
  }
  const estimate = await session.estimate(gate);
  return estimate ? { type: 'estimated', estimate } : { type: 'stopped' };
}

async function measure(lib: Libggml, { model, adapter, sequences, threads }: Extract<TrainerTask, { type: 'loss' }>): Promise<number> {
  const base = await BaseModel.open(lib, model, { forTraining: false });
  checkSequences(sequences, base.architecture);
  const loaded = adapter === undefined ? undefined : await readAdapter(adapter, base.architecture, base.fingerprint);
  const engine = new Engine(lib, base, loaded && new AdapterWeights(lib, loaded.layout, loaded.values), threads);
  return meanLoss(engine, planMeasuring(sequences, measuredTokens));
}

function fullDisk(error: unknown): SproutError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' ? new SproutError('disk-full', { free: 0, needed: 64 }, { cause: error }) : undefined;
}

/** Resolves when it is on its way, so that the process may end. */
function send(message: TrainerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send) process.send(message, () => { resolve(); });
    else resolve();
  });
}
