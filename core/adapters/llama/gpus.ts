import { platform } from 'node:process';
import type { GpuDevice, Libllama } from './libllama.ts';

/** Graphics cards that models run on. Chips that share the processor's memory are seldom faster than it and their drivers more fragile, but for Apple's. */
export function usableGpus(lib: Libllama): GpuDevice[] {
  return lib.devices().filter(({ integrated }) => !integrated || platform === 'darwin');
}

/** Those that hold a model of this size, in bytes, beside its conversations. */
export function gpusFor(lib: Libllama, bytes: number): GpuDevice[] {
  return usableGpus(lib).filter(({ memoryMegabytes }) => memoryMegabytes * 2 ** 20 > bytes * room);
}

const room = 1.25;
