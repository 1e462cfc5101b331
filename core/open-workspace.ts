import { availableParallelism } from 'node:os';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createZipBackup } from './adapters/backup/index.ts';
import { createExportFolders, openBundle } from './adapters/bundle/index.ts';
import { atomicWrite, createDiskFileStore, createFolderWatcher, createLocalFiles, createEncryptedSecrets, createRunFolders, createSiteFolders, lockWorkspace, makeOrdinaryFolder } from './adapters/disk/index.ts';
import { openEngineThreads } from './adapters/engine-thread/index.ts';
import { createAdapterExchange, createGgmlTrainer } from './adapters/ggml/index.ts';
import { createModelHub } from './adapters/hub/index.ts';
import { discardLanceIndex, openLanceIndex, openLanceVectors } from './adapters/lance/index.ts';
import { createMemoryRateLimiter } from './adapters/limits/index.ts';
import { createLlamaRuntime, findNativeLibrary } from './adapters/llama/index.ts';
import { createMachineState, processorSeconds } from './adapters/machine/index.ts';
import { createModelLibrary } from './adapters/model-library/index.ts';
import { createNotifier } from './adapters/notify/index.ts';
import { createSandboxedReader } from './adapters/readers/index.ts';
import { createRecipeFolder } from './adapters/recipes/index.ts';
import { openSqliteStore } from './adapters/sqlite/index.ts';
import { createStarterFolder } from './adapters/starters/index.ts';
import { createOutsideProbe, createVisitClient, createWebPage } from './adapters/web/index.ts';
import { SproutError, type CoreEvent, type Locale } from './contract/index.ts';
import { createAnswers, type Answers } from './features/answers/index.ts';
import type { Budget, Burst, Crossings, Gate } from './features/burst/index.ts';
import { createDocuments, type Documents } from './features/documents/index.ts';
import { createHealth, type Health } from './features/health/index.ts';
import { openBurst } from './open-burst.ts';
import type { AdapterExchange } from './ports/adapter-exchange.ts';
import type { ChunkIndex } from './ports/chunk-index.ts';
import type { ModelRuntime } from './ports/model-runtime.ts';
import type { Trainer } from './ports/trainer.ts';
import { createModels, publicOrigins, type HubOrigins, type Models } from './features/models/index.ts';
import { createMoving, type Moving } from './features/moving/index.ts';
import { createNotifications, type Notifications } from './features/notifications/index.ts';
import { createPrograms, type Programs } from './features/programs/index.ts';
import { createMeaningSearch, createSearch, type Search } from './features/search/index.ts';
import { createSites, ownWords, type Sites } from './features/sites/index.ts';
import { createStarters, type Starters } from './features/starters/index.ts';
import { createTuning, trainedAdapter, type Tuning } from './features/tuning/index.ts';
import { createGatewaySwitch, createInbox, createInboxNews, createReachability, createVisits, keepRetention, sitesForVisits, type GatewaySwitch, type Inbox, type Reachability, type SitesForVisits, type Visits } from './features/visits/index.ts';
import { createWorkspace, type Workspace } from './features/workspace/index.ts';
import { createGateway } from './http/gateway/gateway.ts';
import type { GatewayListener } from './ports/gateway-listener.ts';
import type { KeyWrapper } from './ports/key-wrapper.ts';
import type { ProgramListener } from './ports/program-listener.ts';
import type { KeyStore } from './ports/workspace-store.ts';
import { createEventHub, type EventHub } from './shared/event-hub.ts';
import { analysisVersion } from './shared/text/analyse.ts';

/** Where models are and come from. */
export interface ModelPlaces {
  /** Sprout's own folder, shared by all workspaces. */
  readonly directory: string;
  /** Folders of SPROUT_MODELS: read, never written. */
  readonly folders: readonly string[];
  readonly origins?: Partial<HubOrigins>;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, for downloads. */
  readonly proxies?: NodeJS.ProcessEnv;
  /** What runs models; llama.cpp without. */
  readonly runtime?: ModelRuntime;
}

export interface WorkspaceOptions {
  readonly directory: string;
  readonly id: string;
  readonly version: string;
  /** Folder with the starters. */
  readonly templates: string;
  /** Folder of the built widget; without it nothing can be published. */
  readonly widget?: string | undefined;
  /** Folder of the gateway's code for other machines, as scripts/build-gateway.mjs makes it; without it nothing can be moved. */
  readonly gatewayFolder?: string | undefined;
  /** Language of messages until the owner chose one. */
  readonly locale: Locale;
  readonly models: ModelPlaces;
  /** Opens the port for other programs where the shell has none of its own. */
  readonly programListener?: ProgramListener | undefined;
  /** Opens the live gateway's port; a shell without one has no gateway. */
  readonly gatewayListener?: GatewayListener | undefined;
  /** Folder of secrets, beside the workspaces: in none of their backups. */
  readonly secrets: string;
  /** Keeps the key of those. */
  readonly keyWrapper?: KeyWrapper | undefined;
  /** The sites that visitors come to; those of the workspace without. */
  readonly sites?: SitesForVisits | undefined;
  /** Follow folders and resume imports; off for one-shot commands. */
  readonly background: boolean;
  readonly onBug: (error: unknown) => void;
  /** What learns; ggml unless a test brings its own. */
  readonly trainer?: Trainer;
  /** What takes adapters out and in; ggml too. */
  readonly exchange?: AdapterExchange;
}

export interface OpenWorkspace {
  readonly features: { documents: Documents; search: Search; answers: Answers; models: Models; programs: Programs; starters: Starters; tuning: Tuning; sites: Sites; health: Health; workspace: Workspace; inbox: Inbox; notifications: Notifications; gateway: GatewaySwitch; reachability: Reachability; moving: Moving; visits: Visits; burst: Burst; budget: Budget; crossings: Crossings; gate: Gate; events: EventHub };
  /** They belong to this computer, and stay when a backup is put back. */
  readonly keys: KeyStore;
  close(): Promise<void>;
}

/** Opens one workspace: takes its lock, opens its stores, rebuilds what a crash left behind. */
export async function openWorkspace(options: WorkspaceOptions): Promise<OpenWorkspace> {
  const { directory, onBug } = options;
  const lock = lockWorkspace(directory);
  const closing: (() => unknown)[] = [() => lock.release()];
  const close = async (): Promise<void> => {
    while (closing.length > 0) await closing.pop()?.();
  };
  try {
    const store = openSqliteStore(join(directory, 'sprout.db'));
    closing.push(() => store.close());
    const files = createDiskFileStore(join(directory, 'files'));
    const index = await openIndex(join(directory, 'lance'), onBug);
    closing.push(() => index.close());
    const reader = createSandboxedReader();
    closing.push(() => reader.close());
    const events = createEventHub(onBug);
    const locale = (): Locale => store.settings.get().locale ?? options.locale;
    const documents = createDocuments({ store, files, index, reader, events, locale, onBug, localFiles: createLocalFiles(), watcher: createFolderWatcher(), webPage: createWebPage() });
    closing.push(() => documents.close());
    const runtime = options.models.runtime ?? createLlamaRuntime();
    const models = createModels({
      library: createModelLibrary(options.models.directory, options.models.folders), hub: createModelHub(options.models.proxies ? { proxyEnv: options.models.proxies } : {}), runtime,
      settings: store.settings, events, locale, onBug, trained: () => store.tuning.runs().flatMap((run) => trainedAdapter(run) ?? []), origins: { ...publicOrigins, ...options.models.origins },
    });
    closing.push(() => models.close());
    const vectors = await openLanceVectors(join(directory, 'lance', 'vectors'));
    closing.push(() => vectors.close());
    const meaning = createMeaningSearch({
      vectors, index, onBug, waits: !options.background,
      embedders: { chosen: () => models.chosen('embedding'), get: (id) => models.embedder(id) },
      sources: () => new Map(store.documents.list().filter(({ status }) => status === 'ready').map(({ id, version }) => [`${id}:${version}`, id])),
      onProgress: (done, total) => { events.emit({ type: 'meaning-progress', done, total }); },
    });
    closing.push(() => meaning.close());
    const onChange = (listener: () => void, types: readonly CoreEvent['type'][]): void => { events.listen((event) => { if (types.includes(event.type)) listener(); }); };
    if (options.background) onChange(() => { meaning.update(); }, ['document-changed', 'document-deleted', 'models-changed']);
    const search = createSearch({ index, documents: store.documents, meaning, onBug, reranker: { chosen: () => models.chosen('reranking'), get: (id) => models.reranker(id) }, onChange: (listener) => { onChange(listener, ['document-changed', 'document-deleted']); } });
    const secrets = createEncryptedSecrets(options.secrets, options.keyWrapper);
    const machine = createMachineState();
    const beyond = openBurst({ store, secrets, id: options.id, models, runtime, machine, events, locale, onBug });
    const { burst } = beyond;
    await beyond.start({ background: options.background });
    closing.push(() => { beyond.close(); });
    const answers = createAnswers({ search, store, models: { chosen: () => burst.chosen(), get: (id) => burst.chat(id) }, isPrivate: (document) => beyond.isPrivate(document, null) });
    const programs = createPrograms({ models: { ...models, chosen: (role) => (role === 'chat' ? burst.chosen() : models.chosen(role)), chat: (id) => burst.chat(id) }, store, listener: options.programListener });
    closing.push(() => programs.port.close());
    const hasDocuments = (): boolean => store.documents.list().some(({ status }) => status === 'ready');
    const exchange = options.exchange ?? createAdapterExchange({ library: () => findNativeLibrary() });
    const tuning = createTuning({
      store, reader, events, locale, onBug, models: { ...models, chat: (id) => burst.chat(id) }, recipes: createRecipeFolder(options.templates), folders: createRunFolders(join(directory, 'runs')), localFiles: createLocalFiles(), machine,
      trainer: options.trainer ?? createGgmlTrainer({ library: () => findNativeLibrary() }), exchange, exportFolders: createExportFolders(makeOrdinaryFolder), leaving: beyond.leaving, threads: availableParallelism(),
      documentAnswers: () => (hasDocuments() ? async (question, model, signal) => (await answers.answerOnce(question, { model, ...(signal ? { signal } : {}) })).answer : undefined),
    });
    closing.push(() => tuning.close());
    await tuning.start();
    const starters = createStarters({ source: createStarterFolder(options.templates) });
    const siteFiles = createSiteFolders(join(directory, 'sites'), options.widget);
    let endVisits: Visits['withdraw'] = () => undefined;
    const sites = createSites({
      store, sites: store.sites, folders: siteFiles, events, locale, meaning, onBug, onWithdraw: (site) => { endVisits(site); },
      openEngine: (read) => openEngineThreads({ module: liveEngine, read, threads: Math.max(1, availableParallelism() - 1) }),
    });
    closing.push(() => sites.close());
    await sites.start();
    const health = createHealth({ store, outdatedCopies: () => sites.outdatedCopies() });
    const workspace = createWorkspace({ id: options.id, version: options.version, store, files, index, archive: createZipBackup(), trainings: () => tuning.keptFiles(), websites: () => sites.keptFiles(), importing: () => documents.importing(), model: () => burst.chosen() ?? 'quote' });
    const visited = options.sites ?? sitesForVisits({ sites, events, ownWords });
    const siteName = async (id: string): Promise<string> => (await visited.settings(id)).name;
    const notifications = createNotifications({ secrets, secretName: `${options.id}/notifications`, notifier: createNotifier(), siteName, locale, onBug });
    closing.push(() => { notifications.close(); });
    const news = createInboxNews({ events, tell: notifications.tell });
    closing.push(() => { news.close(); });
    const gateway: GatewaySwitch = createGatewaySwitch({ listener: options.gatewayListener, settings: store.settings, handle: () => createGateway({ visits, sites: visited, onBug }).fetch });
    const visits = createVisits({
      sites: visited, inbox: store.inbox, limiter: createMemoryRateLimiter(), secrets, keyName: `${options.id}/visitor-key`, model: (site, id) => burst.siteModel(site, id), news, onBug, previewOrigins: () => gateway.ownOrigins(), trustedProxy: () => store.settings.get().gateway.trustedProxy,
    });
    closing.push(() => { visits.close(); });
    endVisits = visits.withdraw;
    closing.push(() => gateway.close());
    const inbox = createInbox({
      store: store.inbox, sites: visited, news, forget: (site, visitor) => visits.forgetVisitor(site, visitor),
      teach: (dataset, example) => { tuning.datasets.add(dataset, [{ ...example, before: [], origin: { kind: 'chat' } }]); },
    });
    const reachability = createReachability({ probe: createOutsideProbe(), visits, sites: visited, gateway });
    const reportFile = join(directory, 'moving', 'verification.json');
    const moving = createMoving({
      store, index, siteFiles, models, exchange, sites, visits, visited, events, secrets, openBundle, onBug, folders: createExportFolders(makeOrdinaryFolder), client: createVisitClient(), gateway: options.gatewayFolder, version: options.version, workspace: options.id,
      visitorKeyName: `${options.id}/visitor-key`, exportsAt: (target) => join(directory, 'moving', target), now: () => new Date(), sleep: (seconds, signal) => wait(seconds * 1000, undefined, signal ? { signal } : {}),
      reports: { read: () => readFile(reportFile, 'utf8').catch(() => undefined), write: (text) => atomicWrite(reportFile, text) }, processorSeconds,
    });
    if (options.background) {
      const retention = keepRetention({ inbox: store.inbox, sites: visited, onBug });
      closing.push(() => { retention.close(); });
    }
    await documents.start({ background: options.background });
    if (options.background) meaning.update();
    return { features: { documents, search, answers, models, programs, starters, tuning, sites, health, workspace, inbox, notifications, gateway, reachability, moving, visits, ...beyond.features, events }, keys: store.keys, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the gateway's threads run. */
const liveEngine = new URL('./features/sites/engine/live.ts', import.meta.url).href;

/** A damaged index is thrown away: `documents.start` writes it anew from what SQLite holds. */
async function openIndex(directory: string, onBug: (error: unknown) => void): Promise<ChunkIndex> {
  try {
    return await openLanceIndex(directory, analysisVersion);
  } catch (error) {
    if (!(error instanceof SproutError) || error.code !== 'index-damaged') throw error;
    onBug(error);
    await discardLanceIndex(directory);
    return openLanceIndex(directory, analysisVersion);
  }
}
