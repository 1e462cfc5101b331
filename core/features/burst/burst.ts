import { burstPolicySchema, SproutError, type BurstPolicy, type ComputeState, type DryRun, type Laptop, type Locale, type RemotePreset, type Settings } from '../../contract/index.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { RemoteModels } from '../../ports/remote-model.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import type { CrossingGate } from './crossing-gate.ts';
import { dryRun, type PastQuestion } from './dry-run.ts';
import { Health } from './remotes/health.ts';
import { remotePresets } from './remotes/presets.data.ts';
import { createRemotes, type Remotes } from './remotes/remotes.ts';
import { LocalQueue } from './router/local-queue.ts';
import { Router } from './router/router.ts';

/** The models of this computer, as far as the router needs them. */
export interface LocalModels {
  /** Id of the chat model in use; null is quote mode. */
  chosen(): string | null;
  /** Loads it. @throws SproutError. */
  chat(id: string): Promise<LanguageModel>;
  /** Requests that the model works on, and that wait for it. */
  load(id: string): { busy: number; waiting: number };
}

export interface BurstOptions {
  readonly settings: { get(): Settings; update(change: Partial<Settings>): Settings };
  readonly secrets: SecretStore;
  readonly keyPrefix: string;
  readonly models: RemoteModels;
  readonly gate: CrossingGate;
  readonly local: LocalModels;
  /** What this computer tells of itself. */
  readonly laptop: () => Promise<Omit<Laptop, 'model' | 'busy' | 'waiting' | 'queueSeconds' | 'tokensPerSecond'>>;
  /** Questions since a time, of the owner and of visitors, that are still kept. */
  readonly past: (since: string) => Promise<readonly PastQuestion[]>;
  readonly isPrivate: (document: string, site: string | null) => boolean;
  /** Whether a text holds a piece of a private document. */
  readonly holdsPrivate?: (text: string) => boolean;
  readonly cost: (remote: Parameters<CrossingGate['refusal']>[0]['remote'], promptTokens: number, completionTokens: number) => number | null;
  readonly locale: () => Locale;
  readonly onChange: () => void;
  readonly onBug: (error: unknown) => void;
  readonly now?: () => Date;
}

/** Beyond this computer: places that run models, and when they are asked. */
export interface Burst {
  readonly remotes: Remotes;
  readonly presets: readonly RemotePreset[];
  state(): Promise<ComputeState>;
  updatePolicy(change: Partial<BurstPolicy>): BurstPolicy;
  /** Nothing is sent. */
  dryRun(asked: { policy?: BurstPolicy | undefined; days: number }): Promise<DryRun>;
  /** What answers where nobody names a model: the local one, `auto` where others may be asked too, null for quotes. */
  chosen(): string | null;
  /** `auto`, `remote:<id>`, or a model of this computer, which is then asked alone. @throws SproutError remote-not-found, remote-off, burst-off, and those of the model. */
  chat(id: string): Promise<LanguageModel>;
  /** What answers for a site whose setting names a model or none; undefined quotes. */
  siteModel(site: string, id: string | null): (() => Promise<LanguageModel>) | undefined;
}

export const automatic = 'auto';
const remotePrefix = 'remote:';
/** Until the local model is loaded, in tokens: the shortest that models have. */
const usualContext = 4096;

export function createBurst({ settings, secrets, keyPrefix, models, gate, local, laptop, past, isPrivate, holdsPrivate, cost, locale, onChange, onBug, now = () => new Date() }: BurstOptions): Burst {
  const health = new Health({ now: () => now().getTime(), onChange });
  const remotes = createRemotes({ settings, secrets, keyPrefix, models, gate, health, locale, onChange, now });
  const policy = (): BurstPolicy => settings.get().burst;
  const inUse = (): string => local.chosen() ?? '';
  const queues = new Map<string, LocalQueue>();
  const loaded = new Map<string, number>();

  function queueOf(id: string): LocalQueue {
    const known = queues.get(id) ?? new LocalQueue(() => local.load(id));
    queues.set(id, known);
    return known;
  }

  async function router(id: string, localId: string | null, chosen?: string): Promise<Router> {
    const model = localId === null ? undefined : await local.chat(localId).catch((error: unknown) => {
      // Others may answer instead; without them the reader is told.
      if (!policy().enabled || !remotes.settled().some(({ enabled }) => enabled)) throw error;
      onBug(error);
      return undefined;
    });
    if (model && localId !== null) loaded.set(localId, model.contextLength);
    return new Router({ id, local: model, chosen, policy, remotes: remotes.settled, health, queue: queueOf(localId ?? ''), models, gate, keyOf: remotes.key });
  }

  const mayBurst = (): boolean => policy().enabled && settings.get().remotes.some(({ enabled }) => enabled);

  return {
    remotes, presets: remotePresets,
    async state() {
      const id = inUse();
      const queue = queueOf(id);
      const [facts, all] = await Promise.all([laptop(), remotes.list()]);
      return {
        laptop: { ...facts, model: local.chosen(), ...local.load(id), queueSeconds: queue.seconds(), tokensPerSecond: queue.tokensPerSecond },
        remotes: all.map((remote) => ({ ...remote, health: health.of(remote.id, locale()) })), policy: policy(),
      };
    },
    updatePolicy(change) {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      settings.update({ burst: burstPolicySchema.parse({ ...policy(), ...given }) });
      onChange();
      return policy();
    },
    async dryRun({ policy: tried = { ...policy(), enabled: true }, days }) {
      const since = new Date(now().getTime() - days * 24 * 3600_000).toISOString();
      const id = local.chosen();
      return dryRun({ policy: tried, days, questions: await past(since), remotes: remotes.settled(), hasLocalModel: id !== null, localContext: id === null ? 0 : loaded.get(id) ?? usualContext, isPrivate, ...(holdsPrivate ? { holdsPrivate } : {}), cost, budget: settings.get().budget });
    },
    chosen() {
      const id = local.chosen();
      return mayBurst() && (id !== null || policy().rules.noLocalModel.on) ? automatic : id;
    },
    async chat(id) {
      if (id === automatic) return router(automatic, local.chosen());
      if (!id.startsWith(remotePrefix)) return measured(await local.chat(id), queueOf(id));
      const wanted = id.slice(remotePrefix.length);
      const remote = remotes.settled().find((one) => one.id === wanted);
      if (!remote) throw new SproutError('remote-not-found', { id: wanted });
      if (!policy().enabled) throw new SproutError('burst-off');
      if (!remote.enabled) throw new SproutError('remote-off', { name: remote.name });
      return router(id, local.chosen(), wanted);
    },
    siteModel(site, id) {
      const way = mayBurst() ? policy().sites[site] ?? 'rules' : 'never';
      if (way !== 'never' && (id !== null || way === 'always')) return () => router(id ?? automatic, id);
      return id === null ? undefined : async () => measured(await local.chat(id), queueOf(id));
    },
  };
}

/** A local model that is asked alone still tells how quick it is. */
function measured(model: LanguageModel, queue: LocalQueue): LanguageModel {
  return {
    id: model.id, contextLength: model.contextLength, countTokens: (text) => model.countTokens(text),
    async* generate(request) {
      for await (const event of model.generate(request)) {
        if (event.type === 'end') queue.answered(event.totalMs, event.firstTokenMs, event.usage.completionTokens);
        yield event;
      }
    },
  };
}
