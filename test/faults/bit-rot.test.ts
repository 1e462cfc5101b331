import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SproutError } from '../../core/contract/index.ts';
import { openLanceIndex } from '../../core/adapters/lance/index.ts';
import { newFolder } from '../support/new-folder.ts';
import { chunksOfNumber } from './support/numbered-document.ts';

/** Opens and verifies, as `sprout doctor` does. @returns whether anything wrong was noticed. */
async function notices(folder: string): Promise<boolean> {
  try {
    const index = await openLanceIndex(folder);
    const problems = await index.verify();
    await index.close();
    return problems.length > 0;
  } catch (error) {
    if (error instanceof SproutError && error.code === 'index-damaged') return true;
    throw error;
  }
}

it('notices one flipped bit in every file of the index', { timeout: 120_000 }, async () => {
  const folder = newFolder();
  const index = await openLanceIndex(folder);
  for (let number = 0; number < 6; number++) {
    await index.write(chunksOfNumber(number), []);
    if (number === 3) await index.optimize();
  }
  await index.remove(['d1']);
  await index.close();
  expect(await notices(folder)).toBe(false);

  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'latest_version_hint.json')
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(20);
  const unnoticed: string[] = [];
  for (const [number, file] of files.entries()) {
    const sound = readFileSync(file);
    if (sound.length === 0) continue;
    const flipped = Buffer.from(sound);
    const at = (number * 7919) % flipped.length;
    flipped[at] = (flipped[at] ?? 0) ^ (1 << number % 8);
    writeFileSync(file, flipped);
    if (!await notices(folder)) unnoticed.push(`${file} at ${at}`);
    writeFileSync(file, sound);
  }
  expect(unnoticed).toEqual([]);
});
