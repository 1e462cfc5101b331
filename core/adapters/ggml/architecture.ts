import { SproutError } from '../../contract/index.ts';
import type { Gguf } from '../../shared/gguf/index.ts';
import { readableTypes } from './libggml.ts';

/** The numbers that shape a model of llama's family. */
export interface Architecture {
  readonly name: string;
  readonly layers: number; readonly width: number; readonly hidden: number;
  readonly heads: number; readonly keyHeads: number; readonly headSize: number;
  readonly vocabulary: number; readonly contextLength: number;
  readonly normEpsilon: number;
  /** GGML_ROPE_TYPE_*: 0 turns neighbours, 2 (neox) turns halves. */
  readonly ropeMode: 0 | 2;
  readonly ropeDimensions: number; readonly ropeBase: number; readonly ropeScale: number;
  /** Every n-th layer goes without positions; 0 is none. */
  readonly layersWithoutRope: number;
  /** Query and key rows lie in llama's order, not in that of the model they were made from. */
  readonly permuted: boolean;
}

const normal = 0;
const neox = 2;
/** llama.cpp v0.4.0, src/llama-model.cpp: llama_model_rope_type; src/models/smollm3.cpp for the layers without positions. */
const families: Readonly<Record<string, { readonly mode: 0 | 2; readonly withoutRope?: number; readonly permuted: boolean }>> = {
  llama: { mode: normal, permuted: true }, mistral3: { mode: normal, permuted: true }, smollm3: { mode: normal, withoutRope: 4, permuted: true },
  qwen2: { mode: neox, permuted: false }, qwen3: { mode: neox, permuted: false },
};

const tensorsOfModel = /^(?:token_embd|output_norm|output)\.weight$|^rope_freqs\.weight$/;
const tensorsOfLayer = /^blk\.\d+\.(?:attn_norm|ffn_norm|attn_(?:q|k|v|output|q_norm|k_norm)|ffn_(?:gate|up|down))\.weight$|^blk\.\d+\.attn_[qkv]\.bias$/;

/**
 * Reads what the header tells, and refuses what the training graph would compute differently from llama.cpp.
 * @throws SproutError model-unsupported with what it is that cannot be trained.
 */
export function readArchitecture({ metadata, tensors }: Gguf, file: string): Architecture {
  const refuse = (kind: string): SproutError => new SproutError('model-untrainable', { file, kind });
  const name = metadata.get('general.architecture');
  const family = typeof name === 'string' ? families[name] : undefined;
  if (typeof name !== 'string' || !family) throw refuse(String(name));
  const number = (key: string, otherwise?: number): number => {
    const value = metadata.get(`${name}.${key}`) ?? otherwise;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse(`${name}, ${key} ${value === undefined ? 'missing' : 'differs from layer to layer'}`);
    return value;
  };
  const scaling = metadata.get(`${name}.rope.scaling.type`) ?? 'none';
  if (scaling !== 'none' && scaling !== 'linear') throw refuse(`${name}, positions stretched by ${String(scaling)}`);
  if (number('expert_count', 0) > 0) throw refuse(`${name}, experts`);
  if (metadata.has(`${name}.attention.temperature_scale`)) throw refuse(`${name}, attention temperature`);
  const embedding = tensors.find((tensor) => tensor.name === 'token_embd.weight')?.dimensions;
  const gate = tensors.find((tensor) => tensor.name === 'blk.0.ffn_gate.weight')?.dimensions;
  for (const { name: tensor, type } of tensors) {
    if (!tensorsOfModel.test(tensor) && !tensorsOfLayer.test(tensor)) throw refuse(`${name}, ${tensor}`);
    if (!readableTypes.has(type)) throw refuse(`${name}, weights of type ${type}`);
  }
  const width = number('embedding_length');
  const heads = number('attention.head_count');
  const headSize = number('attention.key_length', width / heads);
  if (number('attention.value_length', headSize) !== headSize) throw refuse(`${name}, values of another size than keys`);
  if (!embedding || !gate) throw refuse(`${name}, weights missing`);
  return {
    name, layers: number('block_count'), width, hidden: number('feed_forward_length'), heads, keyHeads: number('attention.head_count_kv', heads), headSize,
    vocabulary: embedding[1] ?? 0, contextLength: number('context_length'), normEpsilon: number('attention.layer_norm_rms_epsilon'),
    ropeMode: family.mode, ropeDimensions: number('rope.dimension_count', headSize), ropeBase: number('rope.freq_base', 10_000), ropeScale: scaling === 'linear' ? 1 / number('rope.scaling.factor', 1) : 1,
    layersWithoutRope: family.withoutRope ?? 0, permuted: family.permuted,
  };
}
