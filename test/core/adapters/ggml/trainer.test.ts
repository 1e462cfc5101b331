import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { pid, platform } from 'node:process';
import { describe, expect, it } from 'vitest';
import { readAdapter } from '../../../../core/adapters/ggml/adapter-file.ts';
import { AdapterWeights } from '../../../../core/adapters/ggml/adapter-weights.ts';
import { Engine } from '../../../../core/adapters/ggml/engine.ts';
import { createGgmlTrainer, type GgmlTrainerOptions } from '../../../../core/adapters/ggml/index.ts';
import { makePack } from '../../../../core/adapters/ggml/pack.ts';
import { findNativeLibrary } from '../../../../core/adapters/llama/native-library.ts';
import type { Trainer, TrainingEvent, TrainingJob, TrainingPause } from '../../../../core/ports/trainer.ts';
import { killTrainer } from '../../../support/kill-trainer.ts';
import { llamaLogits } from '../../../support/llama-logits.ts';
import { madeTiny } from '../../../support/made-tiny.ts';
import { newFolder } from '../../../support/new-folder.ts';
import { differenceOf, modelFileOf, openEngine, sequenceOf, smallConfig } from '../../../support/training.ts';

type StepEvent = Extract<TrainingEvent, { type: 'step' }>;

const trainerWith = (options: Partial<GgmlTrainerOptions> = {}): Trainer => createGgmlTrainer({ library: findNativeLibrary, threads: 1, niceness: 0, trialSeconds: 1, ...options });
const rows = (count: number, from = 0): TrainingJob['train'] => Array.from({ length: count }, (_, at) => sequenceOf(20 + (at * 7) % 25, 8, from + at));

async function newJob(more: Partial<Omit<TrainingJob, 'config'>> & { config?: Partial<TrainingJob['config']> } = {}): Promise<TrainingJob> {
  const path = await madeTiny(newFolder(), { architecture: 'llama' });
  return { model: modelFileOf(path, 128), directory: newFolder(), train: rows(24), held: rows(4, 100), ...more, config: { ...smallConfig, dropout: 0.1, accumulation: 2, ...more.config } };
}

async function collect(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const all: TrainingEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** What is learnt, without how long it took. */
const lossesOf = (events: readonly TrainingEvent[]): unknown[] => events.flatMap((event) => (event.type === 'step' ? [[event.step, event.epoch, event.loss, event.gradientNorm, event.learningRate, event.tokens]] : event.type === 'held-loss' ? [[event.step, event.loss]] : []));
const logOf = (directory: string): TrainingEvent[] => readFileSync(join(directory, 'log.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as TrainingEvent);

describe('a run', () => {
  it('learns what it is shown, tells its steps and losses, and keeps them in the run\'s folder', async () => {
    const job = await newJob({ config: { epochs: 6, learningRate: 0.02 } });
    const events = await collect(trainerWith().train(job));
    const [prepared] = events;
    expect(prepared).toMatchObject({ type: 'prepared', from: 0 });
    const steps = events.filter((event): event is StepEvent => event.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: prepared?.type === 'prepared' ? prepared.steps : 0 }, (_, at) => at + 1));
    expect(steps.at(-1)?.epoch).toBe(5);
    expect(steps.at(-1)?.loss).toBeLessThan((steps[0]?.loss ?? 0) * 0.8);
    expect(events.at(-1)).toEqual({ type: 'end', steps: steps.length, adapter: join(job.directory, 'adapter.gguf') });
    expect(logOf(job.directory)).toEqual(JSON.parse(JSON.stringify(events)));
  });

  it('measures unseen rows before, in between and after, as `loss` does', async () => {
    const job = await newJob();
    const trainer = trainerWith();
    const events = await collect(trainer.train(job));
    const held = events.filter((event) => event.type === 'held-loss');
    expect(held.length).toBeGreaterThan(2);
    expect(held[0]).toMatchObject({ step: 0 });
    expect(await trainer.loss(job.model, undefined, job.held)).toBeCloseTo(held[0]?.loss ?? 0, 6);
    expect(await trainer.loss(job.model, join(job.directory, 'adapter.gguf'), job.held)).toBeCloseTo(held.at(-1)?.loss ?? 0, 6);
  });

  it('writes the adapter as it is so far, where it is asked to, and clears what nobody took', async () => {
    const job = { ...await newJob({ config: { epochs: 4 } }), snapshots: 3 };
    writeFileSync(join(job.directory, 'so-far-1.gguf'), 'left by a run that was killed');
    const events = await collect(trainerWith().train(job));
    const taken = events.flatMap((event) => (event.type === 'snapshot' ? [event] : []));
    expect(taken).toHaveLength(3);
    expect(readdirSync(job.directory).filter((name) => name.startsWith('so-far-')).sort()).toEqual(taken.map(({ adapter }) => basename(adapter)).sort());
    const losses = await Promise.all(taken.map(({ adapter }) => trainerWith().loss(job.model, adapter, job.train)));
    const before = await trainerWith().loss(job.model, undefined, job.train);
    expect(losses[0]).toBeLessThan(before);
    expect(losses[2]).toBeLessThan(losses[0] ?? 0);
  });

  it('writes an adapter with which llama.cpp gives the trainer\'s own logits', async () => {
    const job = await newJob({ config: { epochs: 3, learningRate: 0.02 } });
    await collect(trainerWith().train(job));
    const path = join(job.directory, 'adapter.gguf');
    const { lib, base } = await openEngine(job.model.path);
    const adapter = await readAdapter(path, base.architecture, base.fingerprint);
    const engine = new Engine(lib, base, new AdapterWeights(lib, adapter.layout, adapter.values), 1);
    const pack = makePack([sequenceOf(60, 60, 50)]);
    const own = engine.logits(pack);
    engine.close();
    expect(differenceOf(own, llamaLogits(job.model.path, pack.tokens, path))).toBeLessThan(1e-3);
    expect(differenceOf(own, llamaLogits(job.model.path, pack.tokens))).toBeGreaterThan(1e-2);
  });

  it('can be started again when it is over, and gives the same end', async () => {
    const job = await newJob();
    const before = await collect(trainerWith().train(job));
    const adapter = readFileSync(join(job.directory, 'adapter.gguf'));
    rmSync(join(job.directory, 'adapter.gguf'));
    const again = await collect(trainerWith().train(job));
    expect(again.at(-1)).toEqual(before.at(-1));
    expect(again.filter(({ type }) => type === 'step')).toEqual([]);
    expect(readFileSync(join(job.directory, 'adapter.gguf')).equals(adapter)).toBe(true);
  });
});

describe('an estimate', () => {
  it('tells time, memory and speed by the same passes, and keeps nothing', async () => {
    const job = await newJob({ config: { epochs: 2 } });
    const estimate = await trainerWith().estimate(job);
    expect(estimate.seconds).toBeGreaterThan(0);
    expect(estimate.tokensPerSecond).toBeGreaterThan(0);
    const events = await collect(trainerWith().train(job));
    expect(events[0]).toMatchObject({ type: 'prepared', from: 0, memoryMegabytes: estimate.memoryMegabytes });
  });

  it('of longer work asks for more time', async () => {
    const short = await newJob({ config: { epochs: 20 } });
    const [once, often] = [await trainerWith().estimate(short), await trainerWith().estimate({ ...short, config: { ...short.config, epochs: 2000 } })];
    expect(often.seconds).toBeGreaterThan(once.seconds * 5);
  });

  it('names what is wrong as a run does', async () => {
    await expect(trainerWith().estimate(await newJob({ train: [] }))).rejects.toMatchObject({ code: 'training-empty' });
  });
});

describe('a run that was interrupted', () => {
  /** Stops by an abort after `step`. */
  async function runUntil(trainer: Trainer, job: TrainingJob, step: number): Promise<void> {
    const stop = new AbortController();
    await expect((async () => { for await (const event of trainer.train(job, stop.signal)) if (event.type === 'step' && event.step === step) stop.abort(); })()).rejects.toMatchObject({ name: 'AbortError' });
  }

  /** As a call that never comes back would. */
  function stopChild(): void {
    for (const child of execFileSync('pgrep', ['-P', String(pid), '-f', 'trainer-child'], { encoding: 'utf8' }).trim().split('\n')) process.kill(Number(child), 'SIGSTOP');
  }

  it('goes on after an abort with the same losses to the last digit, also from the middle of a step', async () => {
    const whole = await newJob({ config: { epochs: 3, accumulation: 3 } });
    const expected = lossesOf(await collect(trainerWith().train(whole)));
    const job = { ...whole, directory: newFolder() };
    await runUntil(trainerWith(), job, 2);
    await runUntil(trainerWith({ checkpointSeconds: 0 }), job, 4);
    const rest = await collect(trainerWith().train(job));
    expect(rest[0]).toMatchObject({ type: 'prepared' });
    expect(rest[0]?.type === 'prepared' ? rest[0].from : 0).toBeGreaterThanOrEqual(4);
    expect(lossesOf(logOf(job.directory))).toEqual(expected);
  });

  it.skipIf(platform === 'win32')('that hangs is ended when it is told to stop, and goes on another time with the same losses', async () => {
    const whole = await newJob({ config: { epochs: 4 } });
    const expected = lossesOf(await collect(trainerWith().train(whole)));
    const job = { ...whole, directory: newFolder() };
    const stop = new AbortController();
    const stuck = (async () => {
      for await (const event of trainerWith({ stopSeconds: 1 }).train(job, stop.signal)) {
        if (event.type !== 'step' || event.step !== 3) continue;
        stopChild();
        stop.abort();
      }
    })();
    await expect(stuck).rejects.toMatchObject({ name: 'AbortError' });
    await collect(trainerWith().train(job));
    expect(lossesOf(logOf(job.directory))).toEqual(expected);
  });

  it.skipIf(platform === 'win32')('that hangs by itself is noticed and ended', async () => {
    const job = await newJob({ config: { epochs: 4 } });
    const stuck = (async () => {
      for await (const event of trainerWith({ silentSeconds: 1 }).train(job)) if (event.type === 'step' && event.step === 3) stopChild();
    })();
    await expect(stuck).rejects.toMatchObject({ code: 'training-crashed' });
    expect((await collect(trainerWith().train(job))).at(-1)).toMatchObject({ type: 'end' });
  });

  it('goes on after kill -9 with the same losses to the last digit', async () => {
    const whole = await newJob({ config: { epochs: 4 } });
    const expected = lossesOf(await collect(trainerWith().train(whole)));
    const job = { ...whole, directory: newFolder() };
    for (const last of [3, 7]) await killTrainer(job, ({ step }) => step === last);
    expect(existsSync(join(job.directory, 'adapter.gguf'))).toBe(false);
    const rest = await collect(trainerWith().train(job));
    expect(rest[0]?.type === 'prepared' ? rest[0].from : 0).toBeGreaterThanOrEqual(6);
    expect(lossesOf(logOf(job.directory))).toEqual(expected);
    expect(readFileSync(join(job.directory, 'adapter.gguf')).equals(readFileSync(join(whole.directory, 'adapter.gguf')))).toBe(true);
  });

  it('notices a damaged checkpoint, uses the one before, and keeps two', async () => {
    const whole = await newJob({ config: { epochs: 3 } });
    const expected = lossesOf(await collect(trainerWith().train(whole)));
    const job = { ...whole, directory: newFolder() };
    await runUntil(trainerWith({ checkpointSeconds: 0 }), job, 5);
    const folder = join(job.directory, 'checkpoints');
    const names = readdirSync(folder).sort();
    expect(names).toHaveLength(2);
    const newest = names.at(-1) ?? '';
    const bytes = readFileSync(join(folder, newest, 'state.bin'));
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    writeFileSync(join(folder, newest, 'state.bin'), bytes);
    const rest = await collect(trainerWith().train(job));
    expect(rest.find(({ type }) => type === 'checkpoint-damaged')).toEqual({ type: 'checkpoint-damaged', name: newest });
    expect(lossesOf(logOf(job.directory))).toEqual(expected);
  });

  it.each(['state.json', 'state.bin', 'complete'])('does not trust a checkpoint without its %s', async (file) => {
    const job = await newJob({ config: { epochs: 2 } });
    await runUntil(trainerWith({ checkpointSeconds: 0 }), job, 3);
    const folder = join(job.directory, 'checkpoints');
    const newest = readdirSync(folder).sort().at(-1) ?? '';
    rmSync(join(folder, newest, file));
    const rest = await collect(trainerWith().train(job));
    expect(rest.some((event) => event.type === 'checkpoint-damaged' && event.name === newest)).toBe(true);
    expect(rest.at(-1)).toMatchObject({ type: 'end' });
  });

  it('refuses to go on with other examples or settings, and does not mind another number of threads', async () => {
    const job = await newJob({ config: { epochs: 2 } });
    await runUntil(trainerWith(), job, 1);
    await expect(collect(trainerWith().train({ ...job, train: rows(24, 1) }))).rejects.toMatchObject({ code: 'training-changed' });
    await expect(collect(trainerWith().train({ ...job, config: { ...job.config, learningRate: 0.1 } }))).rejects.toMatchObject({ code: 'training-changed' });
    expect((await collect(trainerWith().train({ ...job, config: { ...job.config, threads: 2 } }))).at(-1)).toMatchObject({ type: 'end' });
  });

  it('rests while it is told to, with its work kept, and goes on', async () => {
    const job = await newJob({ config: { epochs: 2 } });
    let listener: () => void = () => undefined;
    const state = { paused: true };
    const pause: TrainingPause = { get paused() { return state.paused; }, onChange: (listen) => { listener = listen; return () => undefined; } };
    const seen: string[] = [];
    for await (const event of trainerWith().train(job, undefined, pause)) {
      seen.push(event.type);
      if (event.type === 'paused') { state.paused = false; listener(); }
    }
    expect(seen.slice(0, 5)).toEqual(['prepared', 'held-loss', 'checkpoint', 'paused', 'resumed']);
    expect(seen.at(-1)).toBe('end');
  });
});

describe('what is wrong is named before anything starts', () => {
  const refused = async (job: TrainingJob, options: Partial<GgmlTrainerOptions> = {}): Promise<unknown> => {
    const outcome = await collect(trainerWith(options).train(job)).then(() => undefined, (error: unknown) => error);
    expect(existsSync(join(job.directory, 'log.jsonl'))).toBe(false);
    return outcome;
  };

  it('a model of another kind', async () => {
    const path = await madeTiny(newFolder(), { architecture: 'phi2' });
    expect(await refused(await newJob({ model: modelFileOf(path, 128) }))).toMatchObject({ code: 'model-untrainable', fields: { file: 'phi2-0-1.gguf', kind: 'phi2' } });
  });

  it('examples without an answer, none at all, too long ones, tokens of another model', async () => {
    expect(await refused(await newJob({ train: [] }))).toMatchObject({ code: 'training-empty' });
    expect(await refused(await newJob({ train: [sequenceOf(20, 0, 1)] }))).toMatchObject({ code: 'training-empty' });
    expect(await refused(await newJob({ train: [...rows(2), sequenceOf(129, 5, 1)] }))).toMatchObject({ code: 'training-too-long', fields: { example: 3, tokens: 129, limit: 128 } });
    expect(await refused(await newJob({ train: [sequenceOf(20, 5, 1, 400)] }))).toMatchObject({ code: 'training-token-unknown', fields: { example: 1 } });
  });

  it('too little memory or disk', async () => {
    expect(await refused(await newJob(), { memoryBytes: 1024 })).toMatchObject({ code: 'memory-short' });
    expect(await refused(await newJob(), { diskBytes: 1024 })).toMatchObject({ code: 'disk-full' });
  });

  it('an adapter for another model, and a file that is none', async () => {
    const job = await newJob();
    await collect(trainerWith().train(job));
    const adapter = join(job.directory, 'adapter.gguf');
    const trainer = trainerWith();
    const other = modelFileOf(await madeTiny(newFolder(), { architecture: 'llama', seed: 2 }), 128);
    await expect(trainer.loss(other, adapter, job.held)).rejects.toMatchObject({ code: 'adapter-mismatch' });
    const kind = modelFileOf(await madeTiny(newFolder(), { architecture: 'qwen2', bias: true }), 128);
    await expect(trainer.loss(kind, adapter, job.held)).rejects.toMatchObject({ code: 'adapter-mismatch', fields: { reason: 'llama, not qwen2' } });
    await expect(trainer.loss(job.model, job.model.path, job.held)).rejects.toMatchObject({ code: 'adapter-damaged' });
    cpSync(join(job.directory, 'log.jsonl'), join(job.directory, 'no.gguf'));
    await expect(trainer.loss(job.model, join(job.directory, 'no.gguf'), job.held)).rejects.toMatchObject({ code: 'adapter-damaged' });
  });
});
