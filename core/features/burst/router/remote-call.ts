import type { Remote } from '../../../contract/index.ts';
import { SproutError } from '../../../contract/index.ts';
import type { GenerateEvent, GenerateRequest, Provenance, Usage } from '../../../ports/language-model.ts';
import type { RemoteModels } from '../../../ports/remote-model.ts';
import type { CrossingGate } from '../crossing-gate.ts';
import type { Health } from '../remotes/health.ts';
import { estimateTokens } from './estimate-tokens.ts';

export interface RemoteCallOptions {
  readonly models: RemoteModels;
  readonly gate: CrossingGate;
  readonly health: Health;
  readonly keyOf: (remote: string) => Promise<string | undefined>;
}

/** Tokens that an answer takes where nobody says how many. */
const answerTokens = 1024;

/** What may be written at most: a price must be known before. */
export const mostTokens = ({ maxTokens }: GenerateRequest): number => maxTokens ?? answerTokens;

/** One call of a place elsewhere, through the gate. @throws SproutError of the gate and of the place; AbortError. */
export async function* callRemote(remote: Remote, request: GenerateRequest, provenance: Provenance, signal: AbortSignal, patienceMs: number, { models, gate, health, keyOf }: RemoteCallOptions): AsyncGenerator<Exclude<GenerateEvent, { type: 'route' | 'queued' }>> {
  const key = await keyOf(remote.id);
  const maxTokens = mostTokens(request);
  const crossing = await gate.open({ remote, messages: request.messages, tools: request.tools, maxTokens, provenance });
  const startedAt = performance.now();
  let sent = false;
  let received = '';
  let firstTokenMs: number | undefined;
  let usage: Usage | undefined;
  let outcome: 'done' | 'cut' | 'failed' = 'cut';
  health.take(remote.id);
  try {
    for await (const event of models.complete({
      address: remote.address, key, model: remote.model, messages: crossing.messages, tools: crossing.tools, maxTokens, signal, patienceMs,
      temperature: request.temperature, topP: request.topP, seed: request.seed, stop: request.stop, jsonSchema: request.jsonSchema,
      onSend: async (body) => { await crossing.sent(body); sent = true; },
    })) {
      signal.throwIfAborted();
      if (event.type === 'text') {
        firstTokenMs ??= performance.now() - startedAt;
        received += event.text;
        const text = crossing.restore(event.text);
        if (text !== '') yield { type: 'text', text };
        continue;
      }
      const held = crossing.restored();
      if (held !== '') yield { type: 'text', text: held };
      outcome = 'done';
      usage = event.usage;
      const totalMs = performance.now() - startedAt;
      const counted = usage ?? { promptTokens: sum(crossing.messages.map(({ content }) => estimateTokens(content))), completionTokens: estimateTokens(received), cachedTokens: 0 };
      health.well(remote.id, firstTokenMs ?? totalMs, counted.completionTokens / Math.max(0.001, (totalMs - (firstTokenMs ?? 0)) / 1000));
      yield { type: 'end', reason: event.reason, usage: counted, firstTokenMs: firstTokenMs ?? totalMs, totalMs };
    }
  } catch (error) {
    // What was refused is not paid for; what broke off may be.
    outcome = received === '' && error instanceof SproutError && unpaid.has(error.code) ? 'failed' : 'cut';
    if (error instanceof SproutError && error.code.startsWith('remote-')) health.failed(remote.id, error);
    else health.gone(remote.id);
    throw error;
  } finally {
    if (outcome === 'cut') health.gone(remote.id);
    await crossing.close(sent ? { outcome, usage, received, ms: performance.now() - startedAt } : undefined);
  }
}

/** The server did not take the question, or it never reached it. */
const unpaid = new Set<string>(['remote-unreachable', 'remote-tls', 'remote-plain', 'remote-address', 'remote-key', 'remote-account', 'remote-busy', 'remote-failed', 'remote-refused', 'remote-moved', 'crossing-private', 'budget-used-up', 'remote-price']);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
