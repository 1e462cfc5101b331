import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discardLanceIndex, openLanceIndex } from '../../../../core/adapters/lance/index.ts';
import { chunk, chunkIndexSuite } from '../../../ports/chunk-index.ts';
import { newFolder } from '../../../support/new-folder.ts';

chunkIndexSuite('LanceDB', async () => openLanceIndex(newFolder()));

async function folderWithChunks(): Promise<string> {
  const folder = newFolder();
  const index = await openLanceIndex(folder);
  await index.write([chunk('a', 0, 'plum fig'), chunk('a', 1, 'fig')], []);
  await index.optimize();
  await index.write([chunk('b', 0, 'pear')], []);
  await index.remove(['absent']);
  await index.write([chunk('a', 0, 'plum')], ['a']);
  await index.close();
  return folder;
}

const filesOf = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
const manifests = (folder: string): string[] => filesOf(folder).filter((file) => file.endsWith('.manifest')).sort();

describe('the LanceDB index on a disk', () => {
  it('holds its chunks after it was closed and opened', async () => {
    const index = await openLanceIndex(await folderWithChunks());
    expect(await index.countByDocument()).toEqual(new Map([['a', 1], ['b', 1]]));
    expect(await index.verify()).toEqual([]);
    await index.close();
  });

  it('is emptied when its texts were cut into terms by other rules, and only then', async () => {
    const folder = await folderWithChunks();
    const countWith = async (rules: string): Promise<number> => {
      const index = await openLanceIndex(folder, rules);
      const count = await index.count();
      if (count === 0) await index.write([chunk('a', 0, 'plum')], []);
      await index.close();
      return count;
    };
    expect([await countWith('2'), await countWith('2'), await countWith('3'), await countWith('3')]).toEqual([0, 1, 0, 1]);
  });

  it('takes back a commit that was never sealed, even when a power cut left its manifest empty', async () => {
    const folder = await folderWithChunks();
    const newest = manifests(folder)[0] ?? '';
    // Lance counts manifests downwards from 2^64 - 1.
    const next = newest.replace(/\d+(?=\.manifest)/, (number) => String(BigInt(number) - 1n));
    copyFileSync(newest, next);
    truncateSync(next, 0);
    const index = await openLanceIndex(folder);
    expect(existsSync(next)).toBe(false);
    expect(await index.count()).toBe(2);
    await index.write([chunk('c', 0, 'new')], []);
    expect(await index.verify()).toEqual([]);
    await index.close();
  });

  it.each([['truncated', 0.5], ['emptied', 0]])('says index-damaged when the manifest in use was %s; discarding it lets it be written anew', async (_, share) => {
    const folder = await folderWithChunks();
    const newest = manifests(folder)[0] ?? '';
    truncateSync(newest, Math.floor(readFileSync(newest).length * share));
    await expect(openLanceIndex(folder)).rejects.toMatchObject({ code: 'index-damaged' });
    await discardLanceIndex(folder);
    const index = await openLanceIndex(folder);
    expect(await index.count()).toBe(0);
    await index.write([chunk('a', 0, 'plum')], []);
    expect(await index.search(['plum'], 1)).toHaveLength(1);
    await index.close();
  });

  it('says index-damaged when the list of its files is gone or is not one', async () => {
    const folder = await folderWithChunks();
    writeFileSync(join(folder, 'seal.jsonl'), '{"file":1}\n');
    await expect(openLanceIndex(folder)).rejects.toMatchObject({ code: 'index-damaged' });
  });

  it('ignores a torn last line of the list, which was never acknowledged', async () => {
    const folder = await folderWithChunks();
    const seal = join(folder, 'seal.jsonl');
    writeFileSync(seal, `${readFileSync(seal, 'utf8')}{"file":"data/x`);
    const index = await openLanceIndex(folder);
    await index.write([chunk('c', 0, 'new')], []);
    await index.close();
    const again = await openLanceIndex(folder);
    expect(await again.count()).toBe(3);
    await again.close();
  });

  it('opens after its process ended while old versions were being deleted', async () => {
    const folder = await folderWithChunks();
    const seal = join(folder, 'seal.jsonl');
    writeFileSync(seal, `${readFileSync(seal, 'utf8')}{"cleaning":true}\n`);
    rmSync(manifests(folder).at(-1) ?? '');
    const index = await openLanceIndex(folder);
    expect(await index.count()).toBe(2);
    expect(await index.verify()).toEqual([]);
    await index.close();
  });

  it('reports a file that is gone', async () => {
    const folder = await folderWithChunks();
    const index = await openLanceIndex(folder);
    const oldest = manifests(folder).at(-1) ?? '';
    rmSync(oldest);
    expect(await index.verify()).toEqual([`_versions/${basename(oldest)} is missing`]);
    await index.close();
  });
});
