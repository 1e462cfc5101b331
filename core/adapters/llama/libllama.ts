/**
 * llama.cpp's C API, as of its release v0.4.0 (include/llama.h, ggml/include/ggml-backend.h and ggml.h), bound with koffi.
 * Structs cross by value, so their layout must be that release's: `openLibllama` compares a few defaults and refuses another.
 */
import koffi, { type LibraryHandle, type TypeObject } from 'koffi';
import { SproutError } from '../../contract/index.ts';
import { findNativeLibrary } from './native-library.ts';

/** An address in native memory; 0 and null are no address. */
export type Pointer = bigint | null;

export interface ModelParams extends Record<string, unknown> { n_gpu_layers: number; load_mode: number; vocab_only: boolean; check_tensors: boolean; use_extra_bufts: boolean; main_gpu: number }
export interface ContextParams extends Record<string, unknown> {
  n_ctx: number; n_batch: number; n_ubatch: number; n_seq_max: number; n_threads: number; n_threads_batch: number;
  pooling_type: number; attention_type: number; flash_attn_type: number; embeddings: boolean; no_perf: boolean; kv_unified: boolean; type_k: number; type_v: number;
}
export interface Batch { n_tokens: number; token: Int32Array; embd: null; pos: Int32Array; n_seq_id: Int32Array; seq_id: BigUint64Array; logits: Int8Array }

/** include/llama.h: enum llama_pooling_type */
export const pooling = { unspecified: -1, none: 0, mean: 1, cls: 2, last: 3, rank: 4 } as const;
export const loadMode = { auto: -1, none: 0, mmap: 1 } as const;
export const ggmlType = { f32: 0, f16: 1, q8_0: 8 } as const;
const deviceTypes = { cpu: 0, gpu: 1, integratedGpu: 2 } as const;
const maxThreads = 512;

const modelParams = koffi.struct('llama_model_params', {
  devices: 'void *', tensor_buft_overrides: 'void *', n_gpu_layers: 'int32_t', split_mode: 'int', load_mode: 'int', lazy_mode: 'int', main_gpu: 'int32_t',
  tensor_split: 'void *', progress_callback: 'void *', progress_callback_user_data: 'void *', kv_overrides: 'void *',
  vocab_only: 'bool', check_tensors: 'bool', use_extra_bufts: 'bool', no_host: 'bool', no_alloc: 'bool', load_mtp: 'bool',
});
const contextParams = koffi.struct('llama_context_params', {
  n_ctx: 'uint32_t', n_batch: 'uint32_t', n_ubatch: 'uint32_t', n_seq_max: 'uint32_t', n_rs_seq: 'uint32_t', n_outputs_max: 'uint32_t', n_outputs_max_per_seq: 'uint32_t',
  n_threads: 'int32_t', n_threads_batch: 'int32_t',
  ctx_type: 'int', rope_scaling_type: 'int', pooling_type: 'int', attention_type: 'int', flash_attn_type: 'int',
  rope_freq_base: 'float', rope_freq_scale: 'float', yarn_ext_factor: 'float', yarn_attn_factor: 'float', yarn_beta_fast: 'float', yarn_beta_slow: 'float',
  yarn_orig_ctx: 'uint32_t', defrag_thold: 'float',
  cb_eval: 'void *', cb_eval_user_data: 'void *', type_k: 'int', type_v: 'int', abort_callback: 'void *', abort_callback_data: 'void *',
  embeddings: 'bool', offload_kqv: 'bool', no_perf: 'bool', op_offload: 'bool', swa_full: 'bool', kv_unified: 'bool',
  samplers: 'void *', n_samplers: 'size_t', ctx_other: 'void *',
});
const batch = koffi.struct('llama_batch', { n_tokens: 'int32_t', token: 'int32_t *', embd: 'float *', pos: 'int32_t *', n_seq_id: 'int32_t *', seq_id: 'uint64_t *', logits: 'int8_t *' });
const samplerChainParams = koffi.struct('llama_sampler_chain_params', { no_perf: 'bool' });
const threadpoolParams = koffi.struct('ggml_threadpool_params', {
  cpumask: koffi.array('uint8_t', maxThreads, 'Typed'), n_threads: 'int', prio: 'int', poll: 'uint32_t', strict_cpu: 'bool', paused: 'bool',
});
const logCallback = koffi.proto('void sprout_log(int level, const char *text, void *data)');

export interface GpuDevice { readonly name: string; readonly memoryMegabytes: number; readonly integrated: boolean }

type Native = (...args: readonly unknown[]) => unknown;

/** The calls that Sprout makes, with the C names' meaning and JavaScript's types. */
export interface Libllama {
  modelDefaults(): ModelParams;
  contextDefaults(): ContextParams;
  loadModel(path: string, params: ModelParams): Pointer;
  freeModel(model: Pointer): void;
  newContext(model: Pointer, params: ContextParams): Pointer;
  freeContext(context: Pointer): void;
  /** Processor threads that live as long as the context: llama.cpp else starts and ends them for every token. */
  attachThreadpool(context: Pointer, threads: number, poll: number): void;
  setThreads(context: Pointer, generating: number, reading: number): void;
  vocabulary(model: Pointer): Pointer;
  vocabularySize(vocabulary: Pointer): number;
  trainedContext(model: Pointer): number;
  /** Bytes of its weights. */
  modelSize(model: Pointer): number;
  embeddingSize(model: Pointer): number;
  outputClasses(model: Pointer): number;
  /** Whether a sequence can be taken back to an earlier position; memories of a fixed size cannot. */
  canRewind(model: Pointer): boolean;
  metadata(model: Pointer, key: string): string | undefined;
  chatTemplate(model: Pointer): string | undefined;
  tokenize(vocabulary: Pointer, text: string, addSpecial: boolean, parseSpecial: boolean): Int32Array;
  /** UTF-8 of one token; a character may be spread over several. */
  piece(vocabulary: Pointer, token: number, special: boolean): Uint8Array;
  isEndOfGeneration(vocabulary: Pointer, token: number): boolean;
  token(vocabulary: Pointer, which: 'bos' | 'eos' | 'sep'): number;
  /** 0, or an error of llama_decode: 1 no room, 2 aborted, below 0 fatal. */
  decode(context: Pointer, batch: Batch): number;
  encode(context: Pointer, batch: Batch): number;
  memory(context: Pointer): Pointer;
  memoryClear(memory: Pointer): void;
  /** Forgets positions [from, to) of a sequence; -1 is open. */
  memoryRemove(memory: Pointer, sequence: number, from: number, to: number): boolean;
  memoryCopy(memory: Pointer, source: number, target: number, from: number, to: number): void;
  /** The vocabulary's scores for the i-th output of the last batch; valid until the next. */
  logits(context: Pointer, at: number, size: number): Float32Array;
  embeddingOfSequence(context: Pointer, sequence: number, size: number): Float32Array | undefined;
  sampler(kind: SamplerPart, vocabulary: Pointer): Pointer;
  samplerChain(parts: readonly Pointer[]): Pointer;
  sample(sampler: Pointer, context: Pointer, at: number): number;
  freeSampler(sampler: Pointer): void;
  loadAdapter(model: Pointer, path: string): Pointer;
  setAdapters(context: Pointer, adapters: readonly { adapter: Pointer; scale: number }[]): boolean;
  devices(): GpuDevice[];
}

export type SamplerPart =
  | { readonly kind: 'greedy' } | { readonly kind: 'topK'; readonly k: number } | { readonly kind: 'topP'; readonly p: number } | { readonly kind: 'minP'; readonly p: number }
  | { readonly kind: 'temperature'; readonly value: number } | { readonly kind: 'draw'; readonly seed: number }
  | { readonly kind: 'penalty'; readonly last: number; readonly repeat: number }
  | { readonly kind: 'grammar'; readonly grammar: string };

let opened: Libllama | undefined;

/** Loads the libraries once. @throws SproutError native-missing. */
export function openLibllama(log: (level: number, text: string) => void = () => undefined): Libllama {
  opened ??= open(log);
  return opened;
}

function open(log: (level: number, text: string) => void): Libllama {
  const found = findNativeLibrary();
  const base = koffi.load(found.base, { global: true });
  const ggml = koffi.load(found.ggml, { global: true });
  const llama = koffi.load(found.llama);
  const bind = (library: LibraryHandle, name: string, result: TypeObject | string, parameters: readonly (TypeObject | string)[]): Native => library.func(name, result, [...parameters]) as Native;
  const call = (name: string, result: TypeObject | string, ...parameters: readonly (TypeObject | string)[]): Native => bind(llama, name, result, parameters);

  const callback = koffi.register((level: number, text: string) => { log(level, text); }, koffi.pointer(logCallback));
  bind(llama, 'llama_log_set', 'void', [koffi.pointer(logCallback), 'void *'])(callback, null);
  bind(ggml, 'ggml_backend_load_all_from_path', 'void', ['str'])(found.directory);
  call('llama_backend_init', 'void')();

  const modelDefaults = call('llama_model_default_params', modelParams) as () => ModelParams;
  const contextDefaults = call('llama_context_default_params', contextParams) as () => ContextParams;
  checkLayout(modelDefaults(), contextDefaults(), found.package);

  // The processor's own calls are in whichever library suits it, behind the registry.
  const registry = (bind(ggml, 'ggml_backend_reg_by_name', 'void *', ['str']) as (name: string) => Pointer)('CPU');
  const address = bind(base, 'ggml_backend_reg_get_proc_address', 'void *', ['void *', 'str']) as (registry: Pointer, name: string) => Pointer;
  const newThreadpool = address(registry, 'ggml_threadpool_new');
  const newThreadpoolType = koffi.proto('sprout_threadpool_new', 'void *', [koffi.pointer(threadpoolParams)]);
  const attach = call('llama_attach_threadpool', 'void', 'void *', 'void *', 'void *');

  const text = (call: Native, ...args: readonly unknown[]): string | undefined => {
    const buffer = Buffer.alloc(4096);
    const length = Number(call(...args, buffer, buffer.length));
    return length < 0 ? undefined : buffer.toString('utf8', 0, Math.min(length, buffer.length - 1));
  };
  const metaValue = call('llama_model_meta_val_str', 'int32_t', 'void *', 'str', 'void *', 'size_t');
  const tokenize = call('llama_tokenize', 'int32_t', 'void *', 'void *', 'int32_t', 'void *', 'int32_t', 'bool', 'bool');
  const toPiece = call('llama_token_to_piece', 'int32_t', 'void *', 'int32_t', 'void *', 'int32_t', 'int32_t', 'bool');
  const getLogits = call('llama_get_logits_ith', 'void *', 'void *', 'int32_t');
  const getEmbedding = call('llama_get_embeddings_seq', 'void *', 'void *', 'int32_t');
  const setAdapters = call('llama_set_adapters_lora', 'int32_t', 'void *', 'void *', 'size_t', 'void *');
  const special = { bos: call('llama_vocab_bos', 'int32_t', 'void *'), eos: call('llama_vocab_eos', 'int32_t', 'void *'), sep: call('llama_vocab_sep', 'int32_t', 'void *') };
  const samplers = {
    greedy: call('llama_sampler_init_greedy', 'void *'), topK: call('llama_sampler_init_top_k', 'void *', 'int32_t'), topP: call('llama_sampler_init_top_p', 'void *', 'float', 'size_t'),
    minP: call('llama_sampler_init_min_p', 'void *', 'float', 'size_t'), temperature: call('llama_sampler_init_temp', 'void *', 'float'), draw: call('llama_sampler_init_dist', 'void *', 'uint32_t'),
    penalty: call('llama_sampler_init_penalties', 'void *', 'int32_t', 'int32_t', 'float', 'float', 'float'), grammar: call('llama_sampler_init_grammar', 'void *', 'void *', 'str', 'str'),
  };
  const chainInit = call('llama_sampler_chain_init', 'void *', samplerChainParams);
  const chainAdd = call('llama_sampler_chain_add', 'void', 'void *', 'void *');
  /** Kept for the next context: only one computes at a time. */
  const pools = new Map<string, Pointer>();
  const pieceBuffer = Buffer.alloc(512);
  const vocabularySize = call('llama_vocab_n_tokens', 'int32_t', 'void *') as (vocabulary: Pointer) => number;
  const deviceCount = bind(ggml, 'ggml_backend_dev_count', 'size_t', []) as () => number;
  const deviceAt = bind(ggml, 'ggml_backend_dev_get', 'void *', ['size_t']);
  const deviceType = bind(base, 'ggml_backend_dev_type', 'int', ['void *']) as (device: unknown) => number;
  const deviceName = bind(base, 'ggml_backend_dev_description', 'str', ['void *']) as (device: unknown) => string;
  const deviceMemory = bind(base, 'ggml_backend_dev_memory', 'void', ['void *', koffi.out(koffi.pointer('size_t')) as unknown as string, koffi.out(koffi.pointer('size_t')) as unknown as string]);

  return {
    modelDefaults, contextDefaults, vocabularySize,
    loadModel: call('llama_model_load_from_file', 'void *', 'str', modelParams) as Libllama['loadModel'],
    freeModel: call('llama_model_free', 'void', 'void *') as Libllama['freeModel'],
    newContext: call('llama_init_from_model', 'void *', 'void *', contextParams) as Libllama['newContext'],
    freeContext: call('llama_free', 'void', 'void *') as Libllama['freeContext'],
    attachThreadpool(context, threads, poll) {
      const key = `${threads} ${poll}`;
      const pool = pools.get(key) ?? koffi.call(newThreadpool, newThreadpoolType, { cpumask: new Uint8Array(maxThreads), n_threads: threads, prio: 0, poll, strict_cpu: false, paused: false }) as Pointer;
      pools.set(key, pool);
      attach(context, pool, pool);
    },
    setThreads: call('llama_set_n_threads', 'void', 'void *', 'int32_t', 'int32_t') as Libllama['setThreads'],
    vocabulary: call('llama_model_get_vocab', 'void *', 'void *') as Libllama['vocabulary'],
    trainedContext: call('llama_model_n_ctx_train', 'int32_t', 'void *') as Libllama['trainedContext'],
    modelSize: ((size) => (model: Pointer) => Number(size(model)))(call('llama_model_size', 'uint64_t', 'void *')),
    embeddingSize: call('llama_model_n_embd_out', 'int32_t', 'void *') as Libllama['embeddingSize'],
    outputClasses: call('llama_model_n_cls_out', 'uint32_t', 'void *') as Libllama['outputClasses'],
    canRewind: ((recurrent, hybrid) => (model: Pointer) => recurrent(model) !== true && hybrid(model) !== true)(call('llama_model_is_recurrent', 'bool', 'void *'), call('llama_model_is_hybrid', 'bool', 'void *')),
    metadata: (model, key) => text(metaValue, model, key),
    chatTemplate: ((template) => (model: Pointer) => template(model, null) ?? undefined)(call('llama_model_chat_template', 'str', 'void *', 'str') as (model: Pointer, name: null) => string | null),
    tokenize(vocabulary, given, addSpecial, parseSpecial) {
      const bytes = Buffer.from(given);
      let tokens = new Int32Array(bytes.length + 8);
      let count = Number(tokenize(vocabulary, bytes, bytes.length, tokens, tokens.length, addSpecial, parseSpecial));
      if (count < 0) {
        tokens = new Int32Array(-count);
        count = Number(tokenize(vocabulary, bytes, bytes.length, tokens, tokens.length, addSpecial, parseSpecial));
      }
      return tokens.slice(0, count);
    },
    piece(vocabulary, token, withSpecial) {
      const length = Number(toPiece(vocabulary, token, pieceBuffer, pieceBuffer.length, 0, withSpecial));
      return Uint8Array.from(pieceBuffer.subarray(0, Math.max(0, length)));
    },
    isEndOfGeneration: call('llama_vocab_is_eog', 'bool', 'void *', 'int32_t') as Libllama['isEndOfGeneration'],
    token: (vocabulary, which) => Number(special[which](vocabulary)),
    decode: call('llama_decode', 'int32_t', 'void *', batch) as Libllama['decode'],
    encode: call('llama_encode', 'int32_t', 'void *', batch) as Libllama['encode'],
    memory: call('llama_get_memory', 'void *', 'void *') as Libllama['memory'],
    memoryClear: ((clear) => (memory: Pointer) => { clear(memory, true); })(call('llama_memory_clear', 'void', 'void *', 'bool')),
    memoryRemove: call('llama_memory_seq_rm', 'bool', 'void *', 'int32_t', 'int32_t', 'int32_t') as Libllama['memoryRemove'],
    memoryCopy: call('llama_memory_seq_cp', 'void', 'void *', 'int32_t', 'int32_t', 'int32_t', 'int32_t') as Libllama['memoryCopy'],
    logits: (context, at, size) => new Float32Array(koffi.view(getLogits(context, at), size * 4)),
    embeddingOfSequence(context, sequence, size) {
      const found = getEmbedding(context, sequence);
      return found === null || found === 0n ? undefined : new Float32Array(koffi.view(found, size * 4));
    },
    sampler(part, vocabulary) {
      switch (part.kind) {
        case 'greedy': return samplers.greedy() as Pointer;
        case 'topK': return samplers.topK(part.k) as Pointer;
        case 'topP': return samplers.topP(part.p, 1) as Pointer;
        case 'minP': return samplers.minP(part.p, 1) as Pointer;
        case 'temperature': return samplers.temperature(part.value) as Pointer;
        case 'draw': return samplers.draw(part.seed >>> 0) as Pointer;
        case 'penalty': return samplers.penalty(vocabularySize(vocabulary), part.last, part.repeat, 0, 0) as Pointer;
        case 'grammar': return samplers.grammar(vocabulary, part.grammar, 'root') as Pointer;
      }
    },
    samplerChain(parts) {
      const chain = chainInit({ no_perf: true }) as Pointer;
      for (const part of parts) chainAdd(chain, part);
      return chain;
    },
    sample: call('llama_sampler_sample', 'int32_t', 'void *', 'void *', 'int32_t') as Libllama['sample'],
    freeSampler: call('llama_sampler_free', 'void', 'void *') as Libllama['freeSampler'],
    loadAdapter: call('llama_adapter_lora_init', 'void *', 'void *', 'str') as Libllama['loadAdapter'],
    setAdapters(context, adapters) {
      return Number(setAdapters(context, BigUint64Array.from(adapters.map(({ adapter }) => adapter ?? 0n)), adapters.length, Float32Array.from(adapters.map(({ scale }) => scale)))) === 0;
    },
    devices() {
      return Array.from({ length: Number(deviceCount()) }, (_, at) => deviceAt(at)).filter((device) => deviceType(device) !== deviceTypes.cpu && deviceType(device) <= deviceTypes.integratedGpu).map((device) => {
        const free = [0];
        const total = [0];
        deviceMemory(device, free, total);
        return { name: deviceName(device), memoryMegabytes: Math.round(Number(total[0]) / 2 ** 20), integrated: deviceType(device) === deviceTypes.integratedGpu };
      });
    },
  };
}

/** A library of another release would read our structs wrongly, and crash or worse. */
function checkLayout(model: ModelParams, context: ContextParams, name: string): void {
  const right = model.load_mode === loadMode.auto || model.load_mode === loadMode.mmap;
  if (!right || model.vocab_only || context.n_batch !== 2048 || context.n_ubatch !== 512 || context.type_k !== ggmlType.f16 || context['n_samplers'] !== 0) {
    throw new SproutError('native-missing', { name: `${name}, llama.cpp v0.4.0` });
  }
}
