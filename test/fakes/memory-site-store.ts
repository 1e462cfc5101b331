import { SproutError, type ApprovedAnswer, type Site, type SiteVersion } from '../../core/contract/index.ts';
import type { SiteStore } from '../../core/ports/site-store.ts';

/** Sites in memory. Values are copied in and out. */
export class MemorySiteStore implements SiteStore {
  private readonly sites = new Map<string, Site>();
  private readonly published = new Map<string, SiteVersion[]>();
  private readonly answers = new Map<string, Map<string, ApprovedAnswer>>();

  async list(): Promise<Site[]> { return structuredClone([...this.sites.values()].sort((left, right) => left.createdAt.localeCompare(right.createdAt))); }
  async get(id: string): Promise<Site | undefined> { return structuredClone(this.sites.get(id)); }
  async save(site: Site): Promise<void> { this.sites.set(site.id, structuredClone(site)); }

  async delete(id: string): Promise<void> {
    for (const held of [this.sites, this.published, this.answers]) held.delete(id);
  }

  async versions(site: string): Promise<SiteVersion[]> { return structuredClone((this.published.get(site) ?? []).toSorted((left, right) => right.version - left.version)); }

  async publish(id: string, version: SiteVersion): Promise<void> {
    const site = this.required(id);
    this.published.set(id, [...(this.published.get(id) ?? []).filter((one) => one.version !== version.version), structuredClone(version)]);
    this.sites.set(id, { ...site, published: version.version });
  }

  async saveVersion(id: string, version: SiteVersion): Promise<void> {
    this.required(id);
    this.published.set(id, [...(this.published.get(id) ?? []).filter((one) => one.version !== version.version), structuredClone(version)]);
  }

  async deleteVersion(site: string, version: number): Promise<void> {
    this.published.set(site, (this.published.get(site) ?? []).filter((one) => one.version !== version));
  }

  async approved(site: string): Promise<ApprovedAnswer[]> { return structuredClone([...(this.answers.get(site)?.values() ?? [])].sort((left, right) => left.createdAt.localeCompare(right.createdAt))); }

  async saveApproved(site: string, answer: ApprovedAnswer): Promise<void> {
    this.required(site);
    const held = this.answers.get(site) ?? new Map<string, ApprovedAnswer>();
    held.set(answer.id, structuredClone(answer));
    this.answers.set(site, held);
  }

  async deleteApproved(site: string, id: string): Promise<boolean> { return this.answers.get(site)?.delete(id) ?? false; }

  private required(id: string): Site {
    const site = this.sites.get(id);
    if (!site) throw new SproutError('site-not-found', { id });
    return site;
  }
}
