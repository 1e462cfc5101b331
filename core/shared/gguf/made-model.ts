import { bytesOf, type WritableTensor, type WritableValue } from './write-gguf.ts';

/** The shape of a model of llama's kind. */
export interface MadeShape {
  readonly layers: number; readonly width: number; readonly hidden: number; readonly heads: number; readonly keyHeads: number; readonly vocabulary: number; readonly contextLength: number;
  /** Width of a head where it is not width / heads. */
  readonly headSize?: number;
  /** qwen3 norms each head's queries and keys; llama when not said. */
  readonly architecture?: 'llama' | 'qwen3';
}

/** The shape of SmolLM2-135M, by which engines are compared. */
export const smolShape: MadeShape = { layers: 30, width: 576, hidden: 1536, heads: 9, keyHeads: 3, vocabulary: 49_152, contextLength: 8192 };
/** The shape of Qwen3-0.6B. */
export const qwenShape: MadeShape = { architecture: 'qwen3', layers: 28, width: 1024, hidden: 3072, heads: 16, keyHeads: 8, headSize: 128, vocabulary: 151_936, contextLength: 8192 };

const q8 = 8;
const f32 = 0;
const blockBytes = 34;
const specials = 3;

/**
 * A model with weights drawn at random (Q8_0): it says nothing, and costs exactly what a real one of its shape costs. For measuring.
 * Its vocabulary is bytes and made words, so that every text can be given to it.
 */
export function madeModel(shape: MadeShape): { metadata: Record<string, WritableValue>; tensors: WritableTensor[] } {
  const { layers, width, hidden, heads, keyHeads, vocabulary, contextLength, architecture = 'llama', headSize = width / heads } = shape;
  const count = (value: number): WritableValue => ({ type: 'uint32', value });
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
  const words = Array.from({ length: vocabulary - specials - bytes.length }, (_, at) => `▁t${at}`);
  const metadata: Record<string, WritableValue> = {
    'general.architecture': { type: 'string', value: architecture }, 'general.name': { type: 'string', value: 'made for measuring' }, 'general.file_type': count(7),
    [`${architecture}.block_count`]: count(layers), [`${architecture}.context_length`]: count(contextLength), [`${architecture}.embedding_length`]: count(width), [`${architecture}.feed_forward_length`]: count(hidden),
    [`${architecture}.attention.head_count`]: count(heads), [`${architecture}.attention.head_count_kv`]: count(keyHeads), [`${architecture}.attention.layer_norm_rms_epsilon`]: { type: 'float32', value: 1e-5 },
    [`${architecture}.rope.dimension_count`]: count(headSize), [`${architecture}.attention.key_length`]: count(headSize), [`${architecture}.attention.value_length`]: count(headSize), [`${architecture}.vocab_size`]: count(vocabulary),
    'tokenizer.ggml.model': { type: 'string', value: 'llama' }, 'tokenizer.ggml.tokens': { type: 'strings', value: ['<unk>', '<s>', '</s>', ...bytes, ...words] },
    'tokenizer.ggml.scores': { type: 'float32s', value: Array.from({ length: vocabulary }, (_, at) => -at) },
    'tokenizer.ggml.token_type': { type: 'int32s', value: [2, 3, 3, ...bytes.map(() => 6), ...words.map(() => 1)] },
    'tokenizer.ggml.bos_token_id': count(1), 'tokenizer.ggml.eos_token_id': count(2),
  };
  const random = seeded(1);
  const ones = (name: string, length = width): WritableTensor => ({ name, dimensions: [length], type: f32, data: () => new Uint8Array(new Float32Array(length).fill(1).buffer) });
  const drawn = (name: string, columns: number, rows: number, zeroRows = 0): WritableTensor => ({ name, dimensions: [columns, rows], type: q8, data: () => drawQ8(bytesOf([columns, rows], q8), zeroRows * columns / 32, random) });
  const queries = headSize * heads;
  const keys = headSize * keyHeads;
  return {
    metadata,
    tensors: [
      // The vectors of the marks are zero: the end is never the likeliest.
      drawn('token_embd.weight', width, vocabulary, specials), ones('output_norm.weight'),
      ...Array.from({ length: layers }, (_, layer) => {
        const at = `blk.${layer}.`;
        return [
          ones(`${at}attn_norm.weight`), ones(`${at}ffn_norm.weight`), ...(architecture === 'qwen3' ? [ones(`${at}attn_q_norm.weight`, headSize), ones(`${at}attn_k_norm.weight`, headSize)] : []), drawn(`${at}attn_q.weight`, width, queries), drawn(`${at}attn_k.weight`, width, keys), drawn(`${at}attn_v.weight`, width, keys),
          drawn(`${at}attn_output.weight`, queries, width), drawn(`${at}ffn_gate.weight`, width, hidden), drawn(`${at}ffn_up.weight`, width, hidden), drawn(`${at}ffn_down.weight`, hidden, width),
        ];
      }).flat(),
    ],
  };
}

/** Blocks of 32 weights: a scale in half precision (about 0.0003) and 32 random bytes. */
function drawQ8(length: number, zeroBlocks: number, random: () => number): Uint8Array {
  const bytes = new Uint8Array(length);
  const words = new Uint32Array(bytes.buffer, 0, Math.floor(length / 4));
  for (let at = 0; at < words.length; at += 1) words[at] = random();
  for (let block = 0; block * blockBytes < length; block += 1) {
    bytes[block * blockBytes] = 0x00;
    bytes[block * blockBytes + 1] = block < zeroBlocks ? 0x00 : 0x0d;
  }
  return bytes;
}

/** xorshift32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
