import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { makeOrdinaryFolder } from '../../adapters/disk/index.ts';
import { exportFormats, sendForms, sendFormSchema, SproutError, type ExampleFinding, type ExportFormat, type NewRun, type TrainingConditions, type TrainingRun } from '../../contract/index.ts';
import type { Core } from '../../create-core.ts';
import { numberFlag, type Arguments } from '../arguments.ts';
import { print, progress, withCore } from '../with-core.ts';

/** `tune --recipe ID --base MODEL --data FILE|--from-documents --out NAME`, `tune resume RUN`, `tune export RUN --format F --out PATH`, `tune import PATH --base MODEL --out NAME`, `tune send … --form F --out DIR`, `tune bring-back RUN PATH`. */
export function tune(given: Arguments): Promise<number> {
  return withCore(given, (core) => tuneWith(core, given));
}

/** The same with a core that is open. */
export async function tuneWith(core: Core, given: Arguments): Promise<number> {
  const [action, run] = given.rest;
  if (action === undefined) return train(core, given);
  if (action === 'resume') return resume(core, given, run);
  if (action === 'export') return exported(core, given, run);
  if (action === 'import') return imported(core, given, run);
  if (action === 'send') return send(core, given);
  if (action === 'bring-back') return bringBack(core, given);
  throw new SproutError('usage', { reason: `tune: there is no "${action}"; there are resume, export, import, send and bring-back` });
}

const conditionNames: Readonly<Record<string, keyof TrainingConditions>> = { 'plugged-in': 'pluggedIn', idle: 'idle', night: 'atNight' };
const progressEveryMs = 2000;
const shownOfAKind = 3;

const trainUsage = 'tune --recipe ID --base MODEL --data FILE|--from-documents --out NAME';
const sendUsage = `tune send --recipe ID --base MODEL --data FILE|--from-documents --form ${sendForms.join('|')} --out DIR`;

async function train(core: Core, given: Arguments): Promise<number> {
  const name = needed(given, 'out', trainUsage);
  const { tuning: { runs } } = core.features;
  const run = await withExamples(core, given, name, trainUsage, async (wanted) => (await runs.start(wanted)).id);
  return followed(core, given, run);
}

/** What leaves is told first. Where a check finds personal data in it, `--accept` must say that it may. */
async function send(core: Core, given: Arguments): Promise<number> {
  const out = resolve(needed(given, 'out', sendUsage));
  const form = sendFormSchema.safeParse(needed(given, 'form', sendUsage));
  if (!form.success) throw new SproutError('usage', { reason: sendUsage });
  const { sending } = core.features.tuning.runs;
  const repository = given.flags.get('repository');
  return withExamples(core, given, given.flags.get('name') ?? basename(out), sendUsage, async (planned) => {
    const wanted = { ...planned, form: form.data, ...(repository === undefined ? {} : { repository }) };
    const { personal, examples, hidden, leftOut } = await sending.preview(wanted);
    progress(given, given.locale === 'zh' ? `${examples} 条示例的全文离开本机；${hidden} 条留下用于评判，${leftOut} 条因不外发的文档留下` : `${examples} whole examples leave; ${hidden} stay to judge by, ${leftOut} because of private documents`);
    const { run, files } = await sending.send({ ...wanted, accepted: personal.examples === 0 || given.flags.has('accept') }, out);
    const result = { run: run.id, name: run.name, state: run.state, form: form.data, out, files, examples, hidden, leftOut, personal, verdict: null };
    print(given, result, () => [out, ...files.map((file) => `  ${file}`), `sprout tune bring-back ${run.name} PATH`].join('\n'));
    return 0;
  });
}

async function bringBack(core: Core, given: Arguments): Promise<number> {
  const [, run, path] = given.rest;
  const { id } = found(core, run, 'bring-back RUN PATH');
  if (path === undefined) throw new SproutError('usage', { reason: 'tune bring-back RUN PATH' });
  await core.features.tuning.runs.sending.bringBack(id, resolve(path));
  return followed(core, given, id);
}

/** Makes a set of the given examples, in which what no check forbids is approved: on the command line there is nobody to ask. It goes again where `use` keeps no training. */
async function withExamples<Result>(core: Core, given: Arguments, name: string, usage: string, use: (wanted: NewRun) => Promise<Result>): Promise<Result> {
  const [recipe, base] = ['recipe', 'base'].map((flag) => needed(given, flag, usage));
  const data = given.flags.get('data');
  if (recipe === undefined || base === undefined || (data === undefined) === !given.flags.has('from-documents')) throw new SproutError('usage', { reason: usage });
  const wanted = optionsOf(given);
  const { tuning: { datasets, runs }, models } = core.features;
  const model = await models.base(/\.gguf$/i.test(base) ? await linked(core, base) : base);
  const { id } = await datasets.create({ recipe, name, locale: given.locale, about: await aboutOf(given) });
  try {
    const speaker = given.flags.get('speaker');
    const suggests = given.flags.get('model');
    const taken = data === undefined ? await datasets.fromDocuments(id, suggests === undefined ? {} : { model: suggests }) : await datasets.importPaths(id, [data], speaker);
    progress(given, given.locale === 'zh' ? `取得 ${taken.added} 条示例` : `${taken.added} examples`);
    tellFindings(given, await datasets.check(id, { base: model.id, locale: given.locale }));
    await datasets.settle(id, 'kept', model.id);
    return await use({ ...wanted, dataset: id, base: model.id, name });
  } catch (error) {
    if (!runs.list().some(({ dataset }) => dataset === id)) datasets.delete(id);
    throw error;
  }
}

async function resume(core: Core, given: Arguments, run: string | undefined): Promise<number> {
  const { id } = found(core, run, 'resume RUN');
  await core.features.tuning.runs.resume(id);
  return followed(core, given, id);
}

async function exported(core: Core, given: Arguments, run: string | undefined): Promise<number> {
  const { id } = found(core, run, 'export RUN --format gguf|peft|merged --out PATH');
  const format = given.flags.get('format');
  if (!exportFormats.includes(format as ExportFormat)) throw new SproutError('usage', { reason: `tune export RUN --format ${exportFormats.join('|')} --out PATH` });
  const out = resolve(needed(given, 'out'));
  await makeOrdinaryFolder(dirname(out));
  const files = await core.features.tuning.runs.export(id, format as ExportFormat, out);
  print(given, { files }, () => files.join('\n'));
  return 0;
}

async function imported(core: Core, given: Arguments, path: string | undefined): Promise<number> {
  if (path === undefined) throw new SproutError('usage', { reason: 'tune import PATH --base MODEL --out NAME' });
  const model = await core.features.tuning.runs.importAdapter({ path: resolve(path), base: needed(given, 'base'), name: needed(given, 'out') });
  print(given, { model }, () => model);
  return 0;
}

/** Waits for a training, with its progress on stderr, and prints what came of it. */
async function followed(core: Core, given: Arguments, id: string): Promise<number> {
  const { tuning: { runs }, events } = core.features;
  let toldAt = 0;
  let told = '';
  const stop = events.listen((event) => {
    if (event.type !== 'run-progress' || event.run.id !== id) return;
    // Each state, its first loss, and then one now and then.
    const news = `${event.run.state} ${event.loss !== undefined}`;
    if (told.includes(news) && Date.now() - toldAt < progressEveryMs) return;
    told += `${news}\n`;
    toldAt = Date.now();
    progress(given, line(event.run, event.loss));
  });
  const run = await runs.settled(id);
  stop();
  const { adapter, steps, tokensPerSecond, verdict, error } = run;
  const result = { run: run.id, name: run.name, state: run.state, adapter: adapter ?? null, steps, loss: run.losses.map(({ loss }) => loss), heldLoss: run.heldLosses, tokensPerSecond, verdict: verdict ?? null, ...(error ? { error } : {}) };
  print(given, result, () => [line(run), ...(verdict ? [verdict.sentence[given.locale]] : []), ...(adapter === undefined ? [] : [adapter])].join('\n'));
  if (error) process.stderr.write(`${error.message}\n`);
  return run.state === 'done' ? 0 : 1;
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
async function linked(core: Core, path: string): Promise<string> {
  const [model] = await core.features.models.add(path);
  if (!model) throw new SproutError('model-not-found', { id: path });
  return model.id;
}

/** A training by its id or its name. */
function found(core: Core, wanted: string | undefined, usage: string): TrainingRun {
  if (wanted === undefined) throw new SproutError('usage', { reason: `tune ${usage}` });
  const { runs } = core.features.tuning;
  return runs.list().find(({ name }) => name === wanted) ?? runs.get(wanted);
}

function needed(given: Arguments, flag: string, usage = trainUsage): string {
  const value = given.flags.get(flag);
  if (value === undefined || value === '') throw new SproutError('usage', { reason: `--${flag} is missing: ${usage}` });
  return value;
}
