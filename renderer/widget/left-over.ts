import { forgetName, keptPrefix, openName, outboxName } from './kept-names.ts';
import { createKeep } from './keep.ts';

/** What old browsers lack, or a page took away, may be missing. */
interface Window { readonly navigation?: { entries(): unknown[] } }

/** Whether this may be a later page of a visit, or stands in a page of the firm's own. Asking the browser's storage costs a slow computer milliseconds, and on the first page it has nothing to tell of the visit. */
export const mayGoOn = (): boolean => (performance as { navigation?: { readonly type: number } }).navigation?.type !== 0 || self !== top || ((window as Window).navigation?.entries() ?? history).length > 1;

/** Whether earlier pages left something to go on with: a window that was open, or what the firm has yet to be told. */
export function hasLeftOver(site: string): boolean {
  const prefix = keptPrefix(site);
  const kept = createKeep(() => localStorage, prefix);
  return createKeep(() => sessionStorage, prefix).get(openName) !== null || kept.names(outboxName).length > 0 || kept.get(forgetName) !== null;
}
