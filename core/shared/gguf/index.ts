export { madeModel, qwenShape, smolShape, type MadeShape } from './made-model.ts';
export { describeGguf, UnsupportedGguf } from './describe-gguf.ts';
export type { ModelFacts } from './describe-gguf.ts';
export { GgufError, readGguf } from './read-gguf.ts';
export type { Gguf, GgufTensor, ReadBytes } from './read-gguf.ts';
export { bytesOf, writeGguf } from './write-gguf.ts';
export type { WritableTensor, WritableValue } from './write-gguf.ts';
export { adapterFits, describeAdapter, isAdapter } from './describe-adapter.ts';
export type { AdapterFacts } from './describe-adapter.ts';
