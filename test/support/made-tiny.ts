import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import koffi from 'koffi';
import { openLibggml } from '../../core/adapters/ggml/libggml.ts';
import { seeded } from '../../core/adapters/ggml/random.ts';
import { findNativeLibrary } from '../../core/adapters/llama/native-library.ts';
import { bytesOf, writeGguf, type WritableTensor, type WritableValue } from '../../core/shared/gguf/index.ts';

/** A model of a few thousand random weights of one of llama's kinds. */
export interface TinyShape {
  readonly architecture: string;
  readonly layers?: number; readonly width?: number; readonly hidden?: number; readonly heads?: number; readonly keyHeads?: number; readonly headSize?: number; readonly contextLength?: number;
  readonly bias?: boolean; readonly headNorms?: boolean; readonly tied?: boolean; readonly ropeFactors?: boolean; readonly ropeBase?: number; readonly linearScaling?: number;
  /** ggml's type of the matrices; F32 when not said. */
  readonly type?: number;
  /** Weights are those that this type can hold, in whichever type they are written. */
  readonly roundedTo?: number; readonly seed?: number;
}

const f32 = 0;

/** Writes the model into `folder` and gives its path. */
export async function madeTiny(folder: string, shape: TinyShape): Promise<string> {
  const { architecture, layers = 2, width = 64, hidden = 96, heads = 4, keyHeads = 2, headSize = 16, contextLength = 128, bias = false, headNorms = false, tied = true, ropeFactors = false, ropeBase = 10_000, linearScaling, type = f32, roundedTo, seed = 1 } = shape;
  const lib = openLibggml(findNativeLibrary());
  const random = seeded(seed);
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
  const words = Array.from({ length: 61 }, (_, at) => `▁t${at}`);
  const vocabulary = 3 + bytes.length + words.length;
  const count = (value: number): WritableValue => ({ type: 'uint32', value });
  const real = (value: number): WritableValue => ({ type: 'float32', value });
  const metadata: Record<string, WritableValue> = {
    'general.architecture': { type: 'string', value: architecture }, 'general.name': { type: 'string', value: 'made for a test' },
    [`${architecture}.block_count`]: count(layers), [`${architecture}.context_length`]: count(contextLength), [`${architecture}.embedding_length`]: count(width), [`${architecture}.feed_forward_length`]: count(hidden),
    [`${architecture}.attention.head_count`]: count(heads), [`${architecture}.attention.head_count_kv`]: count(keyHeads), [`${architecture}.attention.layer_norm_rms_epsilon`]: real(1e-5),
    [`${architecture}.attention.key_length`]: count(headSize), [`${architecture}.attention.value_length`]: count(headSize), [`${architecture}.rope.dimension_count`]: count(headSize), [`${architecture}.rope.freq_base`]: real(ropeBase),
    ...(linearScaling === undefined ? {} : { [`${architecture}.rope.scaling.type`]: { type: 'string', value: 'linear' }, [`${architecture}.rope.scaling.factor`]: real(linearScaling) }),
    [`${architecture}.vocab_size`]: count(vocabulary),
    'tokenizer.ggml.model': { type: 'string', value: 'llama' }, 'tokenizer.ggml.tokens': { type: 'strings', value: ['<unk>', '<s>', '</s>', ...bytes, ...words] },
    'tokenizer.ggml.scores': { type: 'float32s', value: Array.from({ length: vocabulary }, (_, at) => -at) },
    'tokenizer.ggml.token_type': { type: 'int32s', value: [2, 3, 3, ...bytes.map(() => 6), ...words.map(() => 1)] }, 'tokenizer.ggml.bos_token_id': count(1), 'tokenizer.ggml.eos_token_id': count(2),
  };
  const floats = (length: number, size: number, middle = 0): Float32Array => Float32Array.from({ length }, () => middle + (random() * 2 - 1) * size);
  const vector = (name: string, length: number, size: number, middle: number): WritableTensor => {
    const values = floats(length, size, middle);
    return { name, dimensions: [length], type: f32, data: () => new Uint8Array(values.buffer) };
  };
  const matrix = (name: string, columns: number, rows: number): WritableTensor => {
    const values = floats(columns * rows, Math.sqrt(3 / columns));
    if (roundedTo !== undefined) {
      const rounded = new Uint8Array(bytesOf([columns, rows], roundedTo));
      lib.quantize(roundedTo, values, rounded, rows, columns);
      lib.dequantize(roundedTo, koffi.address(rounded), values);
    }
    return {
      name, dimensions: [columns, rows], type, data: () => {
        const data = new Uint8Array(bytesOf([columns, rows], type));
        lib.quantize(type, values, data, rows, columns);
        return data;
      },
    };
  };
  const tensors = [
    matrix('token_embd.weight', width, vocabulary), vector('output_norm.weight', width, 0.2, 1), ...(tied ? [] : [matrix('output.weight', width, vocabulary)]), ...(ropeFactors ? [vector('rope_freqs.weight', headSize / 2, 0.5, 2)] : []),
    ...Array.from({ length: layers }, (_, layer) => {
      const at = `blk.${layer}.`;
      return [
        vector(`${at}attn_norm.weight`, width, 0.2, 1), vector(`${at}ffn_norm.weight`, width, 0.2, 1),
        matrix(`${at}attn_q.weight`, width, heads * headSize), matrix(`${at}attn_k.weight`, width, keyHeads * headSize), matrix(`${at}attn_v.weight`, width, keyHeads * headSize), matrix(`${at}attn_output.weight`, heads * headSize, width),
        matrix(`${at}ffn_gate.weight`, width, hidden), matrix(`${at}ffn_up.weight`, width, hidden), matrix(`${at}ffn_down.weight`, hidden, width),
        ...(bias ? [vector(`${at}attn_q.bias`, heads * headSize, 0.5, 0), vector(`${at}attn_k.bias`, keyHeads * headSize, 0.5, 0), vector(`${at}attn_v.bias`, keyHeads * headSize, 0.5, 0)] : []),
        ...(headNorms ? [vector(`${at}attn_q_norm.weight`, headSize, 0.3, 1), vector(`${at}attn_k_norm.weight`, headSize, 0.3, 1)] : []),
      ];
    }).flat(),
  ];
  const path = join(folder, `${architecture}-${type}-${seed}.gguf`);
  const file = openSync(path, 'w');
  try {
    await writeGguf(metadata, tensors, (part) => { writeSync(file, part); });
  } finally {
    closeSync(file);
  }
  return path;
}
