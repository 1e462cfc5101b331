import { SproutError, type BodyOf, type Locale, type Remote, type RemotePresetId, type RemoteSettings, type RemoteTest, type Settings } from '../../../contract/index.ts';
import type { RemoteModels } from '../../../ports/remote-model.ts';
import type { SecretStore } from '../../../ports/secret-store.ts';
import { remoteAddress } from '../../../shared/net/remote-address.ts';
import type { CrossingGate } from '../crossing-gate.ts';
import { callRemote } from '../router/remote-call.ts';
import { Health } from './health.ts';
import { knownPorts, remotePresets } from './presets.data.ts';

export interface RemotesOptions {
  readonly settings: { get(): Settings; update(change: Partial<Settings>): Settings };
  readonly secrets: SecretStore;
  /** Before the name of each key: the workspace's. */
  readonly keyPrefix: string;
  readonly models: RemoteModels;
  readonly gate: CrossingGate;
  readonly health: Health;
  readonly locale: () => Locale;
  readonly onChange: () => void;
  readonly now?: () => Date;
  readonly id?: () => string;
}

/** Places elsewhere that run models, with their keys. */
export interface Remotes {
  /** In the order in which they are asked. */
  list(): Promise<Remote[]>;
  /** The same without a look at the keys. */
  settled(): readonly Remote[];
  /** @throws SproutError remote-address, remote-plain. */
  add(given: BodyOf<'addRemote'>): Promise<Remote>;
  /** @throws SproutError remote-not-found, remote-address. */
  update(id: string, change: BodyOf<'updateRemote'>): Promise<Remote>;
  /** @throws SproutError remote-not-found. */
  delete(id: string): Promise<void>;
  /** Its models and one short answer; of nobody's data. Nothing is thrown: what is wrong is in the result. */
  test(given: BodyOf<'testRemote'>, signal?: AbortSignal): Promise<RemoteTest>;
  /** Servers of models on this computer. */
  find(): Promise<{ preset: RemotePresetId; address: string; models: string[] }[]>;
  key(id: string): Promise<string | undefined>;
}

const testPatienceMs = 20_000;
const findPatienceMs = 800;
const testTokens = 200;

export function createRemotes({ settings, secrets, keyPrefix, models, gate, health, locale, onChange, now = () => new Date(), id: newId = () => crypto.randomUUID().slice(0, 8) }: RemotesOptions): Remotes {
  const keyName = (id: string): string => `${keyPrefix}/remote/${id}`;
  const sorted = (): Omit<Remote, 'hasKey'>[] => settings.get().remotes.toSorted((a, b) => a.order - b.order || a.createdAt.localeCompare(b.createdAt));
  const full = async (remote: Omit<Remote, 'hasKey'>): Promise<Remote> => ({ ...remote, hasKey: await secrets.get(keyName(remote.id)) !== undefined });

  function find(id: string): Omit<Remote, 'hasKey'> {
    const found = settings.get().remotes.find((remote) => remote.id === id);
    if (!found) throw new SproutError('remote-not-found', { id });
    return found;
  }

  async function keep(given: Omit<Remote, 'hasKey'>, key: string | undefined): Promise<Remote> {
    const remote = { ...given, address: plain(given.address) };
    // The key first: a place without its key would only fail.
    if (key === '') await secrets.delete(keyName(remote.id));
    else if (key !== undefined) await secrets.set(keyName(remote.id), key.trim());
    settings.update({ remotes: [...settings.get().remotes.filter(({ id }) => id !== remote.id), { ...remote, sees: remote.kind === 'cloud' ? 'masked' : remote.sees }] });
    health.forget(remote.id);
    onChange();
    return full(find(remote.id));
  }

  /** A place as the gate is told of it before it is kept: at the price of its preset, or at none where nobody knows one. */
  function tried({ preset, kind, address, model, id = 'test' }: BodyOf<'testRemote'>, kept: Omit<Remote, 'hasKey'> | undefined): Remote {
    const known = remotePresets.find((each) => each.id === preset);
    const price = kept?.price ?? known?.models.find((each) => each.id === model)?.price ?? { currency: settings.get().budget.currency, input: 0, cachedInput: 0, output: 0 };
    return { name: kept?.name ?? known?.name[locale()] ?? preset, region: '', contextLength: 8192, sees: 'masked', enabled: true, order: 0, createdAt: now().toISOString(), hasKey: true, id, preset, kind, address, model, price };
  }

  return {
    list: () => Promise.all(sorted().map(full)),
    settled: () => sorted().map((remote) => ({ ...remote, hasKey: true })),
    add: ({ key, ...given }) => keep({ ...given, id: newId(), createdAt: now().toISOString() }, key),
    async update(id, { key, ...change }) {
      const before = find(id);
      const changed = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<RemoteSettings>;
      // A key goes to the server that it was put in for, and to no other.
      return keep({ ...before, ...changed }, key ?? (originOf(changed.address ?? before.address) === originOf(before.address) ? undefined : ''));
    },
    async delete(id) {
      find(id);
      settings.update({ remotes: settings.get().remotes.filter((remote) => remote.id !== id) });
      await secrets.delete(keyName(id));
      health.forget(id);
      onChange();
    },
    async test(asked, signal = new AbortController().signal) {
      const result: RemoteTest = { ok: false, problem: null, models: [], firstTokenMs: null, answer: '' };
      const kept = asked.id === undefined ? undefined : settings.get().remotes.find(({ id }) => id === asked.id);
      const key = asked.key?.trim() || (kept && originOf(kept.address) === originOf(asked.address) ? await secrets.get(keyName(kept.id)) : undefined);
      try {
        const address = plain(asked.address);
        // Some services keep their list to themselves: only what concerns the connection or the key counts here.
        result.models = await models.models({ address, key, signal }).catch((error: unknown) => {
          if (error instanceof SproutError && ['remote-refused', 'remote-garbled', 'remote-failed'].includes(error.code)) return [];
          throw error;
        });
        const model = asked.model === '' ? result.models[0] ?? '' : asked.model;
        if (result.models.length > 0 && !result.models.includes(model)) throw new SproutError('remote-model', { host: new URL(address).host, model, known: result.models.slice(0, shownModels).join(', ') });
        const messages = [{ role: 'user' as const, content: locale() === 'zh' ? '请只回答一个字：好' : 'Answer with one word: OK' }];
        // Through the gate: a test leaves this computer too, and may cost.
        for await (const event of callRemote(tried({ ...asked, address, model }, kept), { messages, maxTokens: testTokens }, { documents: [], site: null, purpose: 'test' }, signal, testPatienceMs, { models, gate, health: new Health(), keyOf: () => Promise.resolve(key) })) {
          if (event.type === 'text') result.answer += event.text;
          else result.firstTokenMs = event.firstTokenMs;
        }
        result.answer = result.answer.replace(/<think>[\s\S]*?<\/think>/, '').trim().slice(0, shownAnswer);
        result.ok = true;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SproutError)) throw error;
        result.problem = error.toKept(locale());
      }
      return result;
    },
    async find() {
      const found = await Promise.all(knownPorts.map(async ({ preset, port }) => {
        const address = `http://127.0.0.1:${port}/v1`;
        const listed = await models.models({ address, signal: AbortSignal.timeout(findPatienceMs) }).catch(() => undefined);
        return listed === undefined ? [] : [{ preset, address, models: listed }];
      }));
      return found.flat();
    },
    key: (id) => secrets.get(keyName(id)),
  };
}

const shownModels = 8;
const shownAnswer = 200;

/** As an address is kept. What its name stands for is looked at when it is connected to. @throws SproutError remote-address, remote-plain. */
const plain = (address: string): string => remoteAddress(address).href.replace(/\/$/, '');
const originOf = (address: string): string | undefined => URL.parse(address.trim())?.origin;
