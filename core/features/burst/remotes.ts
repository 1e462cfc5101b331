import { SproutError, type Locale, type Remote, type RemoteHealth, type RemotePresetId, type RemoteSettings, type RemoteTest, type Settings } from '../../contract/index.ts';
import type { RemoteModels } from '../../ports/remote-model.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { hostOf, remoteAddress } from '../../shared/net/remote-address.ts';
import type { CrossingGate } from './crossing-gate.ts';
import { presets, usualPorts } from './presets.data.ts';
import { PlaceHealth } from './routing/place-health.ts';
import { RemoteTry } from './routing/remote-try.ts';

export interface TestedPlace { readonly preset: RemotePresetId; readonly kind: RemoteSettings['kind']; readonly address: string; readonly model: string; readonly key?: string | undefined; readonly id?: string | undefined }

/** Places elsewhere: kept in the settings, their keys in the keychain. */
export interface Remotes {
  list(): Promise<(Remote & { health: RemoteHealth })[]>;
  /** That may be asked, the first first. From the settings alone: quick. */
  enabled(): readonly Remote[];
  /** @throws SproutError remote-not-found. */
  get(id: string): Remote;
  /** @throws SproutError remote-address. */
  add(given: RemoteSettings & { readonly key?: string | undefined }): Promise<Remote>;
  /** A key that is empty is forgotten. @throws SproutError remote-not-found, remote-address. */
  update(id: string, change: Partial<RemoteSettings> & { readonly key?: string | undefined }): Promise<Remote>;
  /** @throws SproutError remote-not-found. */
  delete(id: string): Promise<void>;
  /** Asks for its models, then for one short answer. Goes through the gate: a test is written down and paid for too. */
  test(place: TestedPlace, signal?: AbortSignal): Promise<RemoteTest>;
  /** Servers of models on this computer. */
  find(signal?: AbortSignal): Promise<{ preset: RemotePresetId; address: string; models: string[] }[]>;
  health(id: string): PlaceHealth;
  keyOf(id: string): Promise<string | undefined>;
}

export interface RemotesOptions {
  readonly settings: { get(): Settings; update(change: Partial<Settings>): Settings };
  readonly secrets: SecretStore;
  /** Before the id of a place in the name of its key. */
  readonly secretPrefix: string;
  readonly models: RemoteModels;
  readonly gate: () => CrossingGate;
  readonly events: Pick<EventHub, 'emit'>;
  readonly locale: () => Locale;
  readonly onBug: (error: unknown) => void;
  readonly now?: () => Date;
  readonly id?: () => string;
  /** Where servers are looked for; for tests. */
  readonly ports?: readonly { readonly port: number; readonly preset: RemotePresetId }[];
}

const testPatienceMs = 15_000;
const findMs = 800;
const testTokens = 16;

export function createRemotes({ settings, secrets, secretPrefix, models, gate, events, locale, onBug, now = () => new Date(), id: newId = () => crypto.randomUUID(), ports = usualPorts }: RemotesOptions): Remotes {
  const healths = new Map<string, PlaceHealth>();
  const secretOf = (id: string): string => `${secretPrefix}/${id}`;

  function health(id: string): PlaceHealth {
    const known = healths.get(id) ?? new PlaceHealth(() => now().getTime());
    healths.set(id, known);
    return known;
  }

  function stored(id: string): Settings['remotes'][number] {
    const found = settings.get().remotes.find((remote) => remote.id === id);
    if (!found) throw new SproutError('remote-not-found', { id });
    return found;
  }

  const whole = async (remote: Settings['remotes'][number]): Promise<Remote> => ({ ...remote, hasKey: await secrets.get(secretOf(remote.id)) !== undefined });

  /** What a cloud sees is always masked, whoever asks for more. */
  function checked(given: RemoteSettings): RemoteSettings {
    return { ...given, address: remoteAddress(given.address).href, sees: given.kind === 'cloud' ? 'masked' : given.sees };
  }

  async function keepKey(id: string, key: string | undefined): Promise<void> {
    if (key === undefined) return;
    if (key.trim() === '') await secrets.delete(secretOf(id));
    else await secrets.set(secretOf(id), key.trim());
  }

  const changed = (): void => { events.emit({ type: 'compute-changed' }); };
  const keyOf = (id: string): Promise<string | undefined> => secrets.get(secretOf(id));

  /** A place that is not kept yet, as the gate is told of it. What it costs is what its preset says; nothing where that knows nothing. */
  function tried({ preset, kind, address, model, id }: TestedPlace): Remote {
    const known = id === undefined ? undefined : settings.get().remotes.find((remote) => remote.id === id);
    const offered = presets.find((each) => each.id === preset);
    const listed = offered?.models.find((each) => each.id === model);
    return {
      name: offered?.name[locale()] ?? preset, region: offered?.region[locale()] ?? '', contextLength: listed?.contextLength ?? 8192, sees: 'masked', enabled: true, order: 0, createdAt: now().toISOString(), hasKey: true, ...known,
      price: known?.price ?? listed?.price ?? { currency: settings.get().budget.currency, input: 0, cachedInput: 0, output: 0 }, id: id ?? 'test', preset, kind, address, model,
    };
  }

  return {
    health, keyOf,
    list: () => Promise.all([...settings.get().remotes].sort((a, b) => a.order - b.order).map(async (remote) => ({ ...await whole(remote), health: health(remote.id).state((error) => error.toProblem(locale())) }))),
    enabled: () => settings.get().remotes.filter(({ enabled }) => enabled).sort((a, b) => a.order - b.order).map((remote) => ({ ...remote, hasKey: true })),
    get: (id) => ({ ...stored(id), hasKey: true }),
    async add({ key, ...given }) {
      const remote = { ...checked(given), id: newId(), createdAt: now().toISOString() };
      await keepKey(remote.id, key);
      settings.update({ remotes: [...settings.get().remotes, remote] });
      changed();
      return whole(remote);
    },
    async update(id, { key, ...change }) {
      const before = stored(id);
      const remote = { ...before, ...checked({ ...before, ...change }) };
      // A key goes to the host that it was typed for, and to no other.
      if (key === undefined && originOf(remote.address) !== originOf(before.address)) await secrets.delete(secretOf(id));
      await keepKey(id, key);
      settings.update({ remotes: settings.get().remotes.map((each) => (each.id === id ? remote : each)) });
      health(id).reset();
      changed();
      return whole(remote);
    },
    async delete(id) {
      stored(id);
      settings.update({ remotes: settings.get().remotes.filter((remote) => remote.id !== id) });
      await secrets.delete(secretOf(id));
      healths.delete(id);
      changed();
    },
    async test(place, signal = new AbortController().signal) {
      const result = { ok: false, problem: null, models: [], firstTokenMs: null, answer: '' } as RemoteTest;
      const told = (error: unknown): RemoteTest['problem'] => {
        signal.throwIfAborted();
        if (!(error instanceof SproutError)) throw error;
        return error.toProblem(locale());
      };
      let address: string;
      try {
        address = remoteAddress(place.address).href;
      } catch (error) {
        return { ...result, problem: told(error) };
      }
      const kept = place.id === undefined ? undefined : settings.get().remotes.find((remote) => remote.id === place.id);
      // The kept key goes to the host that it was kept for: a changed address wants it typed again.
      const key = place.key?.trim() || (kept && originOf(kept.address) === originOf(address) ? await keyOf(kept.id) : undefined);
      let ids: string[] = [];
      try {
        ids = await models.models({ address, key, signal });
      } catch (error) {
        const problem = told(error);
        // Some services list nothing; without a connection or a key nothing else is tried.
        if (!(error instanceof SproutError) || !['remote-refused', 'remote-garbled', 'remote-failed'].includes(error.code)) return { ...result, problem };
      }
      const model = place.model.trim() || ids[0];
      if (model === undefined) return { ...result, models: ids, problem: new SproutError('remote-garbled', { host: hostOf(new URL(address)), reason: 'no list of models' }).toProblem(locale()) };
      try {
        const own = new PlaceHealth();
        own.begin();
        const request = { messages: [{ role: 'user', content: locale() === 'zh' ? '请只回答：好' : 'Answer with one word: ready' }], maxTokens: testTokens, provenance: { documents: [], site: null, purpose: 'test' }, signal } as const;
        const trying = new RemoteTry({ gate: gate(), models, keyOf: () => Promise.resolve(key), onBug }, tried({ ...place, address, model }), request, own);
        let answer = '';
        let firstTokenMs: number | null = null;
        for await (const event of trying.events(testPatienceMs)) if (event.type === 'text') answer += event.text; else ({ firstTokenMs } = event);
        if (kept) { health(kept.id).reset(); changed(); }
        return { ok: true, problem: null, models: ids, firstTokenMs, answer };
      } catch (error) {
        return { ...result, models: ids, problem: told(error) };
      }
    },
    async find(signal) {
      const leaving = AbortSignal.any([...(signal ? [signal] : []), AbortSignal.timeout(findMs)]);
      const found = await Promise.all(ports.map(async ({ port, preset }) => {
        const address = `http://127.0.0.1:${port}/v1`;
        return models.models({ address, signal: leaving }).then((ids) => [{ preset, address, models: ids }], () => []);
      }));
      signal?.throwIfAborted();
      return found.flat();
    },
  };
}

const originOf = (address: string): string | undefined => URL.parse(address)?.origin;
