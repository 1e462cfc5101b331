import type { Remote } from '../../../contract/index.ts';
import { SproutError } from '../../../contract/index.ts';
import type { ChatMessage, GenerateEvent, GenerateRequest, Provenance, Usage } from '../../../ports/language-model.ts';
import type { RemoteModels } from '../../../ports/remote-model.ts';
import type { CrossingGate, Outgoing } from '../crossing-gate.ts';
import type { Health } from '../remotes/health.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { StopText } from './stop-text.ts';

export interface RemoteCallOptions {
  readonly models: RemoteModels;
  readonly gate: CrossingGate;
  readonly health: Health;
  readonly keyOf: (remote: string) => Promise<string | undefined>;
}

/** Tokens that an answer takes where nobody says how many. */
const answerTokens = 1024;

/** As the gate is told of it. A JSON schema is text too: it goes among the messages, is masked with them, and is taken out again. */
export const outgoingOf = (remote: Remote, { messages, tools, maxTokens, jsonSchema }: GenerateRequest, provenance: Provenance): Outgoing => (
  { remote, tools, provenance, maxTokens: maxTokens ?? answerTokens, messages: jsonSchema === undefined ? messages : [...messages, { role: 'system', content: JSON.stringify(jsonSchema) }] }
);

/** @throws SyntaxError where masking left no JSON: then nothing leaves. */
function apart(messages: readonly ChatMessage[], jsonSchema: object | undefined): { messages: readonly ChatMessage[]; jsonSchema?: object } {
  return jsonSchema === undefined ? { messages } : { messages: messages.slice(0, -1), jsonSchema: JSON.parse(messages.at(-1)?.content ?? '') as object };
}

/** One call of a place elsewhere, through the gate. @throws SproutError of the gate and of the place; AbortError. */
export async function* callRemote(remote: Remote, request: GenerateRequest, provenance: Provenance, signal: AbortSignal, patienceMs: number, { models, gate, health, keyOf }: RemoteCallOptions): AsyncGenerator<Exclude<GenerateEvent, { type: 'route' | 'queued' }>> {
  const key = await keyOf(remote.id);
  const outgoing = outgoingOf(remote, request, provenance);
  const crossing = await gate.open(outgoing);
  // Its words stay here: there they would be unmasked, and be looked for in a masked text.
  const stop = new StopText(request.stop);
  const startedAt = performance.now();
  let sent = false;
  let received = '';
  let firstTokenMs: number | undefined;
  let usage: Usage | undefined;
  let outcome: 'done' | 'cut' | 'failed' = 'cut';
  health.take(remote.id);
  try {
    for await (const event of models.complete({
      address: remote.address, key, model: remote.model, ...apart(crossing.messages, request.jsonSchema), tools: crossing.tools, maxTokens: outgoing.maxTokens, signal, patienceMs,
      temperature: request.temperature ?? 0, topP: request.topP, seed: request.seed,
      onSend: async (body) => { await crossing.sent(body); sent = true; },
    })) {
      signal.throwIfAborted();
      if (event.type === 'text') {
        firstTokenMs ??= performance.now() - startedAt;
        received += event.text;
        const text = stop.push(crossing.restore(event.text));
        if (text !== '') yield { type: 'text', text };
        if (!stop.stopped) continue;
      }
      const held = stop.stopped ? '' : stop.push(crossing.restored()) + stop.end();
      if (held !== '') yield { type: 'text', text: held };
      outcome = 'done';
      usage = event.type === 'end' ? event.usage : undefined;
      const totalMs = performance.now() - startedAt;
      const counted = usage ?? { promptTokens: sum(crossing.messages.map(({ content }) => estimateTokens(content))), completionTokens: estimateTokens(received), cachedTokens: 0 };
      health.well(remote.id, firstTokenMs ?? totalMs, counted.completionTokens / Math.max(0.001, (totalMs - (firstTokenMs ?? 0)) / 1000));
      yield { type: 'end', reason: event.type === 'end' ? event.reason : 'stop', usage: counted, firstTokenMs: firstTokenMs ?? totalMs, totalMs };
      return;
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
