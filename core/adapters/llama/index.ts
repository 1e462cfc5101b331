export { createLlamaRuntime, type LlamaRuntimeOptions } from './runtime.ts';
