import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realCore } from '../support/real-core.ts';
import { openLanceIndex } from '../../core/adapters/lance/index.ts';
import { chunk } from '../ports/chunk-index.ts';
import { holders } from '../support/holders.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { widgetFolder } from '../support/widget-folder.ts';

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

  it('is gone from what was published, in every version of every site that is kept here, whatever it shows now', async () => {
    const base = await temporaryFolder();
    const home = join(base, 'home');
    await writeFile(join(base, 'first.txt'), 'The zebracanary costs 4711 euros.');
    await writeFile(join(base, 'second.txt'), 'The 斑马金丝雀 costs 4712 euros, and the teapot 48.');
    await writeFile(join(base, 'third.txt'), 'The teapot costs 49 euros.');
    const core = await realCore(home, { widget: widgetFolder() });
    const { documents, sites } = core.features;
    const ids = (await documents.importPaths(['first.txt', 'second.txt', 'third.txt'].map((name) => join(base, name)))).map(({ id }) => id);
    await documents.settled(ids);
    const { id: other } = await sites.create({ name: 'Other' });
    for (const site of ['default', other]) {
      for (const chosen of [ids, ids, ids.slice(2), ids.slice(1)]) {
        await sites.update(site, { documents: [...chosen], sources: 'quotes' });
        await sites.publish(site);
      }
    }
    const inSites = (text: string): number => holders(join(home, 'workspaces/default/sites'), text).length;
    for (const text of ['zebracanary', '斑马金丝雀']) expect(inSites(text)).toBeGreaterThan(3);
    for (const id of ids.slice(0, 2)) await documents.delete(id);
    await core.close();
    for (const text of ['zebracanary', '斑马金丝雀', '4711', '4712']) expect(holders(home, text).filter((file) => !file.includes('/lance/'))).toEqual([]);
    // And what was not deleted is there in all of them.
    const again = await realCore(home, { widget: widgetFolder() });
    for (const site of ['default', other]) {
      expect((await again.features.sites.versions(site)).length).toBeGreaterThan(3);
      expect((await (await again.features.sites.published(site))?.engine.answer('What does the teapot cost?', [], 'en'))?.answer).toContain('49');
      await again.features.sites.putBack(site, 1);
      expect((await (await again.features.sites.published(site))?.engine.answer('What does the zebracanary cost?', [], 'en'))?.answered).toBe(false);
    }
    await again.close();
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
