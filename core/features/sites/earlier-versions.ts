import type { SiteVersion } from '../../contract/index.ts';
import type { SiteFolders } from '../../ports/site-folders.ts';
import type { SiteStore } from '../../ports/site-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { withoutDocuments, type SiteFile } from './make-publication.ts';
import type { Keeping } from './withdrawals.ts';

export interface EarlierVersionsOptions {
  readonly keeping: Pick<Keeping, 'documents'>;
  readonly sites: Pick<SiteStore, 'list' | 'get' | 'versions' | 'saveVersion' | 'deleteVersion'>;
  readonly folders: SiteFolders;
  readonly events: Pick<EventHub, 'listen'>;
  /** One publication at a time. */
  readonly publishing: (task: () => Promise<void>) => Promise<void>;
  /** After what visitors see was settled: of that nothing is changed here. */
  readonly settled: () => Promise<void>;
  readonly filesOf: (site: string, version: number) => Promise<SiteFile[]>;
  /** A version is another now, or gone: nobody may go on with what was opened of it. */
  readonly onChange: (site: string, version: number) => Promise<void>;
  readonly onBug: (error: unknown) => void;
}

export interface EarlierVersions {
  /** Looks at all versions now; what is deleted meanwhile is looked at, too. */
  clean(): Promise<void>;
  /** Until nothing is under way. */
  ended(): Promise<void>;
}

/**
 * Takes the words of deleted documents out of the versions that are kept to be put back: each is written anew without them, or goes where that cannot be done. A document that is
 * only private stays in them, as it stays on this computer: it is kept back when such a version is put back, and may be shown again when it is private no longer.
 */
export function createEarlierVersions({ keeping, sites, folders, events, publishing, settled, filesOf, onChange, onBug }: EarlierVersionsOptions): EarlierVersions {
  let wanted = false;
  let cleaning: Promise<void> | undefined;

  const deletedFrom = ({ documents }: SiteVersion): SiteVersion['documents'] => documents.filter(({ id }) => keeping.documents.get(id) === undefined);

  async function rewrite(id: string, version: number): Promise<void> {
    const site = await sites.get(id);
    const record = (await sites.versions(id)).find((one) => one.version === version);
    const gone = record ? deletedFrom(record) : [];
    // What visitors see is another's matter; it may have been put back meanwhile.
    if (!site || !record || gone.length === 0 || site.published === version) return;
    try {
      const places = new Set(gone.map((one) => record.documents.indexOf(one)));
      const { files, passages } = await withoutDocuments(await filesOf(id, version), { ...record.settings, id }, { version, held: record.documents.length }, places, await folders.widgetFiles());
      // The words go first. Where a stop comes before the record, the two do not fit together, which is seen then: the version goes.
      await folders.write(id, version, files);
      await sites.saveVersion(id, {
        ...record, documents: record.documents.filter((one) => !gone.includes(one)), leftOut: [...record.leftOut, ...gone.map((one) => ({ id: one.id, name: one.name }))],
        passages, bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0), takenOut: [...record.takenOut ?? [], ...gone.map((one) => ({ id: one.id, name: one.name, private: false }))],
      });
    } catch (error) {
      onBug(error);
      await folders.deleteVersion(id, version);
      await sites.deleteVersion(id, version);
    }
    await onChange(id, version);
  }

  async function cleanAll(): Promise<void> {
    while (wanted) {
      wanted = false;
      // Where it fails nothing is shown, and what is not shown is cleaned all the same.
      await settled().catch(() => undefined);
      for (const { id } of await sites.list()) {
        for (const version of await sites.versions(id)) if (deletedFrom(version).length > 0) await publishing(() => rewrite(id, version.version));
      }
    }
  }

  function clean(): Promise<void> {
    wanted = true;
    cleaning ??= cleanAll().finally(() => { cleaning = undefined; });
    return cleaning;
  }

  events.listen((event) => { if (event.type === 'document-deleted') clean().catch(onBug); });
  return { clean, ended: async () => { await cleaning?.catch(() => undefined); } };
}
