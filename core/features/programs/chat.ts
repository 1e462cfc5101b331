import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest, CompletionUsage } from '../../contract/index.ts';
import type { GenerateRequest, LanguageModel, Usage } from '../../ports/language-model.ts';
import { ThoughtSplitter } from '../../shared/text/thoughts.ts';
import { shapeOf } from './call-schema.ts';
import { toChatMessages } from './messages.ts';
import { ToolCallSplitter, type WrittenCall } from './tool-calls.ts';

/** Without one from the program: OpenAI's 1 is too wild for small models; this is what llama.cpp's server takes. */
const usualTemperature = 0.8;

/** What a program gets while the model writes. */
type Piece =
  | { readonly type: 'waiting' }
  | { readonly type: 'thought' | 'text'; readonly text: string }
  | { readonly type: 'call'; readonly call: WrittenCall }
  | { readonly type: 'end'; readonly reason: 'stop' | 'length' | 'tool_calls'; readonly usage: CompletionUsage };

/** A request that was checked and may be written. */
export class Completion {
  readonly #request: ChatCompletionRequest;
  readonly #model: LanguageModel;
  readonly #generate: GenerateRequest;
  readonly #head: { readonly id: string; readonly created: number; readonly model: string };

  /** @throws SproutError picture-unsupported, tool-unknown, input-invalid. */
  constructor(request: ChatCompletionRequest, model: LanguageModel, signal: AbortSignal) {
    const { max_completion_tokens: most, max_tokens: older, temperature, top_p: topP, seed, stop } = request;
    const { tools, jsonSchema } = shapeOf(request);
    const maxTokens = most ?? older;
    this.#request = request;
    this.#model = model;
    this.#generate = {
      messages: toChatMessages(request.messages), priority: 'owner', temperature: temperature ?? usualTemperature, signal,
      provenance: { documents: [], site: null, purpose: 'program' },
      ...(tools.length > 0 ? { tools } : {}), ...(jsonSchema ? { jsonSchema } : {}),
      ...(maxTokens ? { maxTokens } : {}), ...(typeof topP === 'number' ? { topP } : {}), ...(typeof seed === 'number' ? { seed: seed >>> 0 } : {}),
      ...(stop ? { stop: (typeof stop === 'string' ? [stop] : stop).filter((text) => text !== '') } : {}),
    };
    this.#head = { id: `chatcmpl-${crypto.randomUUID()}`, created: Math.floor(Date.now() / 1000), model: model.id };
  }

  /** @throws SproutError of the model. AbortError. */
  async whole(): Promise<ChatCompletion> {
    let content = '';
    let thoughts = '';
    const calls: WrittenCall[] = [];
    for await (const piece of this.#pieces()) {
      if (piece.type === 'text') content += piece.text;
      else if (piece.type === 'thought') thoughts += piece.text;
      else if (piece.type === 'call') calls.push(piece.call);
      else if (piece.type === 'end') {
        const message = {
          role: 'assistant' as const, content: content === '' && calls.length > 0 ? null : content, refusal: null,
          ...(thoughts === '' ? {} : { reasoning_content: thoughts.trim() }), ...(calls.length > 0 ? { tool_calls: calls.map(toolCall) } : {}),
        };
        return { ...this.#head, object: 'chat.completion', usage: piece.usage, choices: [{ index: 0, finish_reason: piece.reason, logprobs: null, message }] };
      }
    }
    throw new Error('The model ended without an end.');
  }

  /** The first chunk comes as soon as the model has taken the request: what is wrong with it is thrown before. */
  async* chunks(): AsyncGenerator<ChatCompletionChunk> {
    const wantsUsage = this.#request.stream_options?.include_usage === true;
    const chunk = (choices: ChatCompletionChunk['choices'], usage: CompletionUsage | null = null): ChatCompletionChunk => ({ ...this.#head, object: 'chat.completion.chunk', choices, ...(wantsUsage ? { usage } : {}) });
    const delta = (given: ChatCompletionChunk['choices'][number]['delta']): ChatCompletionChunk => chunk([{ index: 0, delta: given, finish_reason: null, logprobs: null }]);
    let begun = false;
    let calls = 0;
    for await (const piece of this.#pieces()) {
      if (!begun) { begun = true; yield delta({ role: 'assistant', content: '' }); }
      if (piece.type === 'text') yield delta({ content: piece.text });
      else if (piece.type === 'thought') yield delta({ reasoning_content: piece.text });
      else if (piece.type === 'call') yield delta({ tool_calls: [{ index: calls++, ...toolCall(piece.call) }] });
      else if (piece.type === 'end') {
        yield chunk([{ index: 0, delta: {}, finish_reason: piece.reason, logprobs: null }]);
        if (wantsUsage) yield chunk([], piece.usage);
      }
    }
  }

  async* #pieces(): AsyncGenerator<Piece> {
    const thoughts = new ThoughtSplitter();
    const { tools } = this.#generate;
    const calls = tools && new ToolCallSplitter(tools.map(({ name }) => name));
    const most = this.#request.parallel_tool_calls === false ? 1 : Infinity;
    let called = 0;
    const read = function* ({ text, thought }: { text: string; thought: string }, ended: boolean): Generator<Piece> {
      if (thought !== '') yield { type: 'thought', text: thought };
      const parts = calls === undefined ? [{ text, calls: [] }] : ended ? [calls.push(text), calls.end()] : [calls.push(text)];
      for (const part of parts) {
        if (part.text !== '') yield { type: 'text', text: part.text };
        for (const call of part.calls) if (called < most) { called += 1; yield { type: 'call', call }; }
      }
    };
    for await (const event of this.#model.generate(this.#generate)) {
      if (event.type === 'queued') yield { type: 'waiting' };
      else if (event.type === 'text') yield* read(thoughts.push(event.text), false);
      else if (event.type === 'end') {
        yield* read(thoughts.end(), true);
        yield { type: 'end', reason: called > 0 && event.reason === 'stop' ? 'tool_calls' : event.reason, usage: toUsage(event.usage) };
      }
    }
  }
}

const toolCall = ({ name, arguments: given }: WrittenCall): { id: string; type: 'function'; function: { name: string; arguments: string } } => ({ id: `call_${crypto.randomUUID().replaceAll('-', '')}`, type: 'function', function: { name, arguments: given } });

const toUsage = ({ promptTokens, completionTokens, cachedTokens }: Usage): CompletionUsage => (
  { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens, prompt_tokens_details: { cached_tokens: cachedTokens } }
);
