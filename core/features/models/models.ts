import { SproutError, type CatalogueModel, type Download, type Locale, type Machine, type Model, type ModelList, type ModelRole, type OfferedModel, type Recommendation, type Settings } from '../../contract/index.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { ChatMessage, LanguageModel } from '../../ports/language-model.ts';
import type { ModelHub } from '../../ports/model-hub.ts';
import type { ModelLibrary } from '../../ports/model-library.ts';
import type { EncodedExample, Gpu, ModelFile, ModelRuntime } from '../../ports/model-runtime.ts';
import type { Reranker } from '../../ports/reranker.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { addressesOf, type HubOrigins } from './addresses.ts';
import { catalogue as known } from './catalogue.ts';
import { Downloads } from './downloads.ts';
import { fitOf } from './fit.ts';
import { contentOf, factsOf, idOf, Inspector, knownAs, modelFile, roleName, type Inspected, type InspectedAdapter, type InspectedModel } from './installed.ts';
import { ModelMemory } from './memory.ts';
import { recommend } from './recommend.ts';
import { repositoryOf } from './repository.ts';
import { knownAdapters, readTuned, tunedId, withAdapters, type KnownAdapter, type TrainedAdapter, type TunedChoice } from './tuned.ts';

export interface Models {
  list(): Promise<ModelList>;
  catalogue(): Promise<OfferedModel[]>;
  recommend(locale?: Locale): Promise<Recommendation>;
  /** About five seconds. @throws AbortError. */
  measure(signal?: AbortSignal): Promise<Machine>;
  /** Uses files where they are, adapters too. @throws SproutError file-not-found, model-damaged, model-unsupported, adapter-other-base; nothing is added then. */
  add(path: string): Promise<Model[]>;
  /** @throws SproutError model-not-found, address-invalid. */
  get(wanted: { id?: string; address?: string; sha256?: string }): Promise<Download>;
  /** Resolves when the download is whole. @throws SproutError why it is not, download-stopped where somebody stopped it. */
  arrived(id: string): Promise<Model>;
  pause(id: string): Promise<Download>;
  cancel(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** @throws SproutError model-not-found, model-role. */
  choose(role: ModelRole, id: string | null): Promise<ModelList['chosen']>;
  unload(id: string): Promise<void>;
  chosen(role: ModelRole): string | null;
  /** Load where needed. @throws SproutError model-not-found, model-role, model-too-large, model-damaged, model-crashed. */
  chat(id: string): Promise<LanguageModel>;
  embedder(id: string): Promise<Embedder>;
  reranker(id: string): Promise<Reranker>;
  /** The file of a chat model without adapters, to train on; nothing is loaded. @throws SproutError model-not-found, model-role, model-damaged. */
  base(id: string): Promise<ModelFile>;
  /** Where a base's weights are published as servers read them, such as `Qwen/Qwen3-8B`; undefined where that is not known. */
  repository(id: string): string | undefined;
  /** Where Sprout's own file for an adapter or model of that name is, or would be. */
  ownPath(id: string): string;
  /** Conversations in a chat model's own tokens; the weights are not loaded. @throws SproutError as `base`, model-unsupported, model-crashed. */
  encode(id: string, examples: readonly { readonly messages: readonly ChatMessage[] }[], signal?: AbortSignal): Promise<EncodedExample[]>;
  close(): Promise<void>;
}

export interface ModelsOptions {
  readonly library: ModelLibrary;
  readonly hub: ModelHub;
  readonly runtime: ModelRuntime;
  readonly settings: { get(): Settings; update(change: Partial<Settings>): Settings };
  readonly events: EventHub;
  readonly locale: () => Locale;
  readonly origins: HubOrigins;
  readonly onBug: (error: unknown) => void;
  /** Finished trainings: offered as `<base>+<name>`. */
  readonly trained?: () => readonly TrainedAdapter[];
  /** For tests; the product has one. */
  readonly catalogue?: readonly CatalogueModel[];
}


export function createModels({ library, hub, runtime, settings, events, locale, origins, onBug, trained = () => [], catalogue = known }: ModelsOptions): Models {
  const inspector = new Inspector(library);
  let gpus: Promise<readonly Gpu[]> | undefined;
  const changed = (): void => { events.emit({ type: 'models-changed' }); };
  const memory = new ModelMemory({ library, runtime, onBug, chosen: () => Object.values(settings.get().models), onUnloaded: changed });

  const downloads = new Downloads({
    hub, library, locale, onBug,
    onProgress: (download) => { events.emit({ type: 'download-progress', download }); },
    async onArrived(id, path) {
      try {
        const { role } = await factsOf(library, path);
        // The first of its kind is used at once: that is what it was fetched for.
        if (settings.get().models[role] === null) settings.update({ models: { ...settings.get().models, [role]: id } });
      } catch (error) {
        await library.delete(path);
        throw error;
      } finally {
        queueMicrotask(changed);
      }
    },
  });

  async function machine(): Promise<Machine> {
    gpus ??= runtime.gpus().catch((error: unknown) => { onBug(error); return []; });
    const { memoryMegabytes, freeMegabytes, cores, fingerprint } = library.machine();
    const speed = await library.speed();
    return {
      memoryMegabytes, freeMegabytes, cores, gpus: [...await gpus],
      speed: speed?.fingerprint === fingerprint ? { weightBytesPerSecond: speed.weightBytesPerSecond, weightsPerSecond: speed.weightsPerSecond, measuredAt: speed.measuredAt } : null,
    };
  }

  function toModel({ file, facts }: InspectedModel, on: Machine): Model {
    const id = idOf(file.path);
    const entry = knownAs(id, catalogue);
    const licence = entry?.licence.name ?? facts.licence;
    const inMemory = runtime.loaded().find((loaded) => loaded.id === id);
    return {
      id, title: entry?.title ?? id, role: facts.role, path: file.path, bytes: file.bytes, modifiedAt: new Date(file.modifiedAt).toISOString(), architecture: facts.architecture, quantization: facts.quantization, parameters: facts.parameters,
      contextLength: facts.contextLength, place: file.place, loaded: inMemory !== undefined, ...(inMemory ? { loadedMegabytes: inMemory.memoryMegabytes } : {}),
      fit: fitOf({ ...facts, bytes: file.bytes }, on), languages: entry?.languages ?? [...facts.languages], ...(licence === undefined ? {} : { licence }),
    };
  }

  /** A choice `<base>+<name>` as the owner sees it. */
  function toTuned({ base, name, path, run, file }: KnownAdapter, model: Model): Model {
    return { ...model, id: tunedId(base, name), title: `${model.title} + ${name}`, place: file?.file.place ?? 'own', tuned: { base, adapters: [{ name, path, scale: 1 }], ...(run === undefined ? {} : { run }) } };
  }

  async function usable(): Promise<InspectedModel[]> {
    return (await inspector.all()).filter(isModel);
  }

  async function adapters(): Promise<ReturnType<typeof knownAdapters>> {
    const all = await inspector.all();
    return knownAdapters(all.filter(isModel), all.filter(isAdapterFile), trained());
  }

  /** A model, with the adapters that its id names. */
  async function find(id: string): Promise<{ found: InspectedModel; tuned: TunedChoice | undefined }> {
    const models = await usable();
    const found = models.find(({ file }) => idOf(file.path) === id);
    if (found) return { found, tuned: undefined };
    const { known: offered, strangers } = await adapters();
    const tuned = readTuned(id, offered);
    const base = models.find(({ file }) => idOf(file.path) === tuned?.base);
    if (base) return { found: base, tuned };
    const broken = (await inspector.all()).find(({ file }) => idOf(file.path) === id);
    if (broken && 'problem' in broken) throw broken.problem;
    throw strangers.find(({ file }) => idOf(file.file.path) === id)?.problem ?? new SproutError('model-not-found', { id });
  }

  /** @throws SproutError model-role. */
  function checkRole(id: string, { facts }: InspectedModel, role: ModelRole): void {
    if (facts.role !== role) throw new SproutError('model-role', { id, role: roleName(facts.role, locale()) });
  }

  /** The file that is loaded for a choice. */
  const baseOf = async (id: string): Promise<string> => find(id).then(({ found }) => idOf(found.file.path), () => id);

  /** The model's file, when it is for that role and memory has room; models that rest make room first. */
  async function ready(id: string, role: ModelRole): Promise<ReturnType<typeof modelFile>> {
    const { found } = await find(id);
    checkRole(id, found, role);
    if (!runtime.loaded().some((each) => each.id === idOf(found.file.path))) {
      const needed = fitOf({ ...found.facts, bytes: found.file.bytes }, { ...await machine(), speed: null }).memoryMegabytes;
      if (!await memory.makeRoom(needed)) throw new SproutError('model-too-large', { id, needed, free: memory.free });
    }
    return modelFile(found);
  }

  async function loading<Loaded>(id: string, role: ModelRole, load: (file: ReturnType<typeof modelFile>) => Promise<Loaded>): Promise<Loaded> {
    const before = runtime.loaded().length;
    const loaded = await load(await ready(id, role));
    if (runtime.loaded().length !== before) changed();
    return loaded;
  }

  return {
    async list() {
      const on = await machine();
      const inspected = await inspector.all();
      const { known: offered, strangers } = await adapters();
      const models = inspected.filter(isModel).map((each) => toModel(each, on));
      const tuned = offered.flatMap((adapter) => { const base = models.find(({ id }) => id === adapter.base); return base ? [toTuned(adapter, base)] : []; });
      return {
        machine: on, models: [...new Map([...models, ...tuned].map((model) => [model.id, model])).values()], downloads: await downloads.list(), chosen: settings.get().models,
        unusable: [...inspected.flatMap((each) => ('problem' in each ? [{ path: each.file.path, problem: each.problem }] : [])), ...strangers.map(({ file, problem }) => ({ path: file.file.path, problem }))].map(({ path, problem }) => ({ path, error: problem.toKept(locale()) })),
      };
    },
    async catalogue() {
      const on = await machine();
      const present = new Set((await usable()).map(({ file }) => idOf(file.path)));
      return catalogue.map((model) => ({ ...model, files: model.files.map((file) => ({ ...file, fit: fitOf({ ...model, bytes: file.bytes }, on), installed: present.has(file.id) })) }));
    },
    recommend: async (language = locale()) => recommend(catalogue, await machine(), language),
    async measure(signal) {
      const speed = await runtime.measure(signal);
      await library.saveSpeed({ ...speed, measuredAt: new Date().toISOString(), fingerprint: library.machine().fingerprint });
      changed();
      return machine();
    },
    async add(path) {
      const paths = await library.at(path);
      if (paths.length === 0) throw new SproutError('file-not-found', { file: path });
      // One file must be right; of a folder, what can be used is used.
      if (paths.length === 1) await contentOf(library, paths[0] ?? path);
      await library.link(paths);
      const { known: offered, strangers } = await adapters();
      const stranger = paths.length === 1 ? strangers.find(({ file }) => paths.includes(file.file.path)) : undefined;
      if (stranger) { await library.unlink(stranger.file.file.path); throw stranger.problem; }
      const on = await machine();
      const models = (await usable()).map((each) => ({ each, model: toModel(each, on) }));
      const added = [
        ...models.filter(({ each }) => paths.includes(each.file.path)).map(({ model }) => model),
        ...offered.filter((adapter) => paths.includes(adapter.path)).flatMap((adapter) => { const base = models.find(({ model }) => model.id === adapter.base); return base ? [toTuned(adapter, base.model)] : []; }),
      ];
      if (added.length === 0) await factsOf(library, paths[0] ?? path);
      changed();
      return added;
    },
    async get({ id, address, sha256 }) {
      const unfinished = id === undefined ? undefined : await downloads.known(id);
      const wanted = unfinished ?? addressesOf({ id, address, catalogue, origins, locale: locale() });
      return downloads.start(wanted.id, wanted.addresses, sha256?.toLowerCase() ?? unfinished?.sha256 ?? null);
    },
    async arrived(id) {
      await downloads.arrived(id);
      return toModel((await find(id)).found, await machine());
    },
    pause: (id) => downloads.pause(id),
    async cancel(id) {
      await downloads.cancel(id);
      changed();
    },
    async remove(id) {
      const { found, tuned } = await find(id);
      const { facts } = found;
      const run = tuned?.adapters.find((adapter) => adapter.run !== undefined);
      if (run) throw new SproutError('input-invalid', { reason: `"${run.name}" is a training: delete it there` });
      const path = tuned?.adapters[0]?.path ?? found.file.path;
      const file = (await inspector.all()).find((each) => each.file.path === path)?.file ?? found.file;
      if (file.place === 'folder') throw new SproutError('input-invalid', { reason: `${file.path} is in a folder of SPROUT_MODELS, which Sprout does not change` });
      await runtime.unload(idOf(found.file.path));
      const chosen = settings.get().models[facts.role];
      if (chosen === id || (chosen !== null && tuned === undefined && await baseOf(chosen) === id)) settings.update({ models: { ...settings.get().models, [facts.role]: tuned?.base ?? null } });
      if (file.place === 'linked') await library.unlink(file.path);
      else await library.delete(file.path);
      changed();
    },
    async choose(role, id) {
      if (id !== null) {
        checkRole(id, (await find(id)).found, role);
      }
      const before = settings.get().models[role];
      const { models } = settings.update({ models: { ...settings.get().models, [role]: id } });
      // A model with an adapter and without is one in memory.
      if (before !== null && (id === null || await baseOf(before) !== await baseOf(id))) await runtime.unload(await baseOf(before));
      changed();
      return models;
    },
    async unload(id) {
      await runtime.unload(await baseOf(id));
      changed();
    },
    chosen: (role) => settings.get().models[role],
    async chat(id) {
      const model = await loading(id, 'chat', (file) => runtime.chat(file));
      const { tuned } = await find(id);
      return tuned ? withAdapters(model, id, tuned.adapters.map(({ path, scale }) => ({ path, scale }))) : model;
    },
    embedder: (id) => loading(id, 'embedding', (file) => runtime.embedder(file)),
    reranker: (id) => loading(id, 'reranking', (file) => runtime.reranker(file)),
    async base(id) {
      const { found } = await find(id);
      checkRole(id, found, 'chat');
      return modelFile(found);
    },
    repository: (id) => repositoryOf(knownAs(id, catalogue)?.files[0]?.sources[0]?.repository),
    ownPath: (id) => library.ownPath(id),
    async encode(id, examples, signal) {
      const { found } = await find(id);
      checkRole(id, found, 'chat');
      return runtime.encode(modelFile(found), examples, signal);
    },
    async close() {
      memory.close();
      await downloads.close();
      await runtime.close();
    },
  };
}

const isModel = (each: Inspected): each is InspectedModel => 'facts' in each;
const isAdapterFile = (each: Inspected): each is InspectedAdapter => 'adapter' in each;
