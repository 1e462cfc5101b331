import { z } from 'zod';
import { SproutError } from '../../contract/index.ts';
import type { Usage } from '../../ports/language-model.ts';
import type { RemoteEvent } from '../../ports/remote-model.ts';

/** What servers send that speak OpenAI's protocol, as far as it is read; all else they add is passed over. */
const deltaSchema = z.looseObject({
  content: z.string().nullish(), reasoning_content: z.string().nullish(), reasoning: z.string().nullish(),
  tool_calls: z.array(z.looseObject({ index: z.number().nullish(), function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish() })).nullish(),
});
const count = z.number().nonnegative();
const usageSchema = z.looseObject({ prompt_tokens: count, completion_tokens: count, prompt_tokens_details: z.looseObject({ cached_tokens: count.nullish() }).nullish(), prompt_cache_hit_tokens: count.nullish() });
const chunkSchema = z.looseObject({
  choices: z.array(z.looseObject({ delta: deltaSchema.nullish(), message: deltaSchema.nullish(), finish_reason: z.string().nullish() })).nullish(),
  usage: usageSchema.nullish(),
  error: z.unknown().optional(),
});

/**
 * Reads one answer from its chunks. Thoughts come within `<think>`, calls of tools as `<tool_call>` with JSON: as models write them that answer here.
 */
export class StreamReader {
  readonly #host: string;
  #usage: Usage | undefined;
  #reason: 'stop' | 'length' | undefined;
  #thinking = false;
  readonly #calls = new Map<number, { name: string; arguments: string }>();

  constructor(host: string) { this.#host = host; }

  /** Whether the server said that it is done. */
  get finished(): boolean { return this.#reason !== undefined; }

  /** @param data one event's data, or a whole answer. @throws SproutError remote-garbled, remote-failed. */
  *read(data: string): Generator<RemoteEvent> {
    const chunk = this.#parse(data);
    if (chunk.error !== undefined && chunk.error !== null) throw new SproutError('remote-failed', { host: this.#host, status: 200 });
    if (chunk.usage) {
      const { prompt_tokens: promptTokens, completion_tokens: completionTokens, prompt_tokens_details: details, prompt_cache_hit_tokens: hit } = chunk.usage;
      this.#usage = { promptTokens, completionTokens, cachedTokens: details?.cached_tokens ?? hit ?? 0 };
    }
    const [choice] = chunk.choices ?? [];
    const delta = choice?.delta ?? choice?.message;
    const thought = delta?.reasoning_content ?? delta?.reasoning ?? '';
    if (thought !== '') {
      yield { type: 'text', text: this.#thinking ? thought : `<think>${thought}` };
      this.#thinking = true;
    }
    const text = delta?.content ?? '';
    if (text !== '') yield { type: 'text', text: `${this.#endThinking()}${text}` };
    for (const [at, call] of (delta?.tool_calls ?? []).entries()) {
      const index = call.index ?? at;
      const known = this.#calls.get(index) ?? { name: '', arguments: '' };
      this.#calls.set(index, { name: known.name + (call.function?.name ?? ''), arguments: known.arguments + (call.function?.arguments ?? '') });
    }
    const reason = choice?.finish_reason ?? null;
    if (reason !== null && reason !== '') this.#reason = reason === 'length' ? 'length' : 'stop';
  }

  /** After the last chunk. */
  *end(): Generator<RemoteEvent> {
    const calls = [...this.#calls.values()].map(({ name, arguments: given }) => `<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments": ${given.trim() === '' ? '{}' : given}}\n</tool_call>`).join('\n');
    const rest = `${this.#endThinking()}${calls}`;
    if (rest !== '') yield { type: 'text', text: rest };
    yield { type: 'end', reason: this.#reason ?? 'stop', usage: this.#usage };
  }

  #endThinking(): string {
    const was = this.#thinking;
    this.#thinking = false;
    return was ? '</think>' : '';
  }

  #parse(data: string): z.output<typeof chunkSchema> {
    try {
      return chunkSchema.parse(JSON.parse(data));
    } catch (cause) {
      throw new SproutError('remote-garbled', { host: this.#host }, { cause });
    }
  }
}
