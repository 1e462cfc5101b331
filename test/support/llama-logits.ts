import { BatchBuffer } from '../../core/adapters/llama/batch-buffer.ts';
import { openLibllama } from '../../core/adapters/llama/libllama.ts';

const f32 = 0;
const off = 0;

/** llama.cpp's own logits of every token, [tokens, vocabulary], with an adapter or without: what others compute must agree with. */
export function llamaLogits(path: string, tokens: Int32Array, adapter?: string): Float32Array {
  const llama = openLibllama();
  const model = llama.loadModel(path, { ...llama.modelDefaults(), use_extra_bufts: false });
  if (!model) throw new Error(`llama.cpp refused ${path}.`);
  const room = Math.max(64, tokens.length);
  const context = llama.newContext(model, { ...llama.contextDefaults(), n_ctx: room, n_batch: room, n_ubatch: room, n_threads: 1, n_threads_batch: 1, flash_attn_type: off, type_k: f32, type_v: f32 });
  try {
    if (adapter !== undefined) {
      const loaded = llama.loadAdapter(model, adapter);
      if (!loaded || !llama.setAdapters(context, [{ adapter: loaded, scale: 1 }])) throw new Error(`llama.cpp refused ${adapter}.`);
    }
    const batch = new BatchBuffer(tokens.length, 1);
    tokens.forEach((token, at) => { batch.add(token, at, 0, true); });
    if (llama.decode(context, batch.value) !== 0) throw new Error('llama.cpp could not decode.');
    const size = llama.vocabularySize(llama.vocabulary(model));
    const all = new Float32Array(tokens.length * size);
    tokens.forEach((_, at) => { all.set(llama.logits(context, at, size), at * size); });
    return all;
  } finally {
    llama.freeContext(context);
    llama.freeModel(model);
  }
}
