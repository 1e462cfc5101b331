import type { Document, Site, SiteVersion } from '../../contract/index.ts';
import type { SiteStore } from '../../ports/site-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import type { PrivateDocuments } from '../documents/index.ts';
import { copyKey } from './private-findings.ts';

export type Withdrawn = NonNullable<SiteVersion['withdrawn']>['documents'];

export interface WithdrawalsOptions {
  readonly keeping: Keeping;
  readonly sites: Pick<SiteStore, 'list' | 'get' | 'versions'>;
  readonly events: Pick<EventHub, 'listen'>;
  /** One publication at a time. */
  readonly publishing: (task: () => Promise<void>) => Promise<void>;
  /** Is told at once of a site that shows what it may not: what is being said from it must end. */
  readonly onWithdraw: (site: string) => void;
  /** Makes and shows a version of a site without documents. */
  readonly without: (site: string, of: SiteVersion, gone: Withdrawn) => Promise<unknown>;
  /** Shows nothing of a site any more. */
  readonly close: (site: string) => Promise<void>;
  readonly onBug: (error: unknown) => void;
}

export interface Withdrawals {
  /** Who gives visitors anything waits for it first: from the moment a document is private or gone, until nothing of it is shown. @throws what the store throws; nothing may be shown then. */
  settled(): Promise<void>;
  /** Looks at all sites now. */
  check(): Promise<void>;
}

/** What is kept of the workspace's documents. */
export interface Keeping { readonly documents: { get(id: string): Document | undefined }; readonly kept: Pick<PrivateDocuments, 'original'> }

/** What may not be shown any more of what was published: marked private since, of the same content as one that was, unless the owner let that out, or deleted. */
export function withdrawnOf(shown: readonly { readonly id: string; readonly name: string }[], { accepted }: Pick<Site, 'accepted'>, { documents, kept }: Keeping): Withdrawn {
  return shown.flatMap(({ id, name }) => {
    const now = documents.get(id);
    const copied = now && kept.original(now);
    const isPrivate = now?.private === true || (now !== undefined && copied?.same === true && !accepted.includes(copyKey(now, copied.document)));
    return now === undefined || isPrivate ? [{ id, name, private: isPrivate }] : [];
  });
}

/** Takes what becomes private, or is deleted, from what visitors are shown, without being asked: the owner has just said so. Where it cannot be taken out, nothing of the site is shown. */
export function createWithdrawals({ keeping, sites, events, publishing, onWithdraw, without, close, onBug }: WithdrawalsOptions): Withdrawals {
  let checking: Promise<unknown> = Promise.resolve();

  async function due(id: string): Promise<{ version: SiteVersion; gone: Withdrawn } | undefined> {
    const site = await sites.get(id);
    const version = typeof site?.published === 'number' ? (await sites.versions(id)).find((one) => one.version === site.published) : undefined;
    const gone = site && version ? withdrawnOf(version.documents, site, keeping) : [];
    return version && gone.length > 0 ? { version, gone } : undefined;
  }

  async function withdraw(id: string): Promise<void> {
    if (!await due(id)) return;
    onWithdraw(id);
    await publishing(async () => {
      // In the meantime it may have been published anew, or more may have become private.
      const now = await due(id);
      if (!now) return;
      await without(id, now.version, now.gone).catch((error: unknown) => {
        onBug(error);
        return close(id);
      });
    });
  }

  function check(): Promise<void> {
    const before = checking;
    const all = (async () => {
      const ended = await Promise.allSettled((await sites.list()).map(({ id }) => withdraw(id)));
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
    })();
    checking = Promise.all([all, before.catch(() => undefined)]);
    checking.catch(onBug);
    return all;
  }

  events.listen((event) => {
    // What goes wrong is met by who waits for it.
    if (event.type === 'document-deleted' || (event.type === 'document-changed' && event.document.private === true)) check().catch(() => undefined);
  });

  return {
    check,
    settled: () => checking.then(() => undefined, () => check()),
  };
}
