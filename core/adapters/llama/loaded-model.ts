import { statSync } from 'node:fs';
import { SproutError } from '../../contract/index.ts';
import type { ChatMessage } from '../../ports/language-model.ts';
import type { EncodedExample } from '../../ports/model-runtime.ts';
import { AdapterShelf } from './adapter-shelf.ts';
import { ChatEngine } from './chat-engine.ts';
import { plainStops } from './chat-template.ts';
import { gpusFor } from './gpus.ts';
import { instructionFor } from './embedding-instructions.ts';
import { jsonGrammar } from './json-grammar.ts';
import { ggmlType, pooling, type ContextParams, type Libllama, type Pointer, type SamplerPart } from './libllama.ts';
import type { Generation, GenerationEnd, LoadedInfo, LoadOptions } from './model-messages.ts';
import { PooledEngine } from './pooled-engine.ts';
import { PromptEncoder, thoughtMark } from './prompt-encoder.ts';

/** Texts read together when vectors are made. */
const sequences = 32;
const pooledTokens = 2048;
/** A text longer than this is cut: its beginning says what it is about. */
const longestText = 2048;

export interface GenerationEvents { queued(place: number): void; text(text: string): void; end(end: GenerationEnd): void; failed(error: unknown): void }

/** A model in this process's memory. */
export class LoadedModel {
  readonly info: LoadedInfo;
  readonly #lib: Libllama;
  readonly #options: LoadOptions;
  readonly #model: Pointer;
  readonly #vocabulary: Pointer;
  readonly #chat: ChatEngine | undefined;
  readonly #pooled: PooledEngine | undefined;
  readonly #prompts: PromptEncoder;

  /** @throws SproutError model-damaged when llama.cpp refuses the file. */
  constructor(lib: Libllama, options: LoadOptions, reason: () => string) {
    this.#lib = lib;
    this.#options = options;
    const refused = (): SproutError => new SproutError('model-damaged', { file: options.path, reason: reason() });
    const vocabularyOnly = options.task === 'vocabulary';
    const gpus = vocabularyOnly ? [] : gpusFor(lib, statSync(options.path).size);
    const load = (layers: number): Pointer => lib.loadModel(options.path, { ...lib.modelDefaults(), n_gpu_layers: layers, check_tensors: true, vocab_only: vocabularyOnly });
    const onGpu = gpus.length > 0 ? load(allLayers) : null;
    // A graphics card that other programs fill up is no reason to go without the model.
    this.#model = isNothing(onGpu) ? load(0) : onGpu;
    if (isNothing(this.#model)) throw refused();
    this.#vocabulary = lib.vocabulary(this.#model);
    this.#prompts = new PromptEncoder(lib, this.#model, options.path);
    const trained = lib.trainedContext(this.#model);
    const contextLength = Math.min(options.contextLength, Math.max(64, trained));
    const open = (params: ContextParams): Pointer => {
      const context = lib.newContext(this.#model, params);
      if (isNothing(context)) throw refused();
      lib.attachThreadpool(context, options.threads, 0);
      return context;
    };
    const dimensions = options.task === 'reranking' ? Math.max(1, lib.outputClasses(this.#model)) : options.task === 'embedding' ? lib.embeddingSize(this.#model) : 0;
    if (options.task === 'chat') this.#chat = new ChatEngine(lib, this.#model, () => open(this.#chatParams()), new AdapterShelf(lib, this.#model, reason), { cells: options.cells, contextLength, slots: options.slots, threads: options.threads, guess: options.guess, resting: this.#resting() });
    else if (options.task !== 'vocabulary') this.#pooled = new PooledEngine(lib, open(this.#pooledParams(contextLength)), { size: dimensions, tokens: pooledTokens, sequences, threads: options.threads });
    this.info = { contextLength, dimensions, megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20), gpus: (isNothing(onGpu) ? [] : gpus).map(({ name, memoryMegabytes }) => ({ name, memoryMegabytes })) };
  }

  count(text: string): number {
    return this.#lib.tokenize(this.#vocabulary, text, false, false).length;
  }

  /** @throws SproutError model-unsupported (chat template). */
  encode(messages: readonly ChatMessage[]): EncodedExample {
    return this.#prompts.example(messages);
  }

  /** @returns a function that ends it. @throws SproutError prompt-too-long, schema-unsupported, model-unsupported. */
  generate(request: Generation, events: GenerationEvents): () => void {
    const { tokens, beginsThought } = this.#prompts.prompt(request.messages, request.tools);
    const { contextLength } = this.info;
    if (tokens.length >= contextLength) throw new SproutError('prompt-too-long', { id: this.#options.id, tokens: tokens.length, limit: contextLength });
    if (!this.#chat) throw new SproutError('model-role', { id: this.#options.id, role: this.#options.task });
    return this.#chat.start({
      tokens, events: beginsThought && request.jsonSchema === undefined ? withOpening(events) : events, priority: request.priority ?? 'owner', adapters: request.adapters ?? [],
      maxTokens: Math.min(request.maxTokens ?? Infinity, contextLength - tokens.length),
      stops: [...request.stop ?? [], ...this.#prompts.hasTemplate ? [] : plainStops],
      sampling: sampling(request),
    });
  }

  async embed(texts: readonly string[], kind: 'question' | 'passage', cancelled: () => boolean): Promise<Float32Array[]> {
    const names = [this.#options.id, this.#lib.metadata(this.#model, 'general.name') ?? ''];
    const instruction = instructionFor(names, kind);
    const rows = await this.#read(texts.map((text) => this.#cut(this.#lib.tokenize(this.#vocabulary, instruction + text, true, false))), cancelled);
    return rows.map(unit);
  }

  async rank(question: string, passages: readonly string[], cancelled: () => boolean): Promise<number[]> {
    const template = this.#lib.metadata(this.#model, 'tokenizer.chat_template.rerank');
    const rows = await this.#read(passages.map((passage) => (template === undefined ? this.#pair(question, passage) : this.#filled(template, question, passage))), cancelled);
    // Models with two labels (yes, no) give probabilities, the others log-odds.
    return rows.map((row) => (row.length < 2 ? row[0] ?? 0 : Math.log(Math.max(1e-9, row[0] ?? 0) / Math.max(1e-9, 1 - (row[0] ?? 0)))));
  }

  #read(texts: readonly Int32Array[], cancelled: () => boolean): Promise<Float32Array[]> {
    if (!this.#pooled) throw new SproutError('model-role', { id: this.#options.id, role: this.#options.task });
    return this.#pooled.read(texts, cancelled);
  }

  /** Every step passes over the tokens of conversations at rest: as many may rest as cost a small share of a step. */
  #resting(): number {
    const of = (key: string): number => Number(this.#lib.metadata(this.#model, `${this.#lib.metadata(this.#model, 'general.architecture') ?? ''}.${key}`)) || 1;
    return Math.round(restingShare * this.#lib.modelSize(this.#model) / bytesPerSecond / (of('block_count') * of('attention.head_count') * passingSeconds));
  }

  #chatParams(): ContextParams {
    const { cells, slots, threads } = this.#options;
    return { ...this.#lib.contextDefaults(), n_ctx: cells, n_batch: 512, n_ubatch: 512, n_seq_max: slots, n_threads: threads, n_threads_batch: threads, kv_unified: true, no_perf: true, type_k: ggmlType.f16, type_v: ggmlType.f16 };
  }

  #pooledParams(contextLength: number): ContextParams {
    const { task, threads } = this.#options;
    const trainedPooling = this.#lib.metadata(this.#model, `${this.#lib.metadata(this.#model, 'general.architecture') ?? ''}.pooling_type`);
    const kind = task === 'reranking' ? pooling.rank : trainedPooling === undefined || trainedPooling === '0' ? pooling.mean : pooling.unspecified;
    const tokens = Math.max(pooledTokens, contextLength > longestText ? longestText : contextLength);
    return { ...this.#lib.contextDefaults(), n_ctx: tokens, n_batch: tokens, n_ubatch: tokens, n_seq_max: sequences, n_threads: threads, n_threads_batch: threads, embeddings: true, pooling_type: kind, kv_unified: true, no_perf: true };
  }

  #cut(tokens: Int32Array): Int32Array {
    const most = Math.min(this.info.contextLength, longestText);
    if (tokens.length <= most) return tokens;
    const cut = tokens.slice(0, most);
    // The mark that ends a text stays its end.
    cut[most - 1] = tokens.at(-1) ?? 0;
    return cut;
  }

  /** Question and passage as the models of bge's kind were trained on them. */
  #pair(question: string, passage: string): Int32Array {
    const lib = this.#lib;
    const mark = (which: 'bos' | 'eos' | 'sep'): number[] => { const token = lib.token(this.#vocabulary, which); return token < 0 ? [] : [token]; };
    const asked = [...lib.tokenize(this.#vocabulary, question, false, false)].slice(0, longestText / 2);
    const between = mark('eos').length > 0 ? [...mark('eos'), ...mark('sep')] : mark('sep');
    const end = mark('eos').length > 0 ? mark('eos') : mark('sep');
    const head = [...mark('bos'), ...asked, ...between];
    const room = Math.min(this.info.contextLength, longestText) - head.length - end.length;
    return Int32Array.from([...head, ...[...lib.tokenize(this.#vocabulary, passage, false, false)].slice(0, Math.max(0, room)), ...end]);
  }

  #filled(template: string, question: string, passage: string): Int32Array {
    const filled = template.replace('{query}', () => question).replace('{document}', () => passage.slice(0, 2 * longestText));
    return this.#cut(this.#lib.tokenize(this.#vocabulary, filled, true, true));
  }
}

/** What the template has opened is said before the first word, so that a reader sees both ends. */
function withOpening(events: GenerationEvents): GenerationEvents {
  let begun = false;
  return { ...events, text: (text) => { events.text(begun ? text : thoughtMark + text); begun = true; } };
}

const allLayers = 999;
/** Share of a step that passing over what rests may take. */
const restingShare = 0.03;
/** What two plain cores read of weights in a second, and what it takes them to pass over one token in one head of one layer. */
const bytesPerSecond = 20e9;
const passingSeconds = 3.6e-9;

const isNothing = (pointer: Pointer): boolean => pointer === null || pointer === 0n;

/** The steps that choose a token. */
function sampling({ temperature = 0, topP = 0.95, seed, jsonSchema }: Generation): SamplerPart[] {
  const grammar: SamplerPart[] = jsonSchema === undefined ? [] : [{ kind: 'grammar', grammar: jsonGrammar(jsonSchema) }];
  if (temperature <= 0) return [...grammar, { kind: 'greedy' }];
  return [...grammar, { kind: 'topK', k: 40 }, { kind: 'topP', p: topP }, { kind: 'minP', p: 0.05 }, { kind: 'temperature', value: temperature }, { kind: 'draw', seed: seed ?? Math.floor(Math.random() * 2 ** 32) }];
}

function unit(row: Float32Array): Float32Array {
  let sum = 0;
  for (const value of row) sum += value * value;
  const length = Math.sqrt(sum) || 1;
  return row.map((value) => value / length);
}

