export { createSandboxedReader, type SandboxOptions } from './sandboxed-reader.ts';
