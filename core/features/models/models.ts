import { SproutError, type CatalogueModel, type Download, type Locale, type Machine, type Model, type ModelList, type ModelRole, type OfferedModel, type Recommendation, type Settings } from '../../contract/index.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { ModelHub } from '../../ports/model-hub.ts';
import type { ModelLibrary } from '../../ports/model-library.ts';
import type { Gpu, ModelRuntime } from '../../ports/model-runtime.ts';
import type { Reranker } from '../../ports/reranker.ts';
import type { ModelFacts } from '../../shared/gguf/index.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { addressesOf, type HubOrigins } from './addresses.ts';
import { catalogue as known } from './catalogue.ts';
import { Downloads } from './downloads.ts';
import { fitOf } from './fit.ts';
import { factsOf, idOf, Inspector, knownAs, modelFile, roleName, type Inspected } from './installed.ts';
import { ModelMemory } from './memory.ts';
import { recommend } from './recommend.ts';

export interface Models {
  list(): Promise<ModelList>;
  catalogue(): Promise<OfferedModel[]>;
  recommend(locale?: Locale): Promise<Recommendation>;
  /** About five seconds. @throws AbortError. */
  measure(signal?: AbortSignal): Promise<Machine>;
  /** Uses files where they are. @throws SproutError file-not-found, model-damaged, model-unsupported; nothing is added then. */
  add(path: string): Promise<Model[]>;
  /** @throws SproutError model-not-found, address-invalid. */
  get(wanted: { id?: string; address?: string; sha256?: string }): Promise<Download>;
  /** Resolves when the download is whole. @throws SproutError when it failed; AbortError when it was stopped. */
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
  /** For tests; the product has one. */
  readonly catalogue?: readonly CatalogueModel[];
}

type Usable = Extract<Inspected, { facts: ModelFacts }>;

export function createModels({ library, hub, runtime, settings, events, locale, origins, onBug, catalogue = known }: ModelsOptions): Models {
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

  function toModel({ file, facts }: Usable, on: Machine): Model {
    const id = idOf(file.path);
    const entry = knownAs(id, catalogue);
    const licence = entry?.licence.name ?? facts.licence;
    const inMemory = runtime.loaded().find((loaded) => loaded.id === id);
    return {
      id, title: entry?.title ?? id, role: facts.role, path: file.path, bytes: file.bytes, architecture: facts.architecture, quantization: facts.quantization, parameters: facts.parameters,
      contextLength: facts.contextLength, place: file.place, loaded: inMemory !== undefined, ...(inMemory ? { loadedMegabytes: inMemory.memoryMegabytes } : {}),
      fit: fitOf({ ...facts, bytes: file.bytes }, on), languages: entry?.languages ?? [...facts.languages], ...(licence === undefined ? {} : { licence }),
    };
  }

  async function usable(): Promise<Usable[]> {
    return (await inspector.all()).filter((each): each is Usable => 'facts' in each);
  }

  async function find(id: string): Promise<Usable> {
    const found = (await usable()).find(({ file }) => idOf(file.path) === id);
    if (!found) {
      const broken = (await inspector.all()).find(({ file }) => idOf(file.path) === id);
      if (broken && 'problem' in broken) throw broken.problem;
      throw new SproutError('model-not-found', { id });
    }
    return found;
  }

  /** The model's file, when it is for that role and memory has room; models that rest make room first. */
  async function ready(id: string, role: ModelRole): Promise<ReturnType<typeof modelFile>> {
    const found = await find(id);
    if (found.facts.role !== role) throw new SproutError('model-role', { id, role: roleName(found.facts.role, locale()) });
    if (!runtime.loaded().some((each) => each.id === id)) {
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
      const models = inspected.filter((each): each is Usable => 'facts' in each).map((each) => toModel(each, on));
      return {
        machine: on, models: [...new Map(models.map((model) => [model.id, model])).values()], downloads: await downloads.list(), chosen: settings.get().models,
        unusable: inspected.flatMap((each) => ('problem' in each ? [{ path: each.file.path, error: each.problem.toProblem(locale()) }] : [])),
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
      if (paths.length === 1) await factsOf(library, paths[0] ?? path);
      await library.link(paths);
      const on = await machine();
      const added = (await usable()).filter(({ file }) => paths.includes(file.path));
      if (added.length === 0) await factsOf(library, paths[0] ?? path);
      changed();
      return added.map((each) => toModel(each, on));
    },
    async get({ id, address, sha256 }) {
      const unfinished = id === undefined ? undefined : await downloads.known(id);
      const wanted = unfinished ?? addressesOf({ id, address, catalogue, origins, locale: locale() });
      return downloads.start(wanted.id, wanted.addresses, sha256?.toLowerCase() ?? unfinished?.sha256 ?? null);
    },
    async arrived(id) {
      await downloads.arrived(id);
      return toModel(await find(id), await machine());
    },
    pause: (id) => downloads.pause(id),
    async cancel(id) {
      await downloads.cancel(id);
      changed();
    },
    async remove(id) {
      const { file, facts } = await find(id);
      if (file.place === 'folder') throw new SproutError('input-invalid', { reason: `${file.path} is in a folder of SPROUT_MODELS, which Sprout does not change` });
      await runtime.unload(id);
      if (settings.get().models[facts.role] === id) settings.update({ models: { ...settings.get().models, [facts.role]: null } });
      if (file.place === 'linked') await library.unlink(file.path);
      else await library.delete(file.path);
      changed();
    },
    async choose(role, id) {
      if (id !== null) {
        const { facts } = await find(id);
        if (facts.role !== role) throw new SproutError('model-role', { id, role: roleName(facts.role, locale()) });
      }
      const before = settings.get().models[role];
      const { models } = settings.update({ models: { ...settings.get().models, [role]: id } });
      if (before !== null && before !== id) await runtime.unload(before);
      changed();
      return models;
    },
    async unload(id) {
      await runtime.unload(id);
      changed();
    },
    chosen: (role) => settings.get().models[role],
    chat: (id) => loading(id, 'chat', (file) => runtime.chat(file)),
    embedder: (id) => loading(id, 'embedding', (file) => runtime.embedder(file)),
    reranker: (id) => loading(id, 'reranking', (file) => runtime.reranker(file)),
    async close() {
      memory.close();
      await downloads.close();
      await runtime.close();
    },
  };
}
