import { SproutError, type BurstPolicy, type ComputeState, type DryRun, type Locale, type Machine, type Settings } from '../../contract/index.ts';
import type { AskedStore } from '../../ports/asked-store.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { MachineState } from '../../ports/machine-state.ts';
import type { MachineVitals } from '../../ports/machine-vitals.ts';
import type { RemoteModels } from '../../ports/remote-model.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import type { CrossingGate } from './crossing-gate.ts';
import { dryRun } from './dry-run.ts';
import { createRemotes, type Remotes } from './remotes.ts';
import { LocalLoad } from './routing/local-load.ts';
import { Router } from './routing/router.ts';
import type { RouterParts } from './routing/router-parts.ts';
import { placeId } from './routing/route-event.ts';

/** Whatever place may be asked first: where there is no model here, or a site always asks elsewhere. */
export const anyPlace = placeId('any');

/** The chat models of this computer. */
export interface LocalModels {
  chosen(role: 'chat'): string | null;
  chat(id: string): Promise<LanguageModel>;
  list(): Promise<{ readonly machine: Machine }>;
  /** Requests that a model works on, and that wait; zero where it is not loaded. */
  working(id: string): { readonly busy: number; readonly waiting: number };
}

/** Beyond this computer: who may be asked, and when. Its chat models are the computer's and all others, behind one port. */
export interface Burst {
  readonly remotes: Remotes;
  /** Id of the model that answers by itself; null quotes. */
  chosen(): string | null;
  /** A model by its id, `remote:<id>`, or `remote:any`. @throws SproutError remote-not-found; those of the models here. */
  get(id: string): Promise<LanguageModel>;
  /** The model of a site, by what its settings name. */
  forSite(site: string, model: string | null): string | null;
  /** Seconds that a question would wait for the model here. */
  waitSeconds(): number;
  policy(): BurstPolicy;
  updatePolicy(change: Partial<BurstPolicy>): BurstPolicy;
  state(): Promise<ComputeState>;
  dryRun(days: number, policy?: BurstPolicy): DryRun;
}

export interface BurstOptions {
  readonly settings: { get(): Settings; update(change: Partial<Settings>): Settings };
  readonly secrets: SecretStore;
  readonly secretPrefix: string;
  readonly local: LocalModels;
  readonly models: RemoteModels;
  /** What every request passes before a byte of it leaves. */
  readonly gate: CrossingGate;
  readonly machine: MachineState;
  readonly vitals: MachineVitals;
  readonly documents: { get(id: string): { readonly private?: boolean | undefined } | undefined };
  readonly asked: Pick<AskedStore, 'since'>;
  readonly events: Pick<EventHub, 'emit'>;
  readonly locale: () => Locale;
  readonly onBug: (error: unknown) => void;
  readonly now?: () => Date;
  /** Answers that the model here writes at the same time. */
  readonly together?: number;
  readonly ports?: Parameters<typeof createRemotes>[0]['ports'];
  readonly wait?: RouterParts['wait'];
  readonly random?: () => number;
}

const usuallyTogether = 8;
const dayMs = 86_400_000;
/** Who names one of these has made a mistake that no other place mends. */
const mistakes = new Set<string>(['model-not-found', 'model-role']);

export function createBurst({ settings, secrets, secretPrefix, local, models, gate, machine, vitals, documents, asked, events, locale, onBug, now = () => new Date(), together = usuallyTogether, ports, wait = waitFor, random = Math.random }: BurstOptions): Burst {
  const remotes = createRemotes({ settings, secrets, secretPrefix, models, gate: () => gate, events, locale, onBug, now, ...(ports ? { ports } : {}) });
  const load = new LocalLoad(together);
  const policy = (): BurstPolicy => settings.get().burst;
  const parts: RouterParts = { gate, models, onBug, policy, load, wait, random, keyOf: remotes.keyOf, remotes: remotes.enabled, health: remotes.health, busy: (id) => local.working(id).busy };
  /** Whether a question that cannot be answered here may go elsewhere at all. */
  const reaches = (): boolean => policy().enabled && remotes.enabled().length > 0;

  async function elsewhere(id: string): Promise<LanguageModel> {
    const preferred = id === anyPlace ? undefined : remotes.get(id.slice(placeId('').length));
    const chosen = local.chosen('chat');
    return new Router(parts, { id, local: undefined, preferred, laterLocal: async () => (chosen === null ? undefined : local.chat(chosen)) });
  }

  async function here(id: string): Promise<LanguageModel> {
    try {
      return new Router(parts, { id, local: await local.chat(id) });
    } catch (error) {
      if (!(error instanceof SproutError) || mistakes.has(error.code) || !reaches() || !policy().rules.noLocalModel.on) throw error;
      return new Router(parts, { id, local: undefined, localProblem: error });
    }
  }

  return {
    remotes, policy,
    chosen: () => local.chosen('chat') ?? (reaches() && policy().rules.noLocalModel.on ? anyPlace : null),
    get: (id) => (id.startsWith(placeId('')) ? elsewhere(id) : here(id)),
    forSite: (site, model) => model ?? (reaches() && policy().sites[site] === 'always' ? anyPlace : null),
    waitSeconds: () => { const chosen = local.chosen('chat'); return load.waitSeconds(chosen === null ? 0 : local.working(chosen).busy); },
    updatePolicy(change) {
      const { burst } = settings.update({ burst: { ...policy(), ...change } });
      events.emit({ type: 'compute-changed' });
      return burst;
    },
    async state() {
      const model = local.chosen('chat');
      const { busy, waiting } = model === null ? { busy: 0, waiting: 0 } : local.working(model);
      const [{ machine: on }, power, now, places] = await Promise.all([local.list(), machine.now(), vitals.now(), remotes.list()]);
      return {
        policy: policy(), remotes: places,
        laptop: {
          cores: on.cores, load: now.load, memoryMegabytes: on.memoryMegabytes, freeMegabytes: on.freeMegabytes, graphics: on.gpus.map(({ name }) => name), model, busy: Math.max(busy, load.others), waiting,
          queueSeconds: load.waitSeconds(busy), tokensPerSecond: load.tokensPerSecond, onBattery: power.onBattery, batteryMinutes: power.batteryMinutes, temperature: now.temperature,
        },
      };
    },
    dryRun(days, under = policy()) {
      return dryRun({
        days, policy: under, remotes: remotes.enabled(), asked: asked.since(new Date(now().getTime() - days * dayMs).toISOString()), budget: settings.get().budget, localName: local.chosen('chat') ?? '',
        isPrivate: (id) => { const document = documents.get(id); return document === undefined || document.private === true; },
      });
    },
  };
}

function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void { clearTimeout(timer); signal?.removeEventListener('abort', done); resolve(); }
    if (signal?.aborted) done();
    else signal?.addEventListener('abort', done, { once: true });
  });
}
