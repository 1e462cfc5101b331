import { defaultBurstPolicy, type BurstPolicy, type RemoteSettings, type RouteStep } from '../../../../core/contract/index.ts';
import { createRemoteModels } from '../../../../core/adapters/cloud/index.ts';
import { createBurst, type Burst, type BurstOptions } from '../../../../core/features/burst/index.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../../../core/ports/language-model.ts';
import { createEventHub } from '../../../../core/shared/event-hub.ts';
import { FakeCrossingGate } from '../../../fakes/fake-crossing-gate.ts';
import { FakeLanguageModel } from '../../../fakes/fake-language-model.ts';
import { MemorySecretStore } from '../../../fakes/memory-secret-store.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';

export const place = (address: string, more: Partial<RemoteSettings> = {}): RemoteSettings => ({
  name: 'Cloud', preset: 'other', kind: 'cloud', address, model: 'test-model', contextLength: 32_768, region: 'here', price: { currency: 'CNY', input: 1_000_000, cachedInput: 100_000, output: 2_000_000 }, sees: 'masked', enabled: true, order: 0, ...more,
});

export const policy = (change: Partial<BurstPolicy> = {}): BurstPolicy => ({ ...defaultBurstPolicy, enabled: true, patienceMs: 500, ...change, rules: { ...defaultBurstPolicy.rules, ...change.rules } });

export interface Bench { burst: Burst; gate: FakeCrossingGate; store: MemoryWorkspaceStore; secrets: MemorySecretStore; local: FakeLanguageModel; waits: number[] }

/** Everything of burst with a real network; the model here is a fake, and is chosen where `withLocal` is not false. Retries wait no time, and their waits are kept. */
export function bench({ withLocal = true, rules = {}, ...more }: { withLocal?: boolean; rules?: Partial<BurstPolicy> } & Partial<BurstOptions> = {}): Bench {
  const store = new MemoryWorkspaceStore();
  const secrets = new MemorySecretStore();
  const gate = new FakeCrossingGate();
  const local = new FakeLanguageModel();
  local.pieces = ['Here: ', 'at nine.'];
  const waits: number[] = [];
  store.settings.update({ burst: policy(rules), models: { chat: withLocal ? 'fake' : null, embedding: null, reranking: null } });
  const burst = createBurst({
    settings: store.settings, secrets, secretPrefix: 'test/remote', gate, models: createRemoteModels(), documents: store.documents, asked: { since: () => [] }, events: createEventHub((error) => { throw error; }), locale: () => 'en',
    local: { chosen: () => store.settings.get().models.chat, chat: () => Promise.resolve(local), working: () => ({ busy: 0, waiting: 0 }), list: () => Promise.resolve({ machine: { memoryMegabytes: 8000, freeMegabytes: 4000, cores: 4, gpus: [], speed: null } }) },
    machine: { now: () => Promise.resolve({ onBattery: false, batteryMinutes: null, idleMinutes: 0, hour: 12 }) }, vitals: { now: () => Promise.resolve({ load: 0.5, temperature: 51 }) },
    onBug: (error) => { throw error; }, wait: (ms) => { waits.push(ms); return Promise.resolve(); }, ...more,
  });
  return { burst, gate, store, secrets, local, waits };
}

export const question = (more: Partial<GenerateRequest> = {}): GenerateRequest => ({ messages: [{ role: 'user', content: 'When do you open?' }], maxTokens: 100, provenance: { documents: [], site: null, purpose: 'answer' }, ...more });

export interface Seen { text: string; steps: RouteStep[]; ends: number; all: GenerateEvent[]; error: (Error & { code?: string; fields?: Record<string, unknown> }) | undefined }

/** What somebody reads who forgets the text before a route, as all must. */
export async function read(model: LanguageModel, request: GenerateRequest): Promise<Seen> {
  const seen: Seen = { text: '', steps: [], ends: 0, all: [], error: undefined };
  try {
    for await (const event of model.generate(request)) {
      seen.all.push(event);
      if (event.type === 'text') seen.text += event.text;
      else if (event.type === 'route') { seen.text = ''; seen.steps.push(event.step); } else if (event.type === 'end') seen.ends += 1;
    }
  } catch (error) {
    seen.error = error as Seen['error'];
  }
  return seen;
}

/** `place outcome reason`, one after the other. */
export const told = ({ steps }: Pick<Seen, 'steps'>): string[] => steps.map(({ name, outcome, reason, code }) => [name, outcome, reason, code].filter(Boolean).join(' '));
