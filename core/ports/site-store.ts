import type { ApprovedAnswer, Site, SiteVersion } from '../contract/index.ts';

/** Sites, what was published of them, and answers that the owner approved. Implementations: SQLite, and PostgreSQL for gateways without a disk. */
export interface SiteStore {
  /** The oldest first. */
  list(): Promise<Site[]>;
  get(id: string): Promise<Site | undefined>;
  save(site: Site): Promise<void>;
  /** Takes its versions, approved answers and inbox with it. */
  delete(id: string): Promise<void>;
  /** Newest first. */
  versions(site: string): Promise<SiteVersion[]>;
  /** Adds a version and makes it the one that visitors see, in one transaction. @throws SproutError site-not-found. */
  publish(site: string, version: SiteVersion): Promise<void>;
  /** Changes what is known of a version, and not which one visitors see. */
  saveVersion(site: string, version: SiteVersion): Promise<void>;
  /** Forgets an earlier version. */
  deleteVersion(site: string, version: number): Promise<void>;
  /** The oldest first. */
  approved(site: string): Promise<ApprovedAnswer[]>;
  saveApproved(site: string, answer: ApprovedAnswer): Promise<void>;
  /** @returns whether there was one. */
  deleteApproved(site: string, id: string): Promise<boolean>;
}
