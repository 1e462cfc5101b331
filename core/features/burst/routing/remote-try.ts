import { SproutError, type Remote } from '../../../contract/index.ts';
import type { ChatMessage, GenerateEvent, GenerateRequest, Provenance } from '../../../ports/language-model.ts';
import type { RemoteModels } from '../../../ports/remote-model.ts';
import { estimateTokens } from '../../../shared/text/estimate-tokens.ts';
import type { CrossingGate, Outgoing } from '../crossing-gate.ts';
import type { PlaceHealth } from './place-health.ts';
import { StopText } from './stop-text.ts';

/** What a request that may leave holds besides. */
export type LeavingRequest = GenerateRequest & { readonly provenance: Provenance };

export interface RemoteTryParts {
  readonly gate: CrossingGate;
  readonly models: RemoteModels;
  readonly keyOf: (remote: string) => Promise<string | undefined>;
  readonly onBug: (error: unknown) => void;
}

/** Written at most where nobody said how much: it is paid for. */
const usualTokens = 4096;

/** As the gate is asked for it. */
export function outgoingOf(remote: Remote, request: LeavingRequest): Outgoing {
  const { messages, tools, provenance, jsonSchema, maxTokens } = request;
  return {
    remote, tools, provenance, maxTokens: maxTokens ?? Math.min(usualTokens, Math.floor(remote.contextLength / 4)),
    // A schema is text too: it is masked with the rest, and taken out again.
    messages: jsonSchema === undefined ? messages : [...messages, { role: 'system', content: JSON.stringify(jsonSchema) }],
  };
}

/** Tokens that a place has to read, about. */
export function promptTokens({ messages, tools, jsonSchema }: GenerateRequest): number {
  return messages.reduce((sum, { content, toolCalls }) => sum + estimateTokens(content) + (toolCalls ? estimateTokens(JSON.stringify(toolCalls)) : 0) + perMessage, 0) + [tools, jsonSchema].reduce((sum: number, each) => sum + (each === undefined ? 0 : estimateTokens(JSON.stringify(each))), 0);
}

const perMessage = 5;

/** One try at one place: through the gate, over the wire, and back. */
export class RemoteTry {
  readonly #parts: RemoteTryParts;
  readonly #remote: Remote;
  readonly #request: LeavingRequest;
  readonly #health: PlaceHealth;
  readonly #leaving = new AbortController();
  readonly #signal: AbortSignal;
  /** Whether a word was received: then it is not tried again. */
  heard = false;

  constructor(parts: RemoteTryParts, remote: Remote, request: LeavingRequest, health: PlaceHealth) {
    this.#parts = parts;
    this.#remote = remote;
    this.#request = request;
    this.#health = health;
    this.#signal = request.signal ? AbortSignal.any([request.signal, this.#leaving.signal]) : this.#leaving.signal;
  }

  /** Nobody wants it any more. */
  leave(): void { this.#leaving.abort(); }

  /** Text and end. The place's health must have given the turn. @throws SproutError of the place or the gate; AbortError. */
  async* events(patienceMs: number): AsyncGenerator<Extract<GenerateEvent, { type: 'text' | 'end' }>> {
    const { gate, models, keyOf, onBug } = this.#parts;
    const remote = this.#remote;
    const health = this.#health;
    const startedAt = performance.now();
    const outgoing = outgoingOf(remote, this.#request);
    const stop = new StopText(this.#request.stop);
    let sent = false;
    let received = '';
    let outcome: 'done' | 'cut' | 'failed' | undefined;
    let end: Extract<GenerateEvent, { type: 'end' }> | undefined;
    let firstTokenMs: number | undefined;
    let crossing: Awaited<ReturnType<CrossingGate['open']>> | undefined;
    try {
      const key = await keyOf(remote.id);
      this.#signal.throwIfAborted();
      crossing = await gate.open(outgoing);
      const { sent: writeDown } = crossing;
      const calling = models.complete({
        address: remote.address, key, model: remote.model, ...apart(crossing.messages, this.#request.jsonSchema), tools: crossing.tools, maxTokens: outgoing.maxTokens, temperature: this.#request.temperature ?? 0, topP: this.#request.topP, seed: this.#request.seed,
        signal: this.#signal, patienceMs, onSend: async (body) => { await writeDown.call(crossing, body); sent = true; },
      });
      let usage: Extract<GenerateEvent, { type: 'end' }>['usage'] | undefined;
      let reason: 'stop' | 'length' = 'stop';
      for await (const event of calling) {
        if (event.type === 'end') { usage = event.usage; reason = event.reason; continue; }
        this.heard = true;
        received += event.text;
        if (firstTokenMs === undefined) { firstTokenMs = performance.now() - startedAt; health.began(firstTokenMs); }
        const text = stop.push(crossing.restore(event.text));
        if (text !== '') yield { type: 'text', text };
        if (stop.stopped) break;
      }
      const rest = stop.stopped ? '' : stop.push(crossing.restored()) + stop.end();
      if (rest !== '') yield { type: 'text', text: rest };
      const totalMs = performance.now() - startedAt;
      const counted = usage ?? { promptTokens: promptTokens(this.#request), completionTokens: estimateTokens(received), cachedTokens: 0 };
      end = { type: 'end', reason, usage: counted, firstTokenMs: firstTokenMs ?? totalMs, totalMs };
      outcome = 'done';
      health.succeeded(totalMs > end.firstTokenMs ? counted.completionTokens / (totalMs - end.firstTokenMs) * 1000 : undefined);
      await this.#close(crossing, sent, { outcome, usage, received, ms: totalMs });
    } catch (error) {
      outcome ??= this.heard ? 'cut' : 'failed';
      if (this.#signal.aborted || !(error instanceof SproutError) || !error.code.startsWith('remote-')) health.left();
      else health.failed(error);
      throw error;
    } finally {
      if (end === undefined) {
        if (outcome === undefined) health.left();
        if (crossing) await this.#close(crossing, sent, { outcome: outcome ?? 'cut', usage: undefined, received, ms: performance.now() - startedAt }).catch(onBug);
      }
    }
    yield end;
  }

  async #close(crossing: Awaited<ReturnType<CrossingGate['open']>>, sent: boolean, result: NonNullable<Parameters<typeof crossing.close>[0]>): Promise<void> {
    try {
      await crossing.close(sent ? result : undefined);
    } catch (error) {
      // The answer is there; that its line in the log could not be ended keeps nobody from it.
      this.#parts.onBug(error);
    }
  }
}

/** Takes the schema out again. @throws SyntaxError where masking broke it: then nothing leaves. */
function apart(messages: readonly ChatMessage[], jsonSchema: object | undefined): { messages: readonly ChatMessage[]; jsonSchema?: object } {
  if (jsonSchema === undefined) return { messages };
  return { messages: messages.slice(0, -1), jsonSchema: JSON.parse(messages.at(-1)?.content ?? '') as object };
}
