import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PlainOptions } from './plain-llama.ts';

export type PlainOrder =
  | { readonly type: 'load'; readonly options: PlainOptions }
  /** Prompts of these lengths at once, then `tokens` for each. */
  | { readonly type: 'write'; readonly lengths: readonly number[]; readonly seed: number; readonly tokens: number }
  | { readonly type: 'write-text'; readonly text: string; readonly tokens: number }
  | { readonly type: 'embed'; readonly texts: readonly string[] };
export interface PlainAnswer { readonly readMs?: number; readonly writeMs?: number; readonly embedMs?: number }

export interface PlainProcess { ask(order: PlainOrder): Promise<PlainAnswer>; close(): Promise<void> }

/** llama.cpp alone, in a process of its own. */
export function startPlain(): PlainProcess {
  const child = fork(fileURLToPath(new URL('./plain-child.ts', import.meta.url)), [], { execArgv: ['--disable-warning=ExperimentalWarning'], serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return {
    ask: (order) => new Promise((resolve, reject) => {
      const gone = (code: number | null): void => { reject(new Error(`The plain process ended (${code}).`)); };
      child.once('exit', gone);
      child.once('message', (answer: PlainAnswer) => { child.off('exit', gone); resolve(answer); });
      child.send(order);
    }),
    close: () => new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) { resolve(); return; }
      child.once('exit', () => { resolve(); });
      child.kill('SIGKILL');
    }),
  };
}

/** llama.cpp's threads spin on for a moment when their work is done, and would hold up whoever comes next. */
export const rest = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 600); });

/** Writes and tells the speeds, in tokens a second. */
export async function plainSpeed(plain: PlainProcess, lengths: readonly number[], seed: number, tokens: number): Promise<{ reading: number; writing: number }> {
  const { readMs = NaN, writeMs = NaN } = await plain.ask({ type: 'write', lengths, seed, tokens });
  return { reading: lengths.reduce((sum, length) => sum + length, 0) / readMs * 1000, writing: lengths.length * (tokens - 1) / writeMs * 1000 };
}
