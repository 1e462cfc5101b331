import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realCore } from '../support/real-core.ts';
import { openLanceIndex } from '../../core/adapters/lance/index.ts';
import { chunk } from '../ports/chunk-index.ts';
import { holders } from '../support/holders.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('what the owner deletes', { timeout: 60_000 }, () => {
  it('is gone from the database, the originals and the last version of the index', async () => {
    const base = await temporaryFolder();
    const home = join(base, 'home');
    await writeFile(join(base, 'canary.txt'), 'The zebracanary costs 4711 euros.');
    const core = await realCore(home);
    const [accepted] = await core.features.documents.importPaths([join(base, 'canary.txt')]);
    await core.features.documents.settled([accepted?.id ?? '']);
    for await (const event of core.features.answers.ask({ question: 'What does the zebracanary cost?' })) if (event.type === 'answer-end') expect(event.answer.answer).toContain('4711');
    expect(holders(home, 'zebracanary').length).toBeGreaterThan(1);

    for (const { id } of core.features.answers.conversations.list()) core.features.answers.conversations.delete(id);
    await core.features.documents.delete(accepted?.id ?? '');
    await core.close();
    expect(holders(home, 'zebracanary').filter((file) => !file.includes('/lance/'))).toEqual([]);
  });

  it('is gone from old versions of the index when it is tidied', async () => {
    const folder = await temporaryFolder();
    const index = await openLanceIndex(folder);
    await index.write([chunk('a', 0, 'zebracanary')], []);
    expect(holders(folder, 'zebracanary').length).toBeGreaterThan(0);
    await index.remove(['a']);
    await index.optimize();
    expect(holders(folder, 'zebracanary')).toEqual([]);
    await index.write([chunk('b', 0, 'plum')], []);
    expect(await index.count()).toBe(1);
    expect(await index.verify()).toEqual([]);
    await index.close();
  });
});
