import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { SproutError } from '../../contract/index.ts';
import type { TrainingEstimate, TrainingEvent, TrainingJob } from '../../ports/trainer.ts';
import { writeAdapter } from './adapter-file.ts';
import { AdapterWeights } from './adapter-weights.ts';
import { adamwStep, learningRateAt, newAdamState, normOf, type AdamState } from './adamw.ts';
import { BaseModel, readModelHeader, transposedBytesOf } from './base-model.ts';
import { bestCard } from './card.ts';
import { checkSequences, nameJob } from './check-job.ts';
import { clearUnfinished, readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint-files.ts';
import { Engine } from './engine.ts';
import { lossScale } from './head.ts';
import type { Keep } from './layer.ts';
import type { Device, Libggml } from './libggml.ts';
import { initialLora, layOutLora, type LoraLayout } from './lora-layout.ts';
import type { Pack } from './pack.ts';
import { RunLog } from './run-log.ts';
import { planMeasuring, planTraining, workOf, type TrainingPlan } from './training-plan.ts';

/** What stands between two packs: the place where a run rests or ends. */
export interface Gate { stopped(): boolean; /** Resolves when work may go on; nothing to wait for is `undefined`. */ rest(): Promise<void> | undefined; /** Called after each pack: the process is alive. */ pulse(): void }

export interface SessionLimits {
  /** Work that may be lost, in seconds; a checkpoint is due when so much is not yet kept. */
  readonly checkpointSeconds: number;
  /** Bytes that a run may take; default what the machine has free. */
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
  /** How long an estimate tries. */
  readonly trialSeconds?: number;
}

const megabyte = 2 ** 20;
/** Kept free for the owner's other programs. */
const memoryMargin = 256 * megabyte;
const diskMargin = 64 * megabyte;
const float = 4;
/** Snapshots: those that nobody took are cleared when the run goes on. */
const soFar = 'so-far-';
/** Checkpoints on the disk at once at most: two kept, one being written; and four lists of floats each. */
const checkpointLists = 3 * 4;
/** Weights, their gradients, the sum of gradients, AdamW's two. */
const listsInMemory = 5;
/** Weights and their gradients. */
const listsOnCard = 2;
/** Of a card's free memory: drivers and windows want some, too. */
const cardShare = 0.9;
/** How often unseen rows are measured in a run. */
const measurings = 10;
const trialSecondsByDefault = 8;
/** More is not taken for the sake of speed alone (some 5 %): the owner goes on working on this machine. */
const modestBytes = 1024 * megabyte;
/** Beside weights and working memory: Node itself and the libraries. */
const processBytes = 120 * megabyte;
/** macOS calls memory free only when nothing at all is in it, not even a cache of files. */
const availableBytes = (): number => (platform === 'darwin' ? Math.max(freemem(), totalmem() / 2) : freemem());

/** A job made ready on a model: every number of a run is decided here, by `train` and `estimate` alike. */
export class TrainingSession {
  readonly #job: TrainingJob;
  readonly #base: BaseModel;
  readonly #layout: LoraLayout;
  readonly #adapter: AdapterWeights;
  readonly #engine: Engine;
  readonly #plan: TrainingPlan;
  readonly #held: readonly Pack[];
  readonly #optimizer: AdamState;
  readonly #sum: Float32Array;
  readonly #limits: SessionLimits;
  readonly memoryMegabytes: number;
  readonly #prepareSeconds: number;

  /** @throws SproutError as `Trainer.train`. */
  static async open(lib: Libggml, job: TrainingJob, limits: SessionLimits): Promise<TrainingSession> {
    const started = performance.now();
    const { gguf, architecture } = await readModelHeader(job.model.path);
    checkSequences(job.train, architecture);
    if (job.held.length > 0) checkSequences(job.held, architecture);
    await mkdir(job.directory, { recursive: true });
    const layout = layOutLora(architecture, job.config.targets, job.config.rank, job.config.alpha);
    const disk = await statfs(job.directory);
    const needed = layout.length * float * checkpointLists + diskMargin;
    const free = limits.diskBytes ?? disk.bavail * disk.bsize;
    if (free < needed) throw new SproutError('disk-full', { free: Math.floor(free / megabyte), needed: Math.ceil(needed / megabyte) });
    const card = job.useCard === false ? undefined : bestCard(lib, platform === 'darwin');
    const onCard = job.model.bytes + transposedBytesOf(gguf) + layout.length * float * listsOnCard;
    const learned = layout.length * float * listsInMemory + processBytes;
    const room = limits.memoryBytes ?? availableBytes() - memoryMargin;
    // What is certain is asked for before any of it is taken; the constructor knows the rest.
    if (card && onCard < card.freeBytes * cardShare && room >= learned) {
      try {
        return await TrainingSession.#openOn(card, lib, job, layout, limits, card.freeBytes * cardShare, started);
      } catch (error) {
        // What the card is too small for, the processor does; whoever waits is told where it works.
        if (!(error instanceof SproutError) || error.code !== 'memory-short') throw error;
      }
    }
    const certain = job.model.bytes + transposedBytesOf(gguf) + learned;
    if (room < certain) throw new SproutError('memory-short', { needed: Math.ceil(certain / megabyte), free: Math.floor(room / megabyte) });
    return TrainingSession.#openOn(undefined, lib, job, layout, limits, room, started);
  }

  static async #openOn(device: Device | undefined, lib: Libggml, job: TrainingJob, layout: LoraLayout, limits: SessionLimits, room: number, started: number): Promise<TrainingSession> {
    const base = await BaseModel.open(lib, job.model.path, { forTraining: true, device });
    try {
      return new TrainingSession(lib, job, base, layout, limits, room, started);
    } catch (error) {
      base.close();
      throw error;
    }
  }

  private constructor(lib: Libggml, job: TrainingJob, base: BaseModel, layout: LoraLayout, limits: SessionLimits, room: number, started: number) {
    this.#job = job;
    this.#base = base;
    this.#layout = layout;
    this.#limits = limits;
    this.#plan = planTraining(job);
    this.#held = planMeasuring(job.held, job.config.sequenceTokens);
    this.#adapter = new AdapterWeights(lib, layout, initialLora(layout, job.config.seed), base.device);
    this.#engine = new Engine(lib, base, this.#adapter, job.config.threads);
    this.#optimizer = newAdamState(layout.length);
    this.#sum = new Float32Array(layout.length);
    const fixed = base.device ? base.copiedBytes + layout.length * float * listsOnCard : job.model.bytes + base.copiedBytes + layout.length * float * listsInMemory + processBytes;
    const largest = this.#largestPack();
    const fits = ([['dear', base.device ? room : Math.min(room, modestBytes)], ['less', room], ['input', room]] satisfies [Keep, number][]).map(([keep, most]) => ({ keep, most, bytes: fixed + this.#engine.needed(largest, keep) })).find(({ bytes, most }) => bytes <= most);
    if (!fits) {
      const bytes = fixed + this.#engine.needed(largest, 'input');
      this.close();
      throw new SproutError('memory-short', { needed: Math.ceil(bytes / megabyte), free: Math.floor(room / megabyte) });
    }
    this.#engine.keep = fits.keep;
    this.memoryMegabytes = Math.ceil(fits.bytes / megabyte);
    this.#prepareSeconds = (performance.now() - started) / 1000;
  }

  close(): void {
    this.#engine.close();
    this.#adapter.close();
    this.#base.close();
  }

  /** Learns to the end, or until the gate stops it: then it has kept a checkpoint, and gives false. */
  async train(tell: (event: TrainingEvent) => void, gate: Gate): Promise<boolean> {
    const { directory, config } = this.#job;
    const log = new RunLog(join(directory, 'log.jsonl'));
    const checkpoints = join(directory, 'checkpoints');
    const say = async (event: TrainingEvent): Promise<void> => { await log.append(event); tell(event); };
    await clearUnfinished(checkpoints);
    for (const name of await readdir(directory)) if (name.startsWith(soFar)) await rm(join(directory, name));
    const job = nameJob(this.#job, this.#base.fingerprint);
    const { checkpoint, damaged } = await readCheckpoint(checkpoints);
    if (checkpoint && checkpoint.job !== job) throw new SproutError('training-changed');
    let { step, part, lossSum, seconds } = checkpoint ? this.#goOnFrom(checkpoint) : { step: 0, part: 0, lossSum: 0, seconds: 0 };
    await log.cutAfter(checkpoint ? step : -1);
    await say({ type: 'prepared', steps: this.#plan.steps, from: step, memoryMegabytes: this.memoryMegabytes, ...(this.#base.device ? { device: this.#base.device.description } : {}) });
    for (const name of damaged) await say({ type: 'checkpoint-damaged', name });
    if (!checkpoint) await this.#measureHeld(0, say, gate);

    let keptAt = performance.now();
    const keep = async (): Promise<void> => {
      const started = performance.now();
      // A checkpoint counts on the log: what came before it is not done again.
      await log.sync();
      await writeCheckpoint(checkpoints, { job, step, part, lossSum, seconds, arrays: { values: this.#adapter.values, first: this.#optimizer.first, second: this.#optimizer.second, gradients: this.#sum } });
      await say({ type: 'checkpoint', step, seconds: (performance.now() - started) / 1000 });
      keptAt = performance.now();
    };
    while (step < this.#plan.steps) {
      const { epoch, packs, scored, tokens } = this.#plan.step(step + 1);
      while (part < packs.length) {
        await orders();
        const rest = gate.rest();
        if (rest && !gate.stopped()) {
          await keep();
          await say({ type: 'paused', step });
          await rest;
          await say({ type: 'resumed', step });
        }
        if (gate.stopped()) { await keep(); return false; }
        const started = performance.now();
        lossSum += this.#engine.learn((packs[part] as () => Pack)(), { share: config.dropout, seed: config.seed, step, part });
        addTo(this.#sum, this.#adapter.gradients);
        part += 1;
        gate.pulse();
        seconds += (performance.now() - started) / 1000;
        if (part < packs.length && performance.now() - keptAt > this.#limits.checkpointSeconds * 1000) await keep();
      }
      const started = performance.now();
      const { norm, rate } = this.#update(step + 1, scored);
      step += 1;
      part = 0;
      await say({ type: 'step', step, epoch, loss: lossSum / scored, gradientNorm: norm, learningRate: rate, tokens, seconds: seconds + (performance.now() - started) / 1000 });
      lossSum = 0;
      seconds = 0;
      if (step === this.#plan.steps || step % Math.ceil(this.#plan.steps / measurings) === 0) await this.#measureHeld(step, say, gate);
      if (this.#snapshotAt(step)) await say({ type: 'snapshot', step, adapter: await this.#write(`${soFar}${step}.gguf`) });
      if (step < this.#plan.steps && performance.now() - keptAt > this.#limits.checkpointSeconds * 1000) await keep();
    }
    await keep();
    await say({ type: 'end', steps: step, adapter: await this.#write('adapter.gguf') });
    return true;
  }

  /** Learns for some seconds and tells from that what the whole takes. */
  async estimate(gate: Gate): Promise<TrainingEstimate | undefined> {
    const { architecture } = this.#base;
    const { trialSeconds = trialSecondsByDefault } = this.#limits;
    let total = 0;
    let tokens = 0;
    for (let step = 1; step <= this.#plan.steps; step += 1) {
      const planned = this.#plan.step(step);
      tokens += planned.tokens;
      for (const pack of planned.packs) total += workOf(pack(), architecture);
    }
    let done = 0;
    let spent = 0;
    let updates = 0;
    let step = 0;
    // The first pack also takes the working memory: it warms up and is not counted.
    this.#engine.learn((this.#plan.step(1).packs[0] as () => Pack)());
    while (spent < trialSeconds && step < this.#plan.steps) {
      step += 1;
      const { packs, scored } = this.#plan.step(step);
      for (const pack of packs) {
        const made = pack();
        const started = performance.now();
        this.#engine.learn(made, { share: this.#job.config.dropout, seed: this.#job.config.seed, step, part: 0 });
        addTo(this.#sum, this.#adapter.gradients);
        spent += (performance.now() - started) / 1000;
        done += workOf(made, architecture);
        await orders();
        if (gate.stopped()) return undefined;
        if (spent >= trialSeconds) break;
      }
      const started = performance.now();
      this.#update(step, scored);
      updates += (performance.now() - started) / 1000;
    }
    const learning = spent / done * total + updates / step * this.#plan.steps;
    let measuring = 0;
    const [sample] = this.#held;
    if (sample) {
      const started = performance.now();
      this.#engine.loss(sample);
      const rate = (performance.now() - started) / 1000 / workOf(sample, architecture);
      measuring = rate * this.#held.reduce((sum, pack) => sum + workOf(pack, architecture), 0) * (1 + Math.min(measurings, this.#plan.steps));
    }
    return { seconds: this.#prepareSeconds + learning + measuring, memoryMegabytes: this.memoryMegabytes, tokensPerSecond: tokens / learning, device: this.#base.device?.description };
  }

  #snapshotAt(step: number): boolean {
    const { snapshots = 0 } = this.#job;
    return snapshots > 0 && step < this.#plan.steps && step % Math.ceil(this.#plan.steps / (snapshots + 1)) === 0;
  }

  /** @returns the path of the adapter that it wrote. */
  async #write(name: string): Promise<string> {
    const path = join(this.#job.directory, name);
    await writeAdapter(path, { layout: this.#layout, values: this.#adapter.values, alpha: this.#job.config.alpha }, this.#base.architecture.name, this.#base.fingerprint);
    return path;
  }

  #goOnFrom({ step, part, lossSum, seconds, arrays }: Checkpoint): { step: number; part: number; lossSum: number; seconds: number } {
    this.#adapter.values.set(arrays.values);
    this.#optimizer.first.set(arrays.first);
    this.#optimizer.second.set(arrays.second);
    this.#sum.set(arrays.gradients);
    return { step, part, lossSum, seconds };
  }

  /** One step of the optimizer on the gradients that were added up. A step whose gradient is no number is left out, as every scaled training does: it would spoil all weights. */
  #update(step: number, scored: number): { norm: number; rate: number } {
    const { config } = this.#job;
    const mean = 1 / (lossScale * scored);
    const norm = normOf(this.#sum) * mean;
    const rate = learningRateAt(step, this.#plan.steps, config);
    const factor = config.clip > 0 && norm > config.clip ? mean * config.clip / norm : mean;
    if (Number.isFinite(norm)) adamwStep(this.#adapter.values, this.#sum, this.#optimizer, factor, rate, config.weightDecay, step);
    this.#sum.fill(0);
    return { norm, rate };
  }

  async #measureHeld(step: number, say: (event: TrainingEvent) => Promise<void>, gate: Gate): Promise<void> {
    if (this.#held.length === 0) return;
    await say({ type: 'held-loss', step, loss: await meanLoss(this.#engine, this.#held, () => { gate.pulse(); }) });
  }

  #largestPack(): Pack {
    let largest: Pack | undefined;
    let most = 0;
    for (let step = 1; step <= this.#plan.steps; step += 1) {
      for (const make of this.#plan.step(step).packs) {
        const pack = make();
        const size = pack.tokens.length + pack.rows.length / 8;
        if (size > most) { most = size; largest = pack; }
      }
    }
    if (!largest) throw new SproutError('training-empty');
    return largest;
  }
}

/** Lets the process hear what it is told: a pass blocks it. */
const orders = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** Mean loss of all scored tokens, in nats. */
export async function meanLoss(engine: Engine, packs: readonly Pack[], onPack: () => void = () => undefined): Promise<number> {
  let sum = 0;
  let scored = 0;
  for (const pack of packs) {
    sum += engine.loss(pack);
    scored += pack.rows.length;
    onPack();
    await orders();
  }
  return sum / scored;
}

function addTo(sum: Float32Array, values: Float32Array): void {
  for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] as number) + (values[at] as number);
}
