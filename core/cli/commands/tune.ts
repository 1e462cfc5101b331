import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { makeOrdinaryFolder } from '../../adapters/disk/index.ts';
import { exportFormats, sendForms, sendFormSchema, SproutError, type ExampleFinding, type ExportFormat, type NewRun, type TrainingConditions, type TrainingRun } from '../../contract/index.ts';
import type { Core } from '../../create-core.ts';
import { numberFlag, type Arguments } from '../arguments.ts';
import { createApi, followed, withApi, type Api } from '../api/index.ts';
import { print, progress, withCore } from '../with-core.ts';

/** What writes a folder where the caller says: no page of the app may ask that, and so its API has no word for it. */
const alone: ReadonlySet<string> = new Set(['export', 'send']);

/** `tune --recipe ID --base MODEL --data FILE|--from-documents --out NAME`, `tune list`, `tune show|pause|resume RUN`, `tune import PATH --base MODEL --out NAME`, `tune bring-back RUN PATH`; `tune export RUN --format F --out PATH` and `tune send … --form F --out DIR`. */
export function tune(given: Arguments): Promise<number> {
  const [action = ''] = given.rest;
  // Named whole where it is refused: the other actions are not.
  if (alone.has(action)) return withCore({ ...given, command: `tune ${action}` }, (core) => tuneWith(core, given));
  return withApi(given, (api) => tuneBy(api, given));
}

/** The same with a core that is open. */
export function tuneWith(core: Core, given: Arguments): Promise<number> {
  const [action, run] = given.rest;
  const api = createApi((request) => core.fetch(request), given.locale);
  if (action === 'export') return exported(core, given, run);
  if (action === 'send') return send(core, api, given);
  return tuneBy(api, given);
}

async function tuneBy(api: Api, given: Arguments): Promise<number> {
  const [action, run] = given.rest;
  if (action === undefined) return train(api, given);
  if (action === 'list') return list(api, given);
  if (action === 'show') return show(given, await found(api, run, 'show RUN'));
  if (action === 'pause') return pause(api, given, run);
  if (action === 'resume') return resume(api, given, run);
  if (action === 'import') return imported(api, given, run);
  if (action === 'bring-back') return bringBack(api, given);
  throw new SproutError('usage', { reason: `tune: there is no "${action}"; there are list, show, pause, resume, export, import, send and bring-back` });
}

const conditionNames: Readonly<Record<string, keyof TrainingConditions>> = { 'plugged-in': 'pluggedIn', idle: 'idle', night: 'atNight' };
const progressEveryMs = 2000;
const shownOfAKind = 3;

const trainUsage = 'tune --recipe ID --base MODEL --data FILE|--from-documents --out NAME';
const sendUsage = `tune send --recipe ID --base MODEL --data FILE|--from-documents --form ${sendForms.join('|')} --out DIR`;

async function train(api: Api, given: Arguments): Promise<number> {
  const name = needed(given, 'out', trainUsage);
  return untilDone(api, given, () => withExamples(api, given, name, trainUsage, (wanted) => api.regardless.call('startRun', { body: wanted })));
}

async function list(api: Api, given: Arguments): Promise<number> {
  const { runs } = await api.call('listRuns');
  print(given, { runs }, () => runs.map((run) => `${run.name}  ${line(run)}`).join('\n'));
  return 0;
}

async function pause(api: Api, given: Arguments, wanted: string | undefined): Promise<number> {
  const { id } = await found(api, wanted, 'pause RUN');
  await api.call('pauseRun', { params: { id } });
  return show(given, await api.call('settledRun', { params: { id } }));
}

/** What leaves is told first. Where a check finds personal data in it, `--accept` must say that it may. */
async function send(core: Core, api: Api, given: Arguments): Promise<number> {
  const out = resolve(needed(given, 'out', sendUsage));
  const form = sendFormSchema.safeParse(needed(given, 'form', sendUsage));
  if (!form.success) throw new SproutError('usage', { reason: sendUsage });
  const { sending } = core.features.tuning.runs;
  const repository = given.flags.get('repository');
  return withExamples(api, given, given.flags.get('name') ?? basename(out), sendUsage, async (planned) => {
    const wanted = { ...planned, form: form.data, ...(repository === undefined ? {} : { repository }) };
    const { personal, examples, hidden, leftOut } = await sending.preview(wanted);
    progress(given, given.locale === 'zh' ? `${examples} 条示例的全文离开本机；${hidden} 条留下用于评判，${leftOut} 条因不外发的文档留下` : `${examples} whole examples leave; ${hidden} stay to judge by, ${leftOut} because of private documents`);
    const { run, files } = await sending.send({ ...wanted, accepted: personal.examples === 0 || given.flags.has('accept') }, out);
    const result = { run: run.id, name: run.name, state: run.state, form: form.data, out, files, examples, hidden, leftOut, personal, verdict: null };
    print(given, result, () => [out, ...files.map((file) => `  ${file}`), `sprout tune bring-back ${run.name} PATH`].join('\n'));
    return 0;
  });
}

async function bringBack(api: Api, given: Arguments): Promise<number> {
  const [, run, path] = given.rest;
  const { id } = await found(api, run, 'bring-back RUN PATH');
  if (path === undefined) throw new SproutError('usage', { reason: 'tune bring-back RUN PATH' });
  return untilDone(api, given, () => api.call('bringBack', { params: { id }, body: { path: resolve(path) } }));
}

/** Makes a set of the given examples, in which what no check forbids is approved: on the command line there is nobody to ask. It goes again where `use` keeps no training. */
async function withExamples<Result>(api: Api, given: Arguments, name: string, usage: string, use: (wanted: NewRun) => Promise<Result>): Promise<Result> {
  const [recipe, base] = ['recipe', 'base'].map((flag) => needed(given, flag, usage));
  const data = given.flags.get('data');
  if (recipe === undefined || base === undefined || (data === undefined) === !given.flags.has('from-documents')) throw new SproutError('usage', { reason: usage });
  const wanted = optionsOf(given);
  const model = /\.gguf$/i.test(base) ? await linked(api, base) : base;
  if (!(await api.call('listModels')).models.some(({ id }) => id === model)) throw new SproutError('model-not-found', { id: model });
  const { id } = await api.call('createDataset', { body: { recipe, name, locale: given.locale, about: await aboutOf(given) } });
  const params = { id };
  try {
    const speaker = given.flags.get('speaker');
    const suggests = given.flags.get('model');
    const taken = data === undefined ? await api.call('examplesFromDocuments', { params, body: suggests === undefined ? {} : { model: suggests } }) : await api.call('importExamples', { params, body: { paths: [resolve(data)], ...(speaker === undefined ? {} : { speaker }) } });
    progress(given, given.locale === 'zh' ? `取得 ${taken.added} 条示例` : `${taken.added} examples`);
    tellFindings(given, (await api.call('checkExamples', { params, query: { base: model } })).findings);
    await api.call('settleExamples', { params, body: { state: 'kept', base: model } });
    return await use({ ...wanted, dataset: id, base: model, name });
  } catch (error) {
    if (!(await api.regardless.call('listRuns')).runs.some(({ dataset }) => dataset === id)) await api.regardless.call('deleteDataset', { params });
    throw error;
  }
}

async function resume(api: Api, given: Arguments, run: string | undefined): Promise<number> {
  const { id } = await found(api, run, 'resume RUN');
  return untilDone(api, given, () => api.regardless.call('resumeRun', { params: { id } }));
}

async function exported(core: Core, given: Arguments, run: string | undefined): Promise<number> {
  const { id } = await found(createApi((request) => core.fetch(request), given.locale), run, 'export RUN --format gguf|peft|merged --out PATH');
  const format = given.flags.get('format');
  if (!exportFormats.includes(format as ExportFormat)) throw new SproutError('usage', { reason: `tune export RUN --format ${exportFormats.join('|')} --out PATH` });
  const out = resolve(needed(given, 'out'));
  await makeOrdinaryFolder(dirname(out));
  const files = await core.features.tuning.runs.export(id, format as ExportFormat, out);
  print(given, { files }, () => files.join('\n'));
  return 0;
}

async function imported(api: Api, given: Arguments, path: string | undefined): Promise<number> {
  if (path === undefined) throw new SproutError('usage', { reason: 'tune import PATH --base MODEL --out NAME' });
  const { model } = await api.call('importAdapter', { body: { path: resolve(path), base: needed(given, 'base'), name: needed(given, 'out') } });
  print(given, { model }, () => model);
  return 0;
}

/** Begins a training and waits for it, with its progress on stderr, and prints what came of it. Ctrl-C pauses it. */
async function untilDone(api: Api, given: Arguments, begin: () => Promise<TrainingRun>): Promise<number> {
  let toldAt = 0;
  let told = '';
  const tell = (run: Parameters<typeof line>[0], loss?: number): void => {
    // Each state, its first loss, and then one now and then.
    const news = `${run.state} ${loss !== undefined}`;
    if (told.includes(news) && Date.now() - toldAt < progressEveryMs) return;
    told += `${news}\n`;
    toldAt = Date.now();
    progress(given, line(run, loss));
  };
  const run = await followed(api, {
    begin,
    wait: ({ id }) => api.call('settledRun', { params: { id } }),
    tell: (event, begun) => { if (event.type === 'run-progress' && event.run.id === begun?.id) tell(event.run, event.loss); },
    stop: async ({ id }) => { tell(await api.regardless.call('pauseRun', { params: { id } })); },
  });
  show(given, run);
  return run.state === 'done' ? 0 : 1;
}

function show(given: Arguments, run: TrainingRun): number {
  const { adapter, steps, tokensPerSecond, verdict, error } = run;
  const result = { run: run.id, name: run.name, state: run.state, adapter: adapter ?? null, steps, loss: run.losses.map(({ loss }) => loss), heldLoss: run.heldLosses, tokensPerSecond, verdict: verdict ?? null, ...(error ? { error } : {}) };
  print(given, result, () => [line(run), ...(verdict ? [verdict.sentence[given.locale]] : []), ...(adapter === undefined ? [] : [adapter])].join('\n'));
  if (error) process.stderr.write(`${error.message}\n`);
  return 0;
}

/** The first few of each kind; the app shows all. */
function tellFindings(given: Arguments, findings: readonly ExampleFinding[]): void {
  for (const [, same] of Map.groupBy(findings, ({ kind, severity }) => `${severity} ${kind}`)) {
    for (const { message, examples, severity } of same.slice(0, shownOfAKind)) progress(given, `${severity}: ${examples.length > 0 ? `[${examples.length}] ` : ''}${message}`);
    if (same.length > shownOfAKind) progress(given, `  … +${same.length - shownOfAKind}`);
  }
}

function line({ state, step, steps, epoch, tokensPerSecond, secondsLeft, waitingFor }: Omit<TrainingRun, 'losses' | 'heldLosses'>, loss?: number): string {
  const facts = [steps > 0 ? `${step}/${steps}` : '', loss === undefined ? '' : `epoch ${epoch + 1}`, loss === undefined ? '' : `loss ${loss.toFixed(3)}`, tokensPerSecond > 0 ? `${Math.round(tokensPerSecond)} tokens/s` : '', secondsLeft === undefined ? '' : `${secondsLeft} s`, waitingFor?.join(', ') ?? ''];
  return `${state} ${facts.filter((fact) => fact !== '').join(', ')}`.trim();
}

function optionsOf(given: Arguments): Omit<NewRun, 'dataset' | 'base' | 'name'> {
  const whole = (flag: string): number | undefined => (given.flags.has(flag) ? numberFlag(given, flag, 0) : undefined);
  const real = (flag: string): number | undefined => {
    const text = given.flags.get(flag);
    if (text === undefined) return undefined;
    if (!Number.isFinite(Number(text)) || text.trim() === '') throw new SproutError('usage', { reason: `--${flag} takes a number, not "${text}"` });
    return Number(text);
  };
  const conditions: Partial<TrainingConditions> = {};
  for (const word of given.flags.get('when')?.split(',') ?? []) {
    const name = conditionNames[word.trim()];
    if (name === undefined) throw new SproutError('usage', { reason: `--when takes ${Object.keys(conditionNames).join(', ')}` });
    conditions[name] = true;
  }
  const options = { epochs: whole('epochs'), rank: whole('rank'), alpha: real('alpha'), dropout: real('dropout'), learningRate: real('learning-rate'), sequenceTokens: whole('sequence-tokens'), accumulation: whole('accumulation'), seed: whole('seed') };
  const [threads, questions] = [whole('threads'), whole('questions')];
  return { options, conditions, ...(threads === undefined ? {} : { threads }), ...(questions === undefined ? {} : { questions }), ...(given.flags.has('no-card') ? { useCard: false } : {}) };
}

/** `--about FILE`: the answers to the recipe's questions, as a JSON object. */
async function aboutOf(given: Arguments): Promise<Record<string, string>> {
  const file = given.flags.get('about');
  if (file === undefined) return {};
  const text = await readFile(file, 'utf8').catch((cause: unknown) => { throw new SproutError('file-not-found', { file }, { cause }); });
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch (cause) {
    throw new SproutError('usage', { reason: `--about ${file}: a JSON object of texts is needed, like {"firm":"…"}` }, { cause });
  }
}

/** A model file anywhere on this machine is used where it is. */
async function linked(api: Api, path: string): Promise<string> {
  const { models: [model] } = await api.call('addModel', { body: { path: resolve(path) } });
  if (!model) throw new SproutError('model-not-found', { id: path });
  return model.id;
}

/** A training by its id or its name. */
async function found(api: Api, wanted: string | undefined, usage: string): Promise<TrainingRun> {
  if (wanted === undefined) throw new SproutError('usage', { reason: `tune ${usage}` });
  const { runs } = await api.call('listRuns');
  return runs.find(({ name }) => name === wanted) ?? api.call('readRun', { params: { id: wanted } });
}

function needed(given: Arguments, flag: string, usage = trainUsage): string {
  const value = given.flags.get(flag);
  if (value === undefined || value === '') throw new SproutError('usage', { reason: `--${flag} is missing: ${usage}` });
  return value;
}
