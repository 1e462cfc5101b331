import { SproutError, type Locale, type Recipe, type RunState, type TrainingRun, type Verdict } from '../../contract/index.ts';
import type { MachineState } from '../../ports/machine-state.ts';
import type { RunFolders } from '../../ports/run-folders.ts';
import type { Trainer, TrainingEvent, TrainingJob } from '../../ports/trainer.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import type { Models } from '../models/index.ts';
import { unmet } from './conditions.ts';
import { shuffled, tally, writePairs } from './judging/blind.ts';
import { decide } from './judging/decide.ts';
import { judge, type JudgeParts } from './judging/judge.ts';
import { encodeRun, readRunData, type RunData } from './run-data.ts';
import { SampleAnswers } from './sample-answers.ts';

export interface RunParts {
  readonly trainer: Trainer; readonly models: Pick<Models, 'chat' | 'encode' | 'base'>; readonly folders: RunFolders; readonly machine: MachineState; readonly events: EventHub;
  readonly locale: () => Locale; readonly onBug: (error: unknown) => void; readonly now: () => Date; readonly random: () => number;
  readonly save: (run: TrainingRun) => void;
  /** How often the conditions are looked at, in ms. */
  readonly conditionsEveryMs: number;
  /** How a question is answered from the documents; undefined where the workspace has none. */
  readonly documentAnswers: () => JudgeParts['fromDocuments'];
}

/** Held-out examples whose loss is told while training; all are asked at the end. */
const heldWhileTraining = 64;
/** How often the model is asked what it would answer by now. */
const snapshots = 3;
/** A commit for each step would cost more than the step. */
const saveEveryMs = 2000;
const states: Readonly<Record<'pause' | 'cancel', RunState>> = { pause: 'paused', cancel: 'cancelled' };

/** One training at work: reads the examples, waits for its conditions, trains, judges. Its record is kept up to date throughout. */
export class ActiveRun {
  readonly finished: Promise<void>;
  readonly #parts: RunParts;
  readonly #recipe: Recipe;
  readonly #stop = new AbortController();
  #run: TrainingRun;
  #intent: 'pause' | 'cancel' = 'pause';
  #savedAt = 0;
  /** Seconds a step, smoothed. */
  #pace: number | undefined;

  /** @param only `judge` compares a finished adapter once more. */
  constructor(run: TrainingRun, recipe: Recipe, parts: RunParts, only?: 'judge') {
    this.#run = run;
    this.#recipe = recipe;
    this.#parts = parts;
    this.finished = this.#work(only);
  }

  get run(): TrainingRun { return this.#run; }

  /** Stops after a checkpoint and waits until that is done. */
  async stop(intent: 'pause' | 'cancel'): Promise<void> {
    this.#intent = intent;
    this.#stop.abort();
    await this.finished;
  }

  async #work(only: 'judge' | undefined): Promise<void> {
    const { signal } = this.#stop;
    try {
      const { models, folders } = this.#parts;
      const data = await readRunData(folders, this.#run.id);
      const base = await models.base(this.#run.base);
      const { train, held, sequenceTokens } = await encodeRun(data, base, models, this.#run.options.sequenceTokens, signal);
      if (only === undefined) {
        const job: TrainingJob = { model: base, directory: await folders.directory(this.#run.id), train, held: held.slice(0, heldWhileTraining), config: { ...this.#run.options, sequenceTokens, threads: this.#run.threads }, snapshots, ...(this.#run.useCard === undefined ? {} : { useCard: this.#run.useCard }) };
        await this.#train(job, data);
      }
      this.#change({ state: 'judging' });
      const { evidence, pairs } = await judge({ ...this.#parts, fromDocuments: this.#parts.documentAnswers() }, {
        base, name: this.#run.name, adapter: this.#run.adapter ?? '', data, held, measure: this.#recipe.measure, answerTokens: this.#recipe.answerTokens, questions: this.#run.questions,
      }, signal);
      const stored = shuffled(pairs, this.#parts.random);
      await writePairs(folders, this.#run.id, stored);
      const judged = tally(stored);
      const verdict: Verdict = { ...decide({ ...evidence, judged }), ...evidence, judged, judgedAt: this.#parts.now().toISOString() };
      await folders.write(this.#run.id, 'verdict.json', JSON.stringify(verdict, null, 2));
      this.#change({ state: 'done', verdict, endedAt: this.#parts.now().toISOString() });
    } catch (error) {
      this.#end(error);
    }
  }

  /** Trains whenever the conditions hold, until the end. @throws AbortError when it was stopped; SproutError of the trainer. */
  async #train(job: TrainingJob, data: RunData): Promise<void> {
    const { machine, trainer, now, conditionsEveryMs } = this.#parts;
    while (this.#run.adapter === undefined) {
      await this.#waitFor();
      const samples = this.#sampleAnswers(data);
      const shift = new AbortController();
      const stopped = (): void => { shift.abort(); };
      this.#stop.signal.addEventListener('abort', stopped, { once: true });
      if (this.#stop.signal.aborted) shift.abort();
      const guard = setInterval(() => { void unmet(this.#run.conditions, machine).then((waits) => { if (waits.length > 0) shift.abort(); }); }, conditionsEveryMs);
      this.#change({ state: 'running', startedAt: this.#run.startedAt ?? now().toISOString() });
      try {
        for await (const event of trainer.train(job, shift.signal)) this.#take(event, samples);
      } catch (error) {
        if (!isAbort(error) || this.#stop.signal.aborted) throw error;
      } finally {
        clearInterval(guard);
        this.#stop.signal.removeEventListener('abort', stopped);
        await samples.end();
      }
      this.#stop.signal.throwIfAborted();
      if (this.#run.adapter === undefined && !shift.signal.aborted) throw new SproutError('training-crashed');
    }
  }

  async #waitFor(): Promise<void> {
    for (;;) {
      const waitingFor = await unmet(this.#run.conditions, this.#parts.machine);
      if (waitingFor.length === 0) break;
      this.#change({ state: 'waiting', waitingFor });
      await pause(this.#parts.conditionsEveryMs, this.#stop.signal);
    }
    const { waitingFor: _, ...run } = this.#run;
    this.#run = run;
  }

  /** The trainer keeps the log. */
  #take(event: TrainingEvent, samples: SampleAnswers): void {
    const { events } = this.#parts;
    switch (event.type) {
      case 'prepared':
        // After a resume from a checkpoint, what came later was not kept and is done again.
        this.#change({ steps: event.steps, step: event.from, memoryMegabytes: event.memoryMegabytes, ...(event.device === undefined ? {} : { device: event.device }), losses: this.#run.losses.filter(({ step }) => step <= event.from), heldLosses: this.#run.heldLosses.filter(({ step }) => step <= event.from) });
        return;
      case 'step': {
        this.#pace = this.#pace === undefined ? event.seconds : this.#pace + 0.1 * (event.seconds - this.#pace);
        const speed = event.tokens / Math.max(1e-6, event.seconds);
        this.#run.losses.push({ step: event.step, loss: event.loss });
        this.#run = {
          ...this.#run, step: event.step, epoch: event.epoch, tokensPerSecond: this.#run.tokensPerSecond === 0 ? speed : this.#run.tokensPerSecond + 0.1 * (speed - this.#run.tokensPerSecond),
          secondsLeft: Math.round((this.#run.steps - event.step) * this.#pace),
        };
        events.emit({ type: 'run-progress', run: withoutCurves(this.#run), loss: event.loss });
        if (Date.now() - this.#savedAt > saveEveryMs) this.#save();
        return;
      }
      case 'held-loss':
        this.#run.heldLosses.push({ step: event.step, loss: event.loss });
        events.emit({ type: 'run-progress', run: withoutCurves(this.#run), heldLoss: event.loss });
        return;
      case 'snapshot': samples.take(event.step, event.adapter); return;
      case 'end': this.#change({ adapter: event.adapter, step: event.steps, steps: event.steps, secondsLeft: 0 }); return;
      case 'checkpoint': case 'checkpoint-damaged': case 'paused': case 'resumed': this.#save();
    }
  }

  #sampleAnswers(data: RunData): SampleAnswers {
    const { models, folders, locale, onBug } = this.#parts;
    return new SampleAnswers({
      data, answerTokens: this.#recipe.answerTokens, chat: () => models.chat(this.#run.base),
      discard: (adapter) => folders.removeFile(this.#run.id, adapter),
      onSample: (sample) => { this.#change({ samples: [...(this.#run.samples ?? []).filter(({ step }) => step <= sample.step), sample] }); },
      onProblem: (error) => {
        if (!(error instanceof SproutError)) onBug(error);
        this.#change({ sampleProblem: (error instanceof SproutError ? error : new SproutError('internal', {}, { cause: error })).toKept(locale()) });
      },
    });
  }

  #end(error: unknown): void {
    // Ctrl-C reaches the engine's process too: that it is gone is then no failure.
    const gone = error instanceof SproutError && error.code === 'training-crashed';
    if ((isAbort(error) || gone) && this.#stop.signal.aborted) { this.#change({ state: states[this.#intent] }); return; }
    if (!(error instanceof SproutError)) this.#parts.onBug(error);
    const problem = error instanceof SproutError ? error : new SproutError('internal', {}, { cause: error });
    this.#change({ state: 'failed', error: problem.toKept(this.#parts.locale()), endedAt: this.#parts.now().toISOString() });
  }

  #change(change: Partial<TrainingRun>): void {
    this.#run = { ...this.#run, ...change };
    this.#save();
    this.#parts.events.emit({ type: 'run-progress', run: withoutCurves(this.#run) });
  }

  #save(): void {
    this.#savedAt = Date.now();
    this.#parts.save(this.#run);
  }
}

function withoutCurves({ losses: _, heldLosses: __, ...run }: TrainingRun): Omit<TrainingRun, 'losses' | 'heldLosses'> {
  return run;
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => { clearTimeout(timer); reject(new DOMException('Stopped.', 'AbortError')); };
    const timer = setTimeout(() => { signal.removeEventListener('abort', abort); resolve(); }, milliseconds);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
