import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** bench/results/NAME.json */
export async function writeResult(name: string, result: Readonly<Record<string, unknown>>): Promise<void> {
  const folder = join(import.meta.dirname, '..', 'results');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify({ bench: name, ...result }, null, 2)}\n`);
}
