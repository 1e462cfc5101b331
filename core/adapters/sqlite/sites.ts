import { SproutError, type ApprovedAnswer, type Site, type SiteVersion } from '../../contract/index.ts';
import type { SiteStore } from '../../ports/site-store.ts';
import * as sql from './sql/sites.ts';
import type { Row, Statements } from './statements.ts';

export function createSiteStore(statements: Statements, transaction: <Result>(work: () => Result) => Result): SiteStore {
  const records = <Record>(rows: readonly Row[]): Record[] => rows.map((row) => JSON.parse(String(row['record'])) as Record);
  const get = (id: string): Site | undefined => records<Site>(statements.all(sql.getSite, id))[0];
  return {
    list: async () => records<Site>(statements.all(sql.listSites)),
    get: async (id) => get(id),
    async save(site) { statements.run(sql.saveSite, site.id, site.createdAt, JSON.stringify(site)); },
    async delete(id) { statements.run(sql.deleteSite, id); },
    versions: async (site) => records<SiteVersion>(statements.all(sql.listVersions, site)),
    async publish(id, version) {
      transaction(() => {
        const site = get(id);
        if (!site) throw new SproutError('site-not-found', { id });
        statements.run(sql.saveVersion, id, version.version, JSON.stringify(version));
        statements.run(sql.saveSite, id, site.createdAt, JSON.stringify({ ...site, published: version.version }));
      });
    },
    async saveVersion(id, version) { statements.run(sql.saveVersion, id, version.version, JSON.stringify(version)); },
    async deleteVersion(site, version) { statements.run(sql.deleteVersion, site, version); },
    approved: async (site) => records<ApprovedAnswer>(statements.all(sql.listApproved, site)),
    async saveApproved(site, answer) {
      transaction(() => {
        if (!get(site)) throw new SproutError('site-not-found', { id: site });
        statements.run(sql.saveApproved, site, answer.id, answer.createdAt, JSON.stringify(answer));
      });
    },
    deleteApproved: async (site, id) => statements.run(sql.deleteApproved, site, id) > 0,
  };
}
