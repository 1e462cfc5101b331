import { SproutError, type SiteSettings, type VisitAnswer } from '../../core/contract/index.ts';
import { quoteAnswer } from '../../core/features/answers/index.ts';
import { chunkDocument } from '../../core/features/documents/chunker.ts';
import { subjectOf } from '../../core/features/documents/subject.ts';
import { createSearch } from '../../core/features/search/index.ts';
import { approvedAnswer, visitAnswer } from '../../core/features/sites/index.ts';
import type { PublishedIndex, SitesForVisits } from '../../core/features/visits/index.ts';
import { MemoryChunkIndex } from '../fakes/memory-chunk-index.ts';
import { MemoryWorkspaceStore } from '../fakes/memory-workspace-store.ts';

export const shopPages: Readonly<Record<string, readonly string[]>> = {
  'hours.md': ['Opening hours', 'We open at 9 on weekdays and at 10 on Sundays.', 'The shop is closed on public holidays.'],
  'prices.md': ['Prices', 'The gooseneck kettle costs 389 yuan.', 'Delivery is free from 200 yuan.', 'A gift box costs 25 yuan.'],
  'returns.md': ['Returns', 'Unused goods can be returned within 14 days.', 'The customer pays for sending them back.'],
  'zh.md': ['送货', '满两百元免运费，三天内送到。', '周末也可以送货。'],
};

/** Pages that are found and quoted by the core's own code, in memory. */
export async function indexOf(pages: Readonly<Record<string, readonly string[]>> = shopPages, approved: Readonly<Record<string, string>> = {}): Promise<PublishedIndex> {
  const store = new MemoryWorkspaceStore();
  const index = new MemoryChunkIndex();
  for (const [name, paragraphs] of Object.entries(pages)) {
    let start = 0;
    const blocks = paragraphs.map((text) => { const block = { kind: 'paragraph' as const, text, start, end: start + text.length }; start += text.length + 1; return block; });
    const read = { mime: 'text/plain', pages: 1, pageKind: 'none' as const, warnings: [], blocks };
    const document = { id: name, name, hash: name, version: 1, status: 'ready' as const, mime: 'text/plain', size: 1, pages: 1, pageKind: 'none' as const, chunks: 1, warnings: [], importedAt: '2026-01-01T00:00:00.000Z' };
    store.documents.save(document);
    store.documents.saveExtraction(name, read, subjectOf(read));
    await index.write(chunkDocument(document, read), []);
  }
  const search = createSearch({ index, documents: store.documents, onChange: () => undefined });
  return {
    search,
    engine: {
      prepare: () => undefined,
      async answer(question, before, locale): Promise<VisitAnswer> {
        const own = approved[question];
        if (own !== undefined) return approvedAnswer(own, 'static');
        return visitAnswer(await quoteAnswer({ question, before: before.at(-1), search, tableHeader: () => undefined }), { question, locale, sources: 'quotes', mode: 'static' });
      },
    },
  };
}

export const shopOrigin = 'https://shop.example';

export function siteSettings(more: Partial<SiteSettings> = {}): SiteSettings {
  return {
    name: 'Shop', documents: null, model: null, instructions: '', languages: ['en', 'zh'], language: 'visitor', sources: 'quotes', origins: [shopOrigin], liveAddress: null, retentionDays: 90,
    theme: { colour: '#225577', appearance: 'auto', corner: 'right', layout: 'bubble', avatar: null, title: {}, greeting: {}, starterQuestions: {} },
    contact: { enabled: true, consent: {}, hours: [], timeZone: 'UTC', email: '', phone: '' },
    limits: { perMinutePerAddress: 10, perHourPerVisitor: 60, tokensPerDay: 100_000 }, ...more,
  };
}

/** Sites in memory with a real index; records what was approved. */
export class MemorySites implements SitesForVisits {
  readonly approvals: { site: string; question: string; answer: string }[] = [];
  /** Of all of them. */
  withdrawnAt: string | undefined;
  readonly files = new Map<string, { bytes: Uint8Array; immutable: boolean }>();
  readonly #sites = new Map<string, { settings: SiteSettings; index: () => Promise<PublishedIndex> }>();

  add(id: string, settings: SiteSettings, index: () => Promise<PublishedIndex>): void {
    this.#sites.set(id, { settings, index });
  }

  remove(id: string): void { this.#sites.delete(id); }

  async published(id: string): ReturnType<SitesForVisits['published']> {
    const site = this.#sites.get(id);
    return site && { id, settings: site.settings, index: site.index, ...(this.withdrawnAt === undefined ? {} : { withdrawnAt: this.withdrawnAt }) };
  }

  async ids(): Promise<readonly string[]> { return [...this.#sites.keys()]; }

  async settings(id: string): Promise<SiteSettings> {
    const site = this.#sites.get(id);
    if (!site) throw new SproutError('live-site-not-found', { id });
    return site.settings;
  }

  async approve(id: string, { question, answer }: { question: string; answer: string }): ReturnType<SitesForVisits['approve']> {
    await this.settings(id);
    this.approvals.push({ site: id, question, answer });
    return { id: `approved-${this.approvals.length}`, question, answer, createdAt: '2026-01-01T00:00:00.000Z' };
  }

  async file(path: string): ReturnType<SitesForVisits['file']> { return this.files.get(path); }
}
