import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteIndexes } from '../../ports/site-indexes.ts';
import type { LancePlace } from './index-place.ts';
import { openLanceIndex, readLanceIndex } from './lance-index.ts';
import { loadLance } from './load-lancedb.ts';
import { tableName } from './table-home.ts';

/** Of a digest, what tells bundles apart in names. */
const shown = 16;

/** @param rules by which texts become terms: they are part of the names, so that a gateway of another version makes indexes of its own. */
export function createSiteIndexes(place: LancePlace, rules: string): SiteIndexes {
  const nameOf = (bundle: string, site: string): string => `${bundle.slice(0, shown)}-${rules}/${site}`;
  if (typeof place === 'string') {
    const folderOf = (bundle: string, site: string): string => join(place, ...nameOf(bundle, site).split('/'));
    return {
      open: (bundle, site) => openLanceIndex(folderOf(bundle, site), rules),
      read: (bundle, site) => readLanceIndex(folderOf(bundle, site), rules),
      async delete(bundle, site) { await rm(folderOf(bundle, site), { recursive: true, force: true }); },
    };
  }
  const placeOf = (bundle: string, site: string): Exclude<LancePlace, string> => ({ ...place, address: `${place.address}/${nameOf(bundle, site)}` });
  return {
    open: (bundle, site) => openLanceIndex(placeOf(bundle, site)),
    read: (bundle, site) => readLanceIndex(placeOf(bundle, site)),
    async delete(bundle, site) {
      const { lancedb } = await loadLance();
      const { address, options } = placeOf(bundle, site);
      const connection = await lancedb.connect(address, { storageOptions: { ...options } });
      if ((await connection.tableNames()).includes(tableName)) await connection.dropTable(tableName);
      connection.close();
    },
  };
}
