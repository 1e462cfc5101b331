import { SproutError, type BodyOf, type Locale, type Remote, type RemotePresetId, type RemoteSettings, type RemoteTest, type Settings } from '../../../contract/index.ts';
import type { RemoteModels } from '../../../ports/remote-model.ts';
import type { SecretStore } from '../../../ports/secret-store.ts';
import type { Health } from './health.ts';
import { knownPorts } from './presets.data.ts';

export interface RemotesOptions {
  readonly settings: { get(): Settings; update(change: Partial<Settings>): Settings };
  readonly secrets: SecretStore;
  /** Before the name of each key: the workspace's. */
  readonly keyPrefix: string;
  readonly models: RemoteModels;
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

export function createRemotes({ settings, secrets, keyPrefix, models, health, locale, onChange, now = () => new Date(), id: newId = () => crypto.randomUUID().slice(0, 8) }: RemotesOptions): Remotes {
  const keyName = (id: string): string => `${keyPrefix}/remote/${id}`;
  const sorted = (): Omit<Remote, 'hasKey'>[] => settings.get().remotes.toSorted((a, b) => a.order - b.order || a.createdAt.localeCompare(b.createdAt));
  const full = async (remote: Omit<Remote, 'hasKey'>): Promise<Remote> => ({ ...remote, hasKey: await secrets.get(keyName(remote.id)) !== undefined });

  function find(id: string): Omit<Remote, 'hasKey'> {
    const found = settings.get().remotes.find((remote) => remote.id === id);
    if (!found) throw new SproutError('remote-not-found', { id });
    return found;
  }

  async function keep(remote: Omit<Remote, 'hasKey'>, key: string | undefined): Promise<Remote> {
    requireAddress(remote.address);
    // The key first: a place without its key would only fail.
    if (key === '') await secrets.delete(keyName(remote.id));
    else if (key !== undefined) await secrets.set(keyName(remote.id), key.trim());
    settings.update({ remotes: [...settings.get().remotes.filter(({ id }) => id !== remote.id), { ...remote, sees: remote.kind === 'cloud' ? 'masked' : remote.sees }] });
    health.forget(remote.id);
    onChange();
    return full(find(remote.id));
  }

  return {
    list: () => Promise.all(sorted().map(full)),
    settled: () => sorted().map((remote) => ({ ...remote, hasKey: true })),
    add: ({ key, ...given }) => keep({ ...given, id: newId(), createdAt: now().toISOString() }, key),
    async update(id, { key, ...change }) {
      const changed = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<RemoteSettings>;
      return keep({ ...find(id), ...changed }, key);
    },
    async delete(id) {
      find(id);
      settings.update({ remotes: settings.get().remotes.filter((remote) => remote.id !== id) });
      await secrets.delete(keyName(id));
      health.forget(id);
      onChange();
    },
    async test({ address, model, key, id }, signal = new AbortController().signal) {
      const result: RemoteTest = { ok: false, problem: null, models: [], firstTokenMs: null, answer: '' };
      const given = key === undefined || key === '' ? (id === undefined ? undefined : await secrets.get(keyName(id))) : key.trim();
      try {
        requireAddress(address);
        // Some services keep their list to themselves: only what concerns the connection or the key counts here.
        result.models = await models.models({ address, key: given, signal }).catch((error: unknown) => {
          if (error instanceof SproutError && ['remote-refused', 'remote-garbled', 'remote-failed'].includes(error.code)) return [];
          throw error;
        });
        const named = model === '' ? result.models[0] ?? '' : model;
        if (result.models.length > 0 && !result.models.includes(named)) throw new SproutError('remote-model', { host: new URL(address).host, model: named, known: result.models.slice(0, shownModels).join(', ') });
        const startedAt = performance.now();
        const messages = [{ role: 'user' as const, content: locale() === 'zh' ? '请只回答一个字：好' : 'Answer with one word: OK' }];
        for await (const event of models.complete({ address, key: given, model: named, messages, maxTokens: testTokens, signal, patienceMs: testPatienceMs, onSend: () => Promise.resolve() })) {
          if (event.type !== 'text') continue;
          result.firstTokenMs ??= performance.now() - startedAt;
          result.answer += event.text;
        }
        result.answer = result.answer.replace(/<think>[\s\S]*?<\/think>/, '').trim().slice(0, shownAnswer);
        result.ok = true;
      } catch (error) {
        if (!(error instanceof SproutError)) throw error;
        result.problem = error.toProblem(locale());
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

/** What can be seen of an address; where it leads is checked when it is connected to. */
function requireAddress(address: string): void {
  const url = URL.parse(address);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') throw new SproutError('remote-address', { address });
}
