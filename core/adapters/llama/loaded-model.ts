import { SproutError } from '../../contract/index.ts';
import { ChatEngine } from './chat-engine.ts';
import { ChatTemplate, plainStops } from './chat-template.ts';
import { instructionFor } from './embedding-instructions.ts';
import { jsonGrammar } from './json-grammar.ts';
import { ggmlType, pooling, type ContextParams, type Libllama, type Pointer, type SamplerPart } from './libllama.ts';
import type { Generation, GenerationEnd, LoadedInfo, LoadOptions } from './model-messages.ts';
import { PooledEngine } from './pooled-engine.ts';

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
  readonly #context: Pointer;
  readonly #vocabulary: Pointer;
  readonly #chat: ChatEngine | undefined;
  readonly #pooled: PooledEngine | undefined;
  #template: ChatTemplate | undefined;

  /** @throws SproutError model-damaged when llama.cpp refuses the file. */
  constructor(lib: Libllama, options: LoadOptions, reason: () => string) {
    this.#lib = lib;
    this.#options = options;
    const refused = (): SproutError => new SproutError('model-damaged', { file: options.path, reason: reason() });
    const gpus = lib.devices();
    this.#model = lib.loadModel(options.path, { ...lib.modelDefaults(), n_gpu_layers: gpus.length > 0 ? 999 : 0, check_tensors: true });
    if (isNothing(this.#model)) throw refused();
    this.#vocabulary = lib.vocabulary(this.#model);
    const trained = lib.trainedContext(this.#model);
    const chat = options.task === 'chat';
    const contextLength = Math.min(options.contextLength, Math.max(64, trained));
    this.#context = lib.newContext(this.#model, chat ? this.#chatParams() : this.#pooledParams(contextLength));
    if (isNothing(this.#context)) throw refused();
    lib.attachThreadpool(this.#context, options.threads, 0);
    const dimensions = options.task === 'reranking' ? Math.max(1, lib.outputClasses(this.#model)) : lib.embeddingSize(this.#model);
    if (chat) this.#chat = new ChatEngine(lib, this.#model, this.#context, { cells: options.cells, contextLength, slots: options.slots, threads: options.threads, guess: options.guess, resting: this.#resting() });
    else this.#pooled = new PooledEngine(lib, this.#context, { size: dimensions, tokens: pooledTokens, sequences, threads: options.threads });
    this.info = { contextLength, dimensions, megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20), gpus: gpus.map(({ name, memoryMegabytes }) => ({ name, memoryMegabytes })) };
  }

  count(text: string): number {
    return this.#lib.tokenize(this.#vocabulary, text, false, false).length;
  }

  /** @returns a function that ends it. @throws SproutError prompt-too-long, schema-unsupported, model-unsupported. */
  generate(request: Generation, events: GenerationEvents): () => void {
    const tokens = this.#prompt(request);
    const { contextLength } = this.info;
    if (tokens.length >= contextLength) throw new SproutError('prompt-too-long', { id: this.#options.id, tokens: tokens.length, limit: contextLength });
    if (!this.#chat) throw new SproutError('model-role', { id: this.#options.id, role: this.#options.task });
    const hasTemplate = this.#lib.chatTemplate(this.#model) !== undefined;
    return this.#chat.start({
      tokens, events, priority: request.priority ?? 'owner',
      maxTokens: Math.min(request.maxTokens ?? Infinity, contextLength - tokens.length),
      stops: [...request.stop ?? [], ...hasTemplate ? [] : plainStops],
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

  #prompt({ messages, tools }: Generation): Int32Array {
    const lib = this.#lib;
    const vocabulary = this.#vocabulary;
    const textOf = (which: 'bos' | 'eos'): string => { const token = lib.token(vocabulary, which); return token < 0 ? '' : Buffer.from(lib.piece(vocabulary, token, true)).toString(); };
    const bos = textOf('bos');
    let parts;
    try {
      this.#template ??= new ChatTemplate(lib.chatTemplate(this.#model), { bos, eos: textOf('eos') });
      parts = this.#template.render(messages, tools);
    } catch (error) {
      throw new SproutError('model-unsupported', { file: this.#options.path, kind: `chat template: ${error instanceof Error ? error.message : String(error)}` }, { cause: error });
    }
    const pieces = parts.map(({ text, trusted }, at) => {
      // The template may write the beginning mark itself; there is one, not two.
      const begins = at === 0 && bos !== '' && text.startsWith(bos);
      return lib.tokenize(vocabulary, text, at === 0 && !begins, trusted);
    });
    const all = new Int32Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let from = 0;
    for (const piece of pieces) { all.set(piece, from); from += piece.length; }
    return all;
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

/** Share of a step that passing over what rests may take. */
const restingShare = 0.03;
/** What two plain cores read of weights in a second, and what it takes them to pass over one token in one head of one layer. */
const bytesPerSecond = 20e9;
const passingSeconds = 1.2e-9;

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

