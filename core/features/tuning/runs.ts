import { SproutError, newRunSchema, type BlindPair, type ExportFormat, type NewRun, type Recipe, type TrainingEstimate, type TrainingOptions, type TrainingRun } from '../../contract/index.ts';
import type { AdapterExchange } from '../../ports/adapter-exchange.ts';
import type { ExportFolders } from '../../ports/export-folder.ts';
import type { RecipeSource } from '../../ports/recipe-source.ts';
import type { Trainer } from '../../ports/trainer.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { tunedId, type Models } from '../models/index.ts';
import { ActiveRun, type RunParts } from './active-run.ts';
import { checkExamples, forbiddenIn } from './checks/check-examples.ts';
import { readPairs, shown, tally, writePairs } from './judging/blind.ts';
import { decide } from './judging/decide.ts';
import { encodeRun, writeRunData } from './run-data.ts';
import type { Leaving } from './sending/leaving.ts';
import { createSending, type Sending } from './sending/sending.ts';
import { hiddenOf } from './split.ts';

export interface Runs {
  readonly sending: Sending;
  list(): TrainingRun[];
  /** @throws SproutError run-not-found. */
  get(id: string): TrainingRun;
  /** Tries the training for about ten seconds; nothing is kept. @throws SproutError as `start`; AbortError. */
  estimate(wanted: NewRun, signal?: AbortSignal): Promise<TrainingEstimate>;
  /** Begins and returns at once. @throws SproutError dataset-not-found, model-not-found, run-name, run-busy, training-too-few. */
  start(wanted: NewRun): Promise<TrainingRun>;
  /** @throws SproutError run-state when it is not at work. */
  pause(id: string): Promise<TrainingRun>;
  resume(id: string): Promise<TrainingRun>;
  cancel(id: string): Promise<TrainingRun>;
  /** Stops it where needed; the base is chosen again where its result was in use. */
  delete(id: string): Promise<void>;
  /** Compares before and after once more. @throws SproutError adapter-missing, run-busy. */
  judge(id: string): Promise<TrainingRun>;
  /** Resolves when it is no longer at work. */
  settled(id: string): Promise<TrainingRun>;
  blindPairs(id: string): Promise<BlindPair[]>;
  chooseBlind(id: string, pair: string, choice: 'first' | 'second' | 'same'): Promise<TrainingRun>;
  /** @param out absolute path of the file, for PEFT of the folder; in the run's folder without. @returns what was written. @throws SproutError adapter-missing, disk-full. */
  export(id: string, format: ExportFormat, out: string | undefined, signal?: AbortSignal): Promise<string[]>;
  /** Takes in another's adapter, a PEFT folder or a GGUF file, as `<base>+<name>`. @returns that id. @throws SproutError run-name, model-not-found, file-not-found, adapter-damaged, adapter-mismatch. */
  importAdapter(wanted: { path: string; base: string; name: string }, signal?: AbortSignal): Promise<string>;
  /** What was at work when Sprout ended is paused; adapters are found again where the workspace is now, and those that are gone forgotten. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

export interface RunsOptions extends Omit<RunParts, 'trainer' | 'save' | 'models'> {
  readonly store: WorkspaceStore; readonly recipes: RecipeSource; readonly models: Pick<Models, 'chat' | 'encode' | 'base' | 'chosen' | 'choose' | 'ownPath' | 'repository'>;
  readonly trainer: Trainer;
  readonly exchange: AdapterExchange;
  readonly exportFolders: ExportFolders;
  readonly leaving: Leaving;
  readonly threads: number;
  readonly id: () => string;
}

const working = new Set<TrainingRun['state']>(['preparing', 'waiting', 'running', 'judging']);
/** A name is part of a model's id and of a file's name. */
const rightName = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,59}$/u;
/** Hidden examples that are asked for the verdict: long answers take a laptop a minute each. */
const asked = { long: 8, short: 40, shortTokens: 50 } as const;

export function createRuns(options: RunsOptions): Runs {
  const { store, recipes, models, folders, events, locale, now, exchange, trainer } = options;
  let active: ActiveRun | undefined;

  function get(id: string): TrainingRun {
    const run = active?.run.id === id ? active.run : store.tuning.run(id);
    if (!run) throw new SproutError('run-not-found', { id });
    return structuredClone(run);
  }

  /** What would be trained: the recipe's defaults with the owner's changes, and the approved examples with some hidden. */
  async function plan(wanted: NewRun): Promise<{ run: TrainingRun; recipe: Recipe; system: string; examples: ReturnType<WorkspaceStore['tuning']['examples']> }> {
    const parsed = newRunSchema.safeParse(wanted);
    if (!parsed.success) throw new SproutError('input-invalid', { reason: `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'not valid'}` });
    const { dataset: datasetId, base, name, options: changes, conditions, threads, questions, useCard } = parsed.data;
    const dataset = store.tuning.dataset(datasetId);
    if (!dataset) throw new SproutError('dataset-not-found', { id: datasetId });
    const recipe = await recipes.get(dataset.recipe);
    const { id: baseId } = await models.base(base);
    const all = store.tuning.examples(datasetId);
    const forbidden = forbiddenIn(checkExamples(all, recipe, locale()));
    const kept = all.filter(({ id, state }) => state === 'kept' && !forbidden.has(id));
    if (kept.length < recipe.least) throw new SproutError('training-too-few', { count: kept.length, least: recipe.least });
    const training: TrainingOptions = { ...recipe.training, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
    const hidden = hiddenOf(kept, training.seed);
    return {
      recipe, system: dataset.system, examples: kept.map((example) => ({ ...example, hidden: hidden.has(example.id) })),
      run: {
        id: options.id(), name, dataset: datasetId, recipe: recipe.id, base: baseId, state: 'preparing', options: training, conditions, threads: threads ?? options.threads, ...(useCard === undefined ? {} : { useCard }),
        questions: questions ?? (recipe.answerTokens <= asked.shortTokens ? asked.short : asked.long), createdAt: now().toISOString(), step: 0, steps: 0, epoch: 0, tokensPerSecond: 0, losses: [], heldLosses: [],
      },
    };
  }

  async function checkName(name: string): Promise<void> {
    const taken = store.tuning.runs().some((run) => run.name === name) || await folders.exists(models.ownPath(name));
    if (!rightName.test(name) || taken) throw new SproutError('run-name', { name });
  }

  function checkFree(): void {
    if (active) throw new SproutError('run-busy', { name: active.run.name });
  }

  function begin(run: TrainingRun, recipe: Recipe, only?: 'judge'): TrainingRun {
    checkFree();
    const { error: _, endedAt: __, ...rest } = run;
    const begun = new ActiveRun({ ...rest, state: only === 'judge' ? 'judging' : 'preparing' }, recipe, { ...options, trainer, save: (changed) => { store.tuning.saveRun(changed); } }, only);
    active = begun;
    store.tuning.saveRun(begun.run);
    void begun.finished.finally(() => {
      if (active === begun) active = undefined;
      events.emit({ type: 'tuning-changed' });
      // A finished training is a model that can be chosen.
      if (begun.run.adapter !== undefined) events.emit({ type: 'models-changed' });
    });
    return get(run.id);
  }

  async function stop(id: string, intent: 'pause' | 'cancel'): Promise<TrainingRun> {
    const run = get(id);
    if (active?.run.id !== id) throw new SproutError('run-state', { state: run.state });
    await active.stop(intent);
    return get(id);
  }

  function finishedAdapter(run: TrainingRun): string {
    if (run.adapter === undefined) throw new SproutError('adapter-missing', { name: run.name });
    return run.adapter;
  }

  const sending = createSending({
    store, folders, exchange, models, now, plan, checkName, checkFree, get, exportFolders: options.exportFolders, leaving: options.leaving, changed: () => { events.emit({ type: 'tuning-changed' }); },
    judge: async (run) => begin(run, await recipes.get(run.recipe), 'judge'),
  });

  return {
    get, sending,
    list: () => store.tuning.runs().map(({ id }) => get(id)),
    async estimate(wanted, signal) {
      checkFree();
      const { run, examples, system } = await plan(wanted);
      const base = await models.base(run.base);
      const { train, held, sequenceTokens } = await encodeRun({ system, examples }, base, models, run.options.sequenceTokens, signal);
      try {
        const estimate = await trainer.estimate({ model: base, directory: await folders.directory(run.id), train, held, config: { ...run.options, sequenceTokens, threads: run.threads }, ...(run.useCard === undefined ? {} : { useCard: run.useCard }) }, signal);
        // Asked after the trial: what is drawn then is what the training draws.
        const { onBattery, batteryMinutes } = await options.machine.now();
        return { ...estimate, tokens: run.options.epochs * train.reduce((sum, { tokens }) => sum + tokens.length, 0), examples: train.length, hidden: held.length, onBattery, batteryMinutes };
      } finally {
        await folders.remove(run.id);
      }
    },
    async start(wanted) {
      checkFree();
      await checkName(wanted.name);
      const { run, recipe, system, examples } = await plan(wanted);
      checkFree();
      try {
        await writeRunData(folders, run.id, { recipe: run.recipe, base: run.base, options: run.options, name: run.name }, { system, examples });
        store.tuning.saveExamples(run.dataset, examples);
        return begin(run, recipe);
      } catch (error) {
        await folders.remove(run.id);
        throw error;
      }
    },
    pause: (id) => stop(id, 'pause'),
    async resume(id) {
      const run = get(id);
      if ((run.state === 'done' && run.adapter !== undefined) || working.has(run.state)) throw new SproutError('run-state', { state: run.state });
      return begin(run, await recipes.get(run.recipe), run.adapter === undefined ? undefined : 'judge');
    },
    async cancel(id) {
      const run = get(id);
      if (active?.run.id === id) return stop(id, 'cancel');
      if (run.state !== 'paused' && run.state !== 'failed' && run.state !== 'sent') throw new SproutError('run-state', { state: run.state });
      store.tuning.saveRun({ ...run, state: 'cancelled' });
      events.emit({ type: 'tuning-changed' });
      return get(id);
    },
    async delete(id) {
      const run = get(id);
      if (active?.run.id === id) await active.stop('cancel');
      if (models.chosen('chat') === tunedId(run.base, run.name)) await models.choose('chat', run.base).catch(() => models.choose('chat', null));
      store.tuning.deleteRun(id);
      await folders.remove(id);
      events.emit({ type: 'tuning-changed' });
      events.emit({ type: 'models-changed' });
    },
    async judge(id) {
      const run = get(id);
      finishedAdapter(run);
      return begin(run, await recipes.get(run.recipe), 'judge');
    },
    async settled(id) {
      if (active?.run.id === id) await active.finished;
      return get(id);
    },
    async blindPairs(id) {
      get(id);
      return (await readPairs(folders, id)).map(shown);
    },
    async chooseBlind(id, pair, choice) {
      const run = get(id);
      if (working.has(run.state) || !run.verdict) throw new SproutError('run-state', { state: run.state });
      const pairs = await readPairs(folders, id);
      if (!pairs.some((each) => each.id === pair)) throw new SproutError('example-not-found', { id: pair });
      const chosen = pairs.map((each) => (each.id === pair ? { ...each, choice } : each));
      await writePairs(folders, id, chosen);
      const judged = tally(chosen);
      const verdict = { ...run.verdict, ...decide({ ...run.verdict, judged }), judged };
      await folders.write(id, 'verdict.json', JSON.stringify(verdict, null, 2));
      store.tuning.saveRun({ ...run, verdict });
      events.emit({ type: 'tuning-changed' });
      return get(id);
    },
    async export(id, format, out, signal) {
      const run = get(id);
      const adapter = finishedAdapter(run);
      const place = out ?? folders.place(id, `${run.name}-${format}${format === 'peft' ? '' : '.gguf'}`);
      const base = await models.base(run.base);
      if (format === 'gguf') await folders.copy(adapter, place);
      else if (format === 'merged') await exchange.exportMerged(base, adapter, place, signal);
      else await exchange.exportPeft(base, adapter, place, { name: run.name, base: run.base }, signal);
      return [place];
    },
    async importAdapter({ path, base, name }, signal) {
      await checkName(name);
      const model = await models.base(base);
      if (!await folders.exists(path)) throw new SproutError('file-not-found', { file: path });
      await exchange.import(model, path, models.ownPath(name), undefined, signal);
      events.emit({ type: 'models-changed' });
      return tunedId(model.id, name);
    },
    async recover() {
      for (const run of store.tuning.runs()) {
        const { adapter, ...rest } = run;
        const here = adapter === undefined ? undefined : folders.place(run.id, adapter);
        const found = here !== undefined && await folders.exists(here) ? { adapter: here } : {};
        const recovered: TrainingRun = { ...rest, ...found, state: working.has(run.state) ? 'paused' as const : run.state };
        if (recovered.adapter !== run.adapter || recovered.state !== run.state) store.tuning.saveRun(recovered);
      }
    },
    async close() {
      await active?.stop('pause');
    },
  };
}
