import { createRemoteModels } from '../../../../core/adapters/cloud/index.ts';
import { defaultBurstPolicy, type BurstPolicy, type RemoteSettings } from '../../../../core/contract/index.ts';
import { createBurst, type Burst, type BurstOptions } from '../../../../core/features/burst/index.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../../../core/ports/language-model.ts';
import { FakeLanguageModel } from '../../../fakes/fake-language-model.ts';
import { MemorySecretStore } from '../../../fakes/memory-secret-store.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';
import { OpenGate } from '../../../fakes/open-gate.ts';

export const place = (address: string, more: Partial<RemoteSettings> = {}): RemoteSettings => ({
  name: 'Cloud', preset: 'other', kind: 'cloud', address, model: 'test-model', contextLength: 32_768, region: '', price: { currency: 'CNY', input: 1_000_000, cachedInput: 100_000, output: 2_000_000 }, sees: 'masked', enabled: true, order: 0, ...more,
});

export interface Places { burst: Burst; gate: OpenGate; store: MemoryWorkspaceStore; secrets: MemorySecretStore; local: FakeLanguageModel }

/** Burst over a real network, with a gate that lets everything through; the model here is a fake, and is chosen where `withLocal` is not false. */
export function openPlaces({ withLocal = true, policy = {}, ...more }: { withLocal?: boolean; policy?: Partial<BurstPolicy> } & Partial<BurstOptions> = {}): Places {
  const store = new MemoryWorkspaceStore();
  const secrets = new MemorySecretStore();
  const gate = new OpenGate();
  const local = new FakeLanguageModel();
  local.pieces = ['Here: ', 'at nine.'];
  store.settings.update({ burst: { ...defaultBurstPolicy, enabled: true, patienceMs: 400, ...policy }, models: { chat: withLocal ? 'fake' : null, embedding: null, reranking: null } });
  const burst = createBurst({
    settings: store.settings, secrets, keyPrefix: 'test', gate, models: createRemoteModels(), locale: () => 'en', onChange: () => undefined, onBug: (error) => { throw error; },
    local: { chosen: () => store.settings.get().models.chat, chat: () => Promise.resolve(local), load: () => ({ busy: 0, waiting: 0 }) }, past: () => Promise.resolve([]), isPrivate: () => false, cost: () => 0,
    laptop: () => Promise.resolve({ cores: 4, load: 0.5, memoryMegabytes: 8000, freeMegabytes: 4000, graphics: [], onBattery: false, batteryMinutes: null, temperature: 51 }), ...more,
  });
  return { burst, gate, store, secrets, local };
}

export const question = (more: Partial<GenerateRequest> = {}): GenerateRequest => ({ messages: [{ role: 'user', content: 'When do you open?' }], maxTokens: 100, provenance: { documents: [], site: null, purpose: 'answer' }, ...more });

export interface Seen { text: string; /** All of it, as one reads who forgets nothing. */ whole: string; steps: string[]; ends: number; error: (Error & { code?: string; fields?: Record<string, unknown> }) | undefined }

/** What somebody reads who forgets the text where another place is asked. */
export async function seenOf(model: LanguageModel | Promise<LanguageModel>, request: GenerateRequest = question()): Promise<Seen> {
  const seen: Seen = { text: '', whole: '', steps: [], ends: 0, error: undefined };
  try {
    for await (const event of (await model).generate(request)) take(seen, event);
  } catch (error) {
    seen.error = error as Seen['error'];
  }
  return seen;
}

function take(seen: Seen, event: GenerateEvent): void {
  if (event.type === 'text') { seen.text += event.text; seen.whole += event.text; }
  if (event.type === 'end') seen.ends += 1;
  if (event.type !== 'route') return;
  if (event.step.outcome === 'asked') seen.text = '';
  seen.steps.push([event.step.name, event.step.outcome, event.step.reason, event.step.code].filter(Boolean).join(' '));
}
