import { availableParallelism } from 'node:os';
import { argv } from 'node:process';

/** The number after `--name` on the command line. */
export function option(name: string, otherwise: number): number {
  return Number(argv[argv.indexOf(`--${name}`) + 1]) || otherwise;
}

/** Threads of both sides. One is the only fair number beside other work: llama.cpp's threads wait for one another, and two crawl. */
export const threads = option('threads', availableParallelism());
