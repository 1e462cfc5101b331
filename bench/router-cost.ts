/**
 * What the router itself costs a question, on a real database of settings: a model that answers at once, asked directly and through the router, on the way
 * to the model here and to a place elsewhere. `--calls N`. The prompt is as long as an answer's: 3,000 tokens and a conversation.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../core/adapters/sqlite/index.ts';
import { defaultBurstPolicy } from '../core/contract/index.ts';
import { createBudget, createBurst, createCrossings, createGate } from '../core/features/burst/index.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel } from '../core/ports/language-model.ts';
import { PrivateText } from '../core/shared/private-text.ts';
import { option } from './support/options.ts';
import { median, report, round } from './support/report.ts';

const calls = option('calls', 2000);
const warmUp = 200;
const usage = { promptTokens: 3000, cachedTokens: 0, completionTokens: 1 };
const folder = await mkdtemp(join(tmpdir(), 'sprout-router-'));

const instant: LanguageModel = {
  id: 'instant', contextLength: 8192, countTokens: (text) => Promise.resolve(Math.ceil(text.length / 4)),
  async* generate(): AsyncGenerator<GenerateEvent> {
    yield { type: 'text', text: 'Nine.' };
    yield { type: 'end', reason: 'stop', usage, firstTokenMs: 1, totalMs: 2 };
  },
};
const sentence = 'The workshop in the old mill opens at nine and closes at six, but on the first Saturday of a month it stays open until eight in the evening. ';
const request: GenerateRequest = {
  messages: [{ role: 'system', content: sentence.repeat(3) }, ...Array.from({ length: 6 }, (_, at) => ({ role: at % 2 === 0 ? 'user' as const : 'assistant' as const, content: sentence.repeat(2) })), { role: 'user', content: sentence.repeat(70) }],
  maxTokens: 700, provenance: { documents: Array.from({ length: 6 }, (_, at) => `document-${at}`), site: null, purpose: 'answer' }, supported: () => true,
};

async function timesOf(model: LanguageModel): Promise<number[]> {
  const times: number[] = [];
  for (let at = -warmUp; at < calls; at += 1) {
    const started = performance.now();
    for await (const event of model.generate(request)) void event;
    if (at >= 0) times.push(performance.now() - started);
  }
  return times;
}

const p95 = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;

try {
  const store = openSqliteStore(join(folder, 'sprout.db'));
  store.settings.update({ burst: { ...defaultBurstPolicy, enabled: true }, models: { chat: 'instant', embedding: null, reranking: null } });
  const budget = createBudget({ ledger: store.ledger, settings: store.settings, onChange: () => undefined });
  const nothing = new PrivateText([]);
  const gate = createGate({ settings: () => store.settings.get().guard, budget, crossings: createCrossings({ store: store.crossings }), isPrivate: () => false, privateText: () => nothing, onBug: (error) => { throw error; } });
  const open = { refusal: () => Promise.resolve(undefined), open: ({ messages, tools }: { messages: GenerateRequest['messages']; tools?: GenerateRequest['tools'] | undefined }) => Promise.resolve({ messages, tools, sent: () => Promise.resolve(), restore: (text: string) => text, restored: () => '', close: () => Promise.resolve() }) };
  const made = (through: typeof open | typeof gate): ReturnType<typeof createBurst> => createBurst({
    settings: store.settings, secrets: { get: () => Promise.resolve('sk'), set: () => Promise.resolve(), delete: () => Promise.resolve() }, keyPrefix: 'bench', gate: through, locale: () => 'en', onChange: () => undefined, onBug: (error) => { throw error; },
    models: { complete: async function* ({ onSend }) { await onSend('{}'); yield { type: 'text', text: 'Nine.' }; yield { type: 'end', reason: 'stop', usage }; }, models: () => Promise.resolve([]) },
    local: { chosen: () => 'instant', chat: () => Promise.resolve(instant), load: () => ({ busy: 1, waiting: 0 }) }, past: () => Promise.resolve([]), isPrivate: () => false, cost: () => 0,
    laptop: () => Promise.reject(new Error('not asked')),
  });
  const burst = made(open);
  for (let at = 0; at < 3; at += 1) await burst.remotes.add({ name: `Place ${at}`, preset: 'other', kind: 'cloud', address: 'https://models.example/v1', model: 'm', contextLength: 32_768, region: '', price: { currency: 'CNY', input: 1, cachedInput: 1, output: 1 }, sees: 'masked', enabled: true, order: at });
  const [first] = await burst.remotes.list();
  const alone = await timesOf(instant);
  const here = await timesOf(await burst.chat('auto'));
  const elsewhere = await timesOf(await burst.chat(`remote:${first?.id ?? ''}`));
  const throughGate = await timesOf(await made(gate).chat(`remote:${first?.id ?? ''}`));
  store.close();
  const result = (times: readonly number[]): { msMedian: number; msP95: number } => ({ msMedian: round(median(times)), msP95: round(p95(times)) });
  await report('router-cost', { calls, targets: { ownCostP95Ms: 2 }, alone: result(alone), here: result(here), elsewhere: result(elsewhere), elsewhereThroughTheGate: result(throughGate), ownCostP95Ms: { here: round(p95(here) - median(alone)), elsewhere: round(p95(elsewhere) - median(alone)) }, hereToAlone: round(median(here) / median(alone)) });
} finally {
  await rm(folder, { recursive: true, force: true });
}
