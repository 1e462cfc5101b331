import type { Search } from '../search/index.ts';

/** A search that is opened when it is first used: who quotes by an engine of its own has no need of it. */
export function lateSearch(open: () => Promise<Search>): Search {
  let opened: Search | undefined;
  let opening: Promise<Search> | undefined;
  const search = (): Promise<Search> => (opening ??= open().then((made) => (opened = made), (error: unknown) => { opening = undefined; throw error; }));
  const known = (): Search => {
    if (!opened) throw new Error('Nothing was found yet that could be named.');
    return opened;
  };
  return {
    rank: async (query, options) => (await search()).rank(query, options),
    find: async (query, options) => (await search()).find(query, options),
    prefetch: async (query) => (await search()).prefetch(query),
    nameOf: (document) => known().nameOf(document),
    toHit: (ranked) => known().toHit(ranked),
  };
}
