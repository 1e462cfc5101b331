import { SproutError, type OutdatedCopy, type Site, type SiteCopy, type SiteVersion } from '../../contract/index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { withdrawnOf } from './withdrawals.ts';

type Held = SiteCopy['documents'];

/** What is remembered of a copy that was just written. @param id of a new one. */
export function withCopy(copies: readonly SiteCopy[], { kind, place }: Pick<SiteCopy, 'kind' | 'place'>, written: NonNullable<SiteCopy['renewed']>, id: string, documents: WorkspaceStore['documents']): SiteCopy[] {
  const known = copies.find((one) => one.kind === kind && one.place === place);
  if (!known) return [...copies, { id, kind, place, ...written }];
  const outdated = withdrawnOf(known.documents, documents).length > 0;
  const next: SiteCopy = outdated ? { ...known, renewed: written } : { id: known.id, kind, place, at: written.at, documents: [...new Map([...known.documents, ...written.documents].map((one) => [one.id, one])).values()] };
  return copies.map((one) => (one === known ? next : one));
}

/** The owner says that the old one is not there any more: the new one is in its place, or none. @throws SproutError site-copy-not-found. */
export function replaced({ copies = [], name }: Site, id: string): SiteCopy[] {
  const known = copies.find((one) => one.id === id);
  if (!known) throw new SproutError('site-copy-not-found', { site: name });
  const { renewed, ...before } = known;
  return copies.flatMap((one) => (one !== known ? [one] : renewed ? [{ ...before, ...renewed }] : []));
}

/** Copies of what was published before any were counted: whether it ever left this computer is not known, so it is taken for granted. */
export function assumedCopies({ published, switched, liveAddress }: Site, version: SiteVersion | undefined, newId: () => string): SiteCopy[] {
  if (published === null || !version) return [];
  const held = { at: version.publishedAt, documents: version.documents.map(({ id, name }) => ({ id, name })) };
  return [{ id: newId(), kind: 'download', place: null, ...held }, ...(switched ? [{ id: newId(), kind: 'bundle' as const, place: liveAddress, ...held }] : [])];
}

/** Those of a site that show what they should not. */
export function outdatedCopies({ id: site, name: siteName, copies = [] }: Site, documents: WorkspaceStore['documents']): OutdatedCopy[] {
  const of = (held: Held): OutdatedCopy['documents'] => withdrawnOf(held, documents);
  return copies.flatMap(({ documents: held, renewed, ...copy }) => {
    const gone = of(held);
    return gone.length === 0 ? [] : [{ ...copy, site, siteName, state: renewed && of(renewed.documents).length === 0 ? 'upload' as const : 'renew' as const, documents: gone }];
  });
}
