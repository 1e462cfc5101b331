import { forgetName, keptPrefix, openName, outboxName } from './kept-names.ts';
import { createKeep } from './keep.ts';

/** Whether this is likely a later page of a visit. Asking the browser's storage costs a slow computer milliseconds, and on the first page it has nothing to tell of the visit. */
export const mayGoOn = (): boolean => performance.navigation.type > 0 || ((window as { navigation?: { entries(): unknown[] } }).navigation?.entries() ?? history).length > 1;

/** Whether earlier pages left something to go on with: a window that was open, or what the firm has yet to be told. */
export function hasLeftOver(site: string): boolean {
  const prefix = keptPrefix(site);
  const kept = createKeep(() => localStorage, prefix);
  return createKeep(() => sessionStorage, prefix).get(openName) !== null || kept.names(outboxName).length > 0 || kept.get(forgetName) !== null;
}
