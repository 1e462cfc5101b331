import { SproutError, type BundleSite } from '../../contract/index.ts';
import type { Bundle } from '../../ports/bundle.ts';
import { readBundleSites } from '../../shared/bundle/index.ts';
import { cleared } from '../sites/index.ts';
import type { SitesFeature } from '../visits/index.ts';
import { readKnownDocuments } from './known-documents.ts';
import { openSiteIndex, type SiteIndex } from './site-index.ts';
import type { CloudStores } from './take-bundle.ts';

export interface CloudSites extends SitesFeature {
  /** Opens every index, so that the first visitor does not wait. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The sites of the bundle that this gateway was started with, whatever was taken in since by replicas that replace it: so that what is served by one never changes
 * while it runs. What it serves lies in the stores; the bundle's folder is read at the start alone.
 */
export async function createCloudSites(bundle: Bundle, { files, folders, indexes }: Pick<CloudStores, 'files' | 'folders' | 'indexes'>): Promise<CloudSites> {
  const sites = await readBundleSites(bundle);
  const opened = new Map<string, Promise<SiteIndex>>();

  function get(id: string): BundleSite {
    const found = sites.find(({ site }) => site.id === id);
    if (!found) throw new SproutError('live-site-not-found', { id });
    return found;
  }

  function published(id: string): Promise<SiteIndex> {
    const { version } = get(id);
    const known = opened.get(id);
    if (known) return known;
    const opening = Promise.all([indexes.read(bundle.digest, id), readKnownDocuments(files, bundle.digest, id)]).then(([index, documents]) => openSiteIndex({ index, documents, settings: version.settings }));
    opened.set(id, opening);
    opening.catch(() => { opened.delete(id); });
    return opening;
  }

  return {
    list: async () => sites.map(({ site, version }) => ({ ...site, published: version.version })),
    published,
    // A bundle does not change while it is served: what becomes private is taken out by the next.
    settled: async () => undefined,
    versions: async (id) => [get(id).version],
    file: async (id, path) => folders.read(id, get(id).version.version, path),
    clearedAnswers: (id) => cleared(get(id).approved, get(id).site.accepted),
    // Owners answer on their own computer; what they approve comes with the next bundle.
    approve: () => Promise.reject(new SproutError('gateway-unavailable')),
    async open() { await Promise.all(sites.map(({ site }) => published(site.id))); },
    async close() { await Promise.all([...opened.values()].map(async (index) => (await index.catch(() => undefined))?.close())); },
  };
}
