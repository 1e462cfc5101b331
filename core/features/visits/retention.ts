import type { InboxStore } from '../../ports/inbox-store.ts';
import type { SitesForVisits } from './published-site.ts';

const day = 86_400_000;
/** Milliseconds between two looks: what is to be gone is gone within a day, also on a laptop that sleeps at night. */
const interval = 3_600_000;

export interface RetentionOptions { readonly inbox: Pick<InboxStore, 'deleteBefore'>; readonly sites: Pick<SitesForVisits, 'ids' | 'settings'>; readonly onBug: (error: unknown) => void; readonly now?: () => Date }

/** Deletes what is older than each site keeps it: now, and then every hour until `close`. */
export function keepRetention({ inbox, sites, onBug, now = () => new Date() }: RetentionOptions): { purge(): Promise<number>; close(): void } {
  async function purge(): Promise<number> {
    let deleted = 0;
    for (const id of await sites.ids()) {
      const { retentionDays } = await sites.settings(id);
      deleted += await inbox.deleteBefore(id, new Date(now().getTime() - retentionDays * day).toISOString());
    }
    return deleted;
  }
  const look = (): void => { purge().catch(onBug); };
  look();
  const timer = setInterval(look, interval);
  return { purge, close: () => { clearInterval(timer); } };
}
