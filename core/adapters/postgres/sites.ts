import { SproutError, type ApprovedAnswer, type Site, type SiteVersion } from '../../contract/index.ts';
import type { SiteStore } from '../../ports/site-store.ts';
import type { Database, Query, Row } from './database.ts';
import { codeOf } from './failures.ts';
import * as sql from './sql/sites.ts';

const foreignKey = '23503';

export function createSiteStore({ query, transaction }: Database): SiteStore {
  const records = <Record>({ rows }: { readonly rows: readonly Row[] }): Record[] => rows.map((row) => JSON.parse(String(row['record'])) as Record);
  const save = async (run: Query, site: Site): Promise<void> => { await run(sql.saveSite, site.id, site.createdAt, JSON.stringify(site)); };
  return {
    list: async () => records<Site>(await query(sql.listSites)),
    get: async (id) => records<Site>(await query(sql.getSite, id))[0],
    save: (site) => save(query, site),
    async delete(id) { await query(sql.deleteSite, id); },
    versions: async (site) => records<SiteVersion>(await query(sql.listVersions, site)),
    publish: (id, version) => transaction(async (run) => {
      const [site] = records<Site>(await run(sql.lockSite, id));
      if (!site) throw new SproutError('site-not-found', { id });
      await run(sql.saveVersion, id, version.version, JSON.stringify(version));
      await save(run, { ...site, published: version.version });
    }),
    async saveVersion(id, version) { await query(sql.saveVersion, id, version.version, JSON.stringify(version)); },
    async deleteVersion(site, version) { await query(sql.deleteVersion, site, version); },
    approved: async (site) => records<ApprovedAnswer>(await query(sql.listApproved, site)),
    async saveApproved(site, answer) {
      await query(sql.saveApproved, site, answer.id, answer.createdAt, JSON.stringify(answer)).catch((error: unknown) => {
        throw codeOf(error) === foreignKey ? new SproutError('site-not-found', { id: site }) : error;
      });
    },
    deleteApproved: async (site, id) => (await query(sql.deleteApproved, site, id)).count > 0,
  };
}
