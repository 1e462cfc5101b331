export { findNativeLibrary, type NativeLibrary } from './native-library.ts';
export { createLlamaRuntime, type LlamaRuntimeOptions } from './runtime.ts';
export { findNativeLibrary } from './native-library.ts';
