import { beforeEach, describe, expect, it } from 'vitest';
import type { Site, SiteVersion } from '../../core/contract/index.ts';
import { newSettings } from '../../core/features/sites/site-settings.ts';
import type { SiteStore } from '../../core/ports/site-store.ts';

export function site(id: string, more: Partial<Site> = {}): Site {
  return { ...newSettings(`Site ${id}`, 'Asia/Shanghai'), id, createdAt: '2026-01-01T00:00:00.000Z', published: null, accepted: [], ...more };
}

export function siteVersion(version: number): SiteVersion {
  return { version, publishedAt: '2026-02-01T00:00:00.000Z', documents: [{ id: 'd', name: '价目表.pdf', hash: 'h' }], leftOut: [], passages: 3, approved: 1, bytes: 1000, settings: newSettings('Site', 'UTC') };
}

const answer = (id: string, createdAt = '2026-01-01T00:00:00.000Z') => ({ id, question: `问题 ${id}?`, answer: 'Answer', createdAt });

/** What every SiteStore does. `open` gives an empty one. */
export function siteStoreSuite(name: string, open: () => SiteStore | Promise<SiteStore>): void {
  describe(`${name} as a SiteStore`, () => {
    let store: SiteStore;
    beforeEach(async () => { store = await open(); });

    it('gives sites back as they were saved, the oldest first', async () => {
      const newer = site('b', { createdAt: '2026-03-01T00:00:00.000Z', origins: ['https://shop.example'] });
      await store.save(newer);
      await store.save(site('a'));
      await store.save({ ...newer, name: '茶馆' });
      expect(await store.list()).toEqual([site('a'), { ...newer, name: '茶馆' }]);
      expect(await store.get('b')).toEqual({ ...newer, name: '茶馆' });
      expect(await store.get('absent')).toBeUndefined();
    });

    it('shows a version with its record, and keeps the earlier ones, newest first', async () => {
      await store.save(site('a'));
      await store.publish('a', siteVersion(1));
      await store.publish('a', siteVersion(2));
      expect((await store.get('a'))?.published).toBe(2);
      expect(await store.versions('a')).toEqual([siteVersion(2), siteVersion(1)]);
      // What is known of one changes without being shown.
      await store.saveVersion('a', { ...siteVersion(1), passages: 7 });
      expect((await store.get('a'))?.published).toBe(2);
      expect(await store.versions('a')).toEqual([siteVersion(2), { ...siteVersion(1), passages: 7 }]);
      await store.deleteVersion('a', 1);
      expect(await store.versions('a')).toEqual([siteVersion(2)]);
      expect(await store.versions('b')).toEqual([]);
    });

    it('publishes no site that is not there', async () => {
      await expect(store.publish('absent', siteVersion(1))).rejects.toMatchObject({ code: 'site-not-found' });
      expect(await store.versions('absent')).toEqual([]);
    });

    it('keeps approved answers of each site, the oldest first', async () => {
      await store.save(site('a'));
      await store.save(site('b'));
      await store.saveApproved('a', answer('2', '2026-02-01T00:00:00.000Z'));
      await store.saveApproved('a', answer('1'));
      await store.saveApproved('a', { ...answer('2', '2026-02-01T00:00:00.000Z'), answer: 'Another' });
      expect(await store.approved('a')).toEqual([answer('1'), { ...answer('2', '2026-02-01T00:00:00.000Z'), answer: 'Another' }]);
      expect(await store.approved('b')).toEqual([]);
      expect(await store.deleteApproved('b', '1')).toBe(false);
      expect(await store.deleteApproved('a', '1')).toBe(true);
      expect((await store.approved('a')).map(({ id }) => id)).toEqual(['2']);
    });

    it('approves nothing for a site that is not there', async () => {
      await expect(store.saveApproved('absent', answer('1'))).rejects.toMatchObject({ code: 'site-not-found' });
    });

    it('deletes a site with all of it, and nothing of another', async () => {
      for (const id of ['a', 'b']) {
        await store.save(site(id));
        await store.publish(id, siteVersion(1));
        await store.saveApproved(id, answer('1'));
      }
      await store.delete('a');
      await store.save(site('a'));
      expect([await store.versions('a'), await store.approved('a')]).toEqual([[], []]);
      expect([(await store.versions('b')).length, (await store.approved('b')).length]).toEqual([1, 1]);
    });
  });
}
