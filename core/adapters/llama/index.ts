export { findNativeLibrary, type NativeLibrary } from './native-library.ts';
export { createLlamaRuntime, type LlamaRuntimeOptions } from './runtime.ts';
