import { SproutError } from '../../contract/index.ts';
import type { Usage } from '../../ports/language-model.ts';
import { toldFailure } from './failures.ts';

/** What of a chunk, or of a whole answer, is read. Nothing of it is believed before it was looked at. */
interface Chunk {
  readonly error?: unknown;
  readonly choices?: unknown;
  readonly usage?: unknown;
}
interface Delta { readonly content?: unknown; readonly reasoning_content?: unknown; readonly reasoning?: unknown; readonly tool_calls?: unknown }
interface PartialCall { name: string; arguments: string }

/** Reasons of an end that is no end. */
const brokenOff = new Set(['error', 'insufficient_system_resource', 'network_error']);
const censored = new Set(['content_filter', 'sensitive']);

/** Puts what a server sends together: words, thoughts before them, calls of tools, the reason of the end and the count. */
export class CompletionReader {
  readonly #host: string;
  readonly #secret: string | undefined;
  readonly #calls: PartialCall[] = [];
  #thinking = false;
  #said = false;
  #reason: string | undefined;
  #usage: Usage | undefined;

  constructor(host: string, secret: string | undefined) {
    this.#host = host;
    this.#secret = secret;
  }

  /** The server has said why it ended. */
  get ended(): boolean { return this.#reason !== undefined; }
  get usage(): Usage | undefined { return this.#usage; }

  /** @param data JSON of one event, or of the whole answer. @returns its words. @throws SproutError remote-garbled, and what the server says in it. */
  read(data: string): string {
    const chunk = this.#parsed(data);
    if (chunk.error) throw toldFailure(chunk.error, this.#host, this.#secret);
    this.#usage = usageOf(chunk.usage) ?? this.#usage;
    if (!Array.isArray(chunk.choices)) {
      // The count may come alone.
      if (this.#usage && chunk.choices === undefined && chunk.usage) return '';
      throw this.#garbled();
    }
    const [choice] = chunk.choices as { delta?: unknown; message?: unknown; finish_reason?: unknown; usage?: unknown }[];
    if (!choice) return '';
    this.#usage = usageOf(choice.usage) ?? this.#usage;
    if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '') this.#reason = choice.finish_reason;
    const delta = choice.delta ?? choice.message;
    return typeof delta === 'object' && delta !== null ? this.#words(delta) : '';
  }

  /** @returns what is still to be said. @throws SproutError remote-garbled of an empty answer, remote-failed, remote-refused. */
  end(): { text: string; reason: 'stop' | 'length' } {
    const reason = this.#reason ?? 'stop';
    if (brokenOff.has(reason)) throw new SproutError('remote-failed', { host: this.#host, status: 500 });
    const text = `${this.#thinking ? '</think>' : ''}${this.#calls.map(written).join('\n')}`;
    this.#thinking = false;
    if (!this.#said && this.#calls.length === 0) {
      if (censored.has(reason)) throw new SproutError('remote-refused', { host: this.#host, status: 200, reason: 'its content filter' });
      if (reason !== 'length') throw this.#garbled();
    }
    return { text, reason: reason === 'length' ? 'length' : 'stop' };
  }

  #words({ content, reasoning_content: thoughts, reasoning, tool_calls: calls }: Delta): string {
    let text = '';
    const thought = textIn(thoughts) || textIn(reasoning);
    // Thoughts come first; a few servers repeat them beside the answer.
    if (thought !== '' && !this.#said) {
      text += this.#thinking ? thought : `<think>${thought}`;
      this.#thinking = true;
    }
    const words = textIn(content);
    if (words !== '') {
      text += this.#thinking ? `</think>${words}` : words;
      this.#thinking = false;
      this.#said = true;
    }
    if (Array.isArray(calls)) for (const call of calls) this.#addCall(call);
    return text;
  }

  #addCall(call: unknown): void {
    const { index, function: given } = (typeof call === 'object' && call !== null ? call : {}) as { index?: unknown; function?: { name?: unknown; arguments?: unknown } };
    const at = typeof index === 'number' && index >= 0 && index < mostCalls ? index : given?.name ? this.#calls.length : this.#calls.length - 1;
    const known = this.#calls[at] ?? { name: '', arguments: '' };
    if (typeof given?.name === 'string') known.name ||= given.name;
    if (typeof given?.arguments === 'string') known.arguments += given.arguments;
    this.#calls[at] = known;
  }

  #parsed(data: string): Chunk {
    try {
      const value: unknown = JSON.parse(data);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    } catch { /* Said below. */ }
    throw this.#garbled();
  }

  #garbled(): SproutError { return new SproutError('remote-garbled', { host: this.#host }); }
}

const mostCalls = 128;
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** As models write calls themselves, so that one reader finds them wherever they come from. */
const written = (call: PartialCall): string => `<tool_call>\n{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments === '' ? '{}' : call.arguments}}\n</tool_call>`;

/** Services name what they had read before differently. */
function usageOf(given: unknown): Usage | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { prompt_tokens: prompt, completion_tokens: completion, prompt_cache_hit_tokens: hit, prompt_tokens_details: details, cached_tokens: cached } = given as Record<string, unknown>;
  if (!isCount(prompt) || !isCount(completion)) return undefined;
  const told = [(details as { cached_tokens?: unknown } | null | undefined)?.cached_tokens, hit, cached].find(isCount) ?? 0;
  return { promptTokens: prompt, completionTokens: completion, cachedTokens: Math.min(told, prompt) };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
