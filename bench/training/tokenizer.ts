import { openLibllama } from '../../core/adapters/llama/libllama.ts';

/** The model's own tokenizer, without its weights. */
export function openTokenizer(path: string): { readonly end: number; tokenize(text: string, addSpecial: boolean): Int32Array } {
  const llama = openLibllama();
  const vocabulary = llama.vocabulary(llama.loadModel(path, { ...llama.modelDefaults(), vocab_only: true }));
  return { end: llama.token(vocabulary, 'eos'), tokenize: (text, addSpecial) => llama.tokenize(vocabulary, text, addSpecial, false) };
}
