import type { Document, SiteVersion } from '../../contract/index.ts';
import type { SiteStore } from '../../ports/site-store.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';

export type Withdrawn = NonNullable<SiteVersion['withdrawn']>['documents'];

export interface WithdrawalsOptions {
  readonly store: Pick<WorkspaceStore, 'documents'>;
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

/** What may not be shown any more of what was published: marked private since, or deleted. */
export function withdrawnOf(shown: readonly { readonly id: string; readonly name: string }[], documents: { get(id: string): Pick<Document, 'private'> | undefined }): Withdrawn {
  return shown.flatMap(({ id, name }) => {
    const now = documents.get(id);
    return now === undefined || now.private === true ? [{ id, name, private: now !== undefined }] : [];
  });
}

/** Takes what becomes private, or is deleted, from what visitors are shown, without being asked: the owner has just said so. Where it cannot be taken out, nothing of the site is shown. */
export function createWithdrawals({ store, sites, events, publishing, onWithdraw, without, close, onBug }: WithdrawalsOptions): Withdrawals {
  let checking: Promise<unknown> = Promise.resolve();

  async function due(id: string): Promise<{ version: SiteVersion; gone: Withdrawn } | undefined> {
    const published = (await sites.get(id))?.published ?? null;
    const version = published === null ? undefined : (await sites.versions(id)).find((one) => one.version === published);
    const gone = version ? withdrawnOf(version.documents, store.documents) : [];
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
