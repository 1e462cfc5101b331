import { zipSync } from 'fflate';
import { SproutError, newSendingSchema, sendingPreviewSchema, type Example, type NewRun, type NewSending, type Recipe, type SendForm, type SendingPreview, type Sent, type TrainingRun } from '../../../contract/index.ts';
import type { AdapterExchange } from '../../../ports/adapter-exchange.ts';
import type { ExportFolders } from '../../../ports/export-folder.ts';
import type { RunFolders } from '../../../ports/run-folders.ts';
import type { WorkspaceStore } from '../../../ports/workspace-store.ts';
import type { Models } from '../../models/index.ts';
import { conversationOf, encodeRun, readRunData, writeRunData, type RunData, type RunExample } from '../run-data.ts';
import { jobFiles } from './job-files.ts';
import { jsonl, type Job, type JobFile, type JobRow } from './job.ts';
import type { Leaving } from './leaving.ts';

/** Trains elsewhere: what leaves, and the adapter that comes back. */
export interface Sending {
  /** Nothing is kept. @throws SproutError as `send`, but for send-not-accepted. */
  preview(wanted: NewSending, signal?: AbortSignal): Promise<SendingPreview>;
  /**
   * @param out absolute path of the folder to write; without, `download` gives it.
   * @throws SproutError as a training's start; send-not-accepted, send-too-few, send-base-unpublished, send-option, export-folder-foreign, disk-full; nothing is kept then.
   */
  send(wanted: NewSending, out?: string, signal?: AbortSignal): Promise<{ run: TrainingRun; files: string[] }>;
  /** The folder as a zip file. @throws SproutError run-not-found, run-state where it was not sent, send-private. */
  download(id: string): Promise<{ name: string; bytes: Uint8Array }>;
  /** Takes the adapter in and judges it; the run stays as it was when that is refused. @throws SproutError run-state, run-busy, file-not-found, adapter-damaged, adapter-mismatch, sent-other, disk-full. */
  bringBack(id: string, path: string, signal?: AbortSignal): Promise<TrainingRun>;
  /** The same with files that were uploaded: one, or those of a PEFT folder. */
  uploadBack(id: string, files: readonly { readonly name: string; readonly bytes: Uint8Array }[], signal?: AbortSignal): Promise<TrainingRun>;
}

export interface SendingParts {
  readonly store: WorkspaceStore; readonly folders: RunFolders; readonly exportFolders: ExportFolders; readonly leaving: Leaving; readonly exchange: AdapterExchange; readonly now: () => Date;
  readonly models: Pick<Models, 'base' | 'encode' | 'repository'>;
  readonly plan: (wanted: NewRun) => Promise<{ run: TrainingRun; recipe: Recipe; system: string; examples: Example[] }>;
  readonly checkName: (name: string) => Promise<void>;
  /** @throws SproutError run-busy. */
  readonly checkFree: () => void;
  readonly get: (id: string) => TrainingRun;
  /** Judges a run whose adapter is there. */
  readonly judge: (run: TrainingRun) => Promise<TrainingRun>;
  readonly changed: () => void;
}

/** What came back; `adapter.gguf` is the trainer's here. */
export const returnedFile = 'returned.gguf';
const titles = { 'ray': 'Ray', 'llama-factory': 'LLaMA-Factory' } as const satisfies Record<SendForm, string>;
const shownFinds = 12;
/** States in which the adapter of a training that was sent can come. */
const open = new Set<TrainingRun['state']>(['sent', 'paused', 'cancelled', 'failed']);

export function createSending(parts: SendingParts): Sending {
  const { store, folders, exportFolders, leaving, exchange, models, now, get } = parts;

  /** @returns what leaves of a run, whose examples say which of them stay. */
  async function jobOf(run: TrainingRun, { form, repository }: Pick<Sent, 'form' | 'repository'>, data: RunData, signal?: AbortSignal): Promise<Job> {
    const base = await models.base(run.base);
    const { train, held, sequenceTokens } = await encodeRun(data, base, models, run.options.sequenceTokens, signal);
    const learnt = data.examples.filter(({ hidden }) => !hidden);
    const rows = learnt.flatMap((example, at): JobRow[] => {
      const sequence = train[at];
      return sequence && example.stays !== true ? [{ messages: conversationOf(data.system, example), tokens: [...sequence.tokens], answer: sequence.scored.indexOf(1) }] : [];
    });
    return {
      form, run: run.id, name: run.name, recipe: run.recipe, repository: repository ?? undefined, baseFile: base.path.split(/[\\/]/).at(-1) ?? run.base, options: { ...run.options, sequenceTokens },
      rows, leftOut: learnt.length - rows.length, hidden: held.length,
    };
  }

  const isPrivate = (system: string, example: RunExample): boolean => leaving.holdsPrivate(example.document === undefined ? [] : [example.document], conversationOf(system, example).map(({ content }) => content));

  async function prepare(wanted: NewSending, signal?: AbortSignal): Promise<{ run: TrainingRun; job: Job; data: RunData; examples: Example[]; files: readonly JobFile[]; digest: string; accepted: boolean }> {
    const parsed = newSendingSchema.safeParse(wanted);
    if (!parsed.success) throw new SproutError('input-invalid', { reason: `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'not valid'}` });
    const { form, repository: given, accepted, ...planned } = parsed.data;
    const { run, recipe, system, examples } = await parts.plan(planned);
    const data: RunData = { system, examples: examples.map(({ origin, ...example }): RunExample => {
      const stored: RunExample = { ...example, ...(origin.document === undefined ? {} : { document: origin.document }) };
      return isPrivate(system, stored) ? { ...stored, stays: true } : stored;
    }) };
    const job = await jobOf(run, { form, repository: given ?? models.repository(run.base) ?? null }, data, signal);
    const left = job.rows.length + job.hidden;
    if (left < recipe.least || job.rows.length === 0) throw new SproutError('send-too-few', { leftOut: job.leftOut, count: left, least: recipe.least });
    return { run, job, data, examples, accepted, ...await jobFiles(job) };
  }

  function personalIn({ rows }: Job): SendingPreview['personal'] {
    const found = new Set<string>();
    const kinds: SendingPreview['personal']['kinds'] = {};
    let examples = 0;
    for (const { messages } of rows) {
      const all = messages.flatMap(({ content }) => leaving.preview(content).found);
      if (all.length > 0) examples += 1;
      for (const { kind, text } of all) { kinds[kind] = (kinds[kind] ?? 0) + 1; found.add(text); }
    }
    return { examples, kinds, found: [...found].slice(0, shownFinds) };
  }

  const previewOf = (job: Job, files: readonly JobFile[]): SendingPreview => sendingPreviewSchema.parse({
    form: job.form, repository: job.repository ?? null, baseFile: job.baseFile, examples: job.rows.length, leftOut: job.leftOut, hidden: job.hidden, bytes: files.reduce((sum, { text }) => sum + new TextEncoder().encode(text).length, 0), personal: personalIn(job),
  });

  /** A training whose adapter is awaited. @throws SproutError run-not-found, run-state, run-busy. */
  function awaited(id: string): TrainingRun & { readonly sent: Sent } {
    const run = get(id);
    if (!run.sent || run.adapter !== undefined || !open.has(run.state)) throw new SproutError('run-state', { state: run.state });
    parts.checkFree();
    return { ...run, sent: run.sent };
  }

  async function bringBack(id: string, path: string, signal?: AbortSignal): Promise<TrainingRun> {
    const run = awaited(id);
    if (!await folders.exists(path)) throw new SproutError('file-not-found', { file: path });
    const { rank, alpha, targets } = run.options;
    await folders.directory(id);
    const adapter = folders.place(id, returnedFile);
    await exchange.import(await models.base(run.base), path, adapter, { rank, alpha, targets, repository: run.sent.repository ?? undefined }, signal);
    // Meanwhile it may have been deleted, begun here, or another may have come.
    const still = awaited(id);
    return parts.judge({ ...still, adapter, sent: { ...still.sent, backAt: now().toISOString() } });
  }

  return {
    bringBack,
    async preview(wanted, signal) {
      const { job, files } = await prepare(wanted, signal);
      return previewOf(job, files);
    },
    async send(wanted, out, signal) {
      await parts.checkName(wanted.name);
      const { run, job, data, examples, files, digest, accepted } = await prepare(wanted, signal);
      if (!accepted) {
        const { personal } = previewOf(job, files);
        throw new SproutError('send-not-accepted', { count: job.rows.length, personal: personal.examples, found: personal.found.join(', ') || '–' });
      }
      const sent: Sent = { form: job.form, at: now().toISOString(), repository: job.repository ?? null, examples: job.rows.length, leftOut: job.leftOut, hidden: job.hidden, digest };
      const waiting: TrainingRun = { ...run, state: 'sent', sent };
      const folder = out === undefined ? undefined : await exportFolders.begin(out);
      try {
        for (const { path, text } of files) await folder?.write(path, text);
        await writeRunData(folders, run.id, { recipe: run.recipe, base: run.base, options: run.options, name: run.name, sent }, data);
        store.tuning.saveExamples(run.dataset, examples);
        const documents = [...new Set(data.examples.flatMap(({ hidden, stays, document }) => (hidden || stays === true || document === undefined ? [] : [document])))];
        const end = await leaving.record({ remoteName: titles[job.form], model: job.repository ?? run.base, documents }, jsonl(job.rows.map(({ messages }) => ({ messages }))));
        store.tuning.saveRun(waiting);
        // From here on it may be taken out of this computer.
        await folder?.finish().catch(async (error: unknown) => { await end('failed'); throw error; });
        await end('done');
      } catch (error) {
        await folder?.discard();
        store.tuning.deleteRun(run.id);
        await folders.remove(run.id);
        throw error;
      }
      parts.changed();
      return { run: get(run.id), files: files.map(({ path }) => path) };
    },
    async download(id) {
      const run = get(id);
      if (!run.sent) throw new SproutError('run-state', { state: run.state });
      const data = await readRunData(folders, id);
      const since = data.examples.filter((example) => !example.hidden && example.stays !== true && isPrivate(data.system, example));
      if (since.length > 0) throw new SproutError('send-private', { count: since.length });
      const { files } = await jobFiles(await jobOf(run, run.sent, data));
      const encoder = new TextEncoder();
      const name = `${run.name}-${run.sent.form}`;
      return { name: `${name}.zip`, bytes: zipSync(Object.fromEntries(files.map(({ path, text }) => [`${name}/${path}`, encoder.encode(text)])), { mtime: new Date(run.sent.at) }) };
    },
    async uploadBack(id, files, signal) {
      const scratch = await folders.scratchFolder(files);
      try {
        const [only] = files;
        return await bringBack(id, files.length === 1 && only && !/\.(json|safetensors)$/i.test(only.name) ? scratch.place(only.name) : scratch.path, signal);
      } finally {
        await scratch.remove();
      }
    },
  };
}
