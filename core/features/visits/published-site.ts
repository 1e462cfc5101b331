import type { ApprovedAnswer, SiteSettings, VisitEngine } from '../../contract/index.ts';
import type { Search } from '../search/index.ts';

/** A published index that is open. Nothing but what was published is in it: so nothing private can leak. */
export interface PublishedIndex {
  readonly engine: VisitEngine;
  /** The same ranking, for a model that is shown the passages. */
  readonly search: Pick<Search, 'rank' | 'nameOf' | 'toHit'>;
}

/** A site as its visitors have it. */
export interface PublishedSite {
  readonly id: string;
  readonly settings: SiteSettings;
  /** When documents were last taken out of it because they became private or were deleted: what was said before may hold their words. ISO 8601. */
  readonly withdrawnAt?: string;
  /** Opened at the first call and kept. */
  index(): Promise<PublishedIndex>;
}

/** What visits need to know of sites. The sites feature implements it. */
export interface SitesForVisits {
  /** Quick, from memory: it is asked at every request. Undefined where there is no such site or nothing is published of it. */
  published(id: string): Promise<PublishedSite | undefined>;
  /** Of all sites, published or not. */
  ids(): Promise<readonly string[]>;
  /** Settings as the owner has them now. @throws SproutError site-not-found. */
  settings(id: string): Promise<SiteSettings>;
  /** @throws SproutError site-not-found. */
  approve(id: string, answer: { readonly question: string; readonly answer: string }): Promise<ApprovedAnswer>;
  /** A public file by its path below the published folder (`sprout.js`, `sites/default/site.json`); `immutable` when its name changes with its content. */
  file(path: string): Promise<{ readonly bytes: Uint8Array; readonly immutable: boolean } | undefined>;
}
