import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** Shows a result and keeps it as bench/results/NAME.json. */
export async function report(name: string, result: Readonly<Record<string, unknown>>): Promise<void> {
  const folder = join(import.meta.dirname, '../results');
  await mkdir(folder, { recursive: true });
  const whole = { bench: name, cores: cpus().length, ...result };
  console.log(JSON.stringify(whole));
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(whole, null, 2)}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] ?? NaN : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** To three significant digits: more is noise. */
export const round = (value: number): number => Number(value.toPrecision(3));
