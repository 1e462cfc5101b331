import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createDiskFileStore, lockWorkspace } from '../../core/adapters/disk/index.ts';
import { openLanceIndex } from '../../core/adapters/lance/index.ts';
import { openSqliteStore } from '../../core/adapters/sqlite/index.ts';
import { newFolder } from '../support/new-folder.ts';
import { contentOfNumber } from './support/numbered-document.ts';

const rounds = Number(env['SPROUT_FAULT_ROUNDS'] ?? 10);

/** Runs the loop until it has acknowledged `count` documents and then some more microseconds, kills it, and gives all that it acknowledged. */
async function killAfter(folder: string, first: number, count: number, delay: number): Promise<number[]> {
  const child = spawn(execPath, [join(import.meta.dirname, 'support/write-loop.ts'), folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const saved: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('saved ')) saved.push(Number(line.slice(6)));
    // The kill lands at another point of the next write in each round.
    if (saved.length === count && !child.killed) setTimeout(() => child.kill('SIGKILL'), delay);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode, 'the loop must end by the kill, not by an error of its own').toBe('SIGKILL');
  return saved;
}

it(`loses nothing that was acknowledged and doubles nothing in ${rounds} kills`, { timeout: 60_000 + rounds * 10_000 }, async () => {
  const folder = newFolder();
  const acknowledged = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    const saved = await killAfter(folder, Math.max(-1, ...acknowledged) + 1, 1 + round % 6, (round * 37) % 90);
    for (const number of saved) acknowledged.add(number);

    const lock = lockWorkspace(folder);
    const store = openSqliteStore(join(folder, 'sprout.db'));
    const files = createDiskFileStore(join(folder, 'files'));
    const index = await openLanceIndex(join(folder, 'lance'));
    const chunks = await index.countByDocument();
    for (const number of acknowledged) {
      const hash = createHash('sha256').update(contentOfNumber(number)).digest('hex');
      expect(store.documents.get(`d${number}`), `document ${number} in round ${round}`).toMatchObject({ status: 'ready', hash });
      expect(await files.verify(hash)).toBe(true);
      expect(chunks.get(`d${number}`)).toBe(3);
      expect(await index.search([`n${number}`], 10)).toHaveLength(3);
    }
    // What was not acknowledged is there as a whole or not at all.
    expect([...chunks.values()].every((count) => count === 3)).toBe(true);
    expect(store.verify()).toEqual([]);
    expect(await index.verify()).toEqual([]);
    await index.close();
    store.close();
    lock.release();
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(rounds);
});
