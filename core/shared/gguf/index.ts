export { madeModel, qwenShape, smolShape, type MadeShape } from './made-model.ts';
export { describeGguf, UnsupportedGguf } from './describe-gguf.ts';
export type { ModelFacts } from './describe-gguf.ts';
export { GgufError, readGguf } from './read-gguf.ts';
export type { Gguf, GgufTensor, ReadBytes } from './read-gguf.ts';
export { tensorTypes } from './tensor-types.ts';
export { bytesOf, writeGguf } from './write-gguf.ts';
export type { WritableTensor, WritableValue } from './write-gguf.ts';
