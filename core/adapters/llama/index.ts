export { createLlamaRuntime, type LlamaRuntimeOptions } from './runtime.ts';
export { findNativeLibrary } from './native-library.ts';
