import { beforeEach, describe, expect, it } from 'vitest';
import type { ApprovedAnswer, PublicSite, Site } from '../../../../core/contract/index.ts';
import { sitesForVisits, type SitesFeature, type SitesForVisits } from '../../../../core/features/visits/index.ts';
import { createEventHub, type EventHub } from '../../../../core/shared/event-hub.ts';
import { indexOf, siteSettings } from '../../../support/live-site.ts';

const site = (id: string, published: number | null, more: Partial<Site> = {}): Site => ({ ...siteSettings(), id, createdAt: '2026-01-01T00:00:00.000Z', published, accepted: [], ...more });

function publicSite(id: string): PublicSite {
  const { languages, language, sources, theme, contact } = siteSettings();
  return { format: 1, id, version: 1, languages, language, sources, theme, contact, live: null, index: null };
}

/** Sites in memory that tell of their changes; counts what is asked of it. */
class MemorySitesFeature implements SitesFeature {
  readonly calls: string[] = [];
  stored: Site[] = [site('draft', null), site('default', 3), site('second', 1)];
  readonly answers: ApprovedAnswer[] = [];
  readonly #events: EventHub;

  constructor(events: EventHub) { this.#events = events; }
  change(stored: Site[]): void { this.stored = stored; this.#events.emit({ type: 'sites-changed' }); }
  async list(): Promise<Site[]> { this.calls.push('list'); return this.stored; }
  async published(): ReturnType<SitesFeature['published']> { this.calls.push('published'); return indexOf(); }
  async file(id: string, path: string): Promise<Uint8Array | undefined> { this.calls.push(`file ${id} ${path}`); if (path.includes('absent')) return undefined; return new TextEncoder().encode(path.endsWith('/site.json') ? JSON.stringify(publicSite(id)) : id); }
  async settled(): Promise<void> {}
  async versions(): ReturnType<SitesFeature['versions']> { return []; }
  async clearedAnswers(): Promise<ApprovedAnswer[]> { return [...this.answers]; }
  async approve(_id: string, { question, answer }: { question: string; answer: string }): Promise<ApprovedAnswer> {
    const made = { id: String(this.answers.length), question, answer, createdAt: '2026-01-01T00:00:00.000Z' };
    this.answers.push(made);
    this.#events.emit({ type: 'sites-changed' });
    return made;
  }
}

describe('sites as visitors come to them', () => {
  let feature: MemorySitesFeature;
  let visits: SitesForVisits;
  beforeEach(() => {
    const events = createEventHub();
    feature = new MemorySitesFeature(events);
    visits = sitesForVisits({
      sites: feature, events,
      ownWords: (question, approved) => { const own = approved.find((one) => one.question === question)?.answer; return own === undefined ? undefined : { answer: own, sentences: [], citations: [], answered: true, approved: true, mode: 'live' }; },
    });
  });
  const ask = async (question: string): Promise<string | undefined> => (await (await (await visits.published('default'))?.index())?.engine.answer(question, [], 'en'))?.answer;

  it('are those that were published, read once until something of them changes', async () => {
    expect([(await visits.published('default'))?.id, await visits.published('draft'), await visits.published('absent')]).toEqual(['default', undefined, undefined]);
    for (let at = 0; at < 20; at += 1) await ask('What does a gift box cost?');
    expect(feature.calls).toEqual(['list', 'published']);
    const before = await visits.published('default');
    expect(await visits.published('default')).toBe(before);
    feature.change([site('default', 3, { origins: [] })]);
    expect((await visits.published('default'))?.settings.origins).toEqual([]);
    expect(await visits.published('second')).toBeUndefined();
  });

  it('are as the owner has them now, also for who came while they were changed', async () => {
    const reading = visits.published('default');
    feature.change([site('default', 3, { origins: [] })]);
    await reading;
    expect((await visits.published('default'))?.settings.origins).toEqual([]);
    const file = visits.file('index.html');
    feature.change([site('second', 1)]);
    await file;
    expect(new TextDecoder().decode((await visits.file('index.html'))?.bytes)).toBe('second');
  });

  it('answer in the owner\'s words as soon as they are approved', async () => {
    expect(await ask('Do you gift-wrap?')).not.toBe('With a ribbon.');
    await visits.approve('default', { question: 'Do you gift-wrap?', answer: 'With a ribbon.' });
    expect(await ask('Do you gift-wrap?')).toBe('With a ribbon.');
    expect(await ask('What does a gift box cost?')).toContain('25');
    await expect(visits.approve('absent', { question: 'x', answer: 'y' })).rejects.toMatchObject({ code: 'live-site-not-found' });
  });

  it('give the files of each, and those that belong to all', async () => {
    const text = async (path: string): Promise<string | undefined> => { const file = await visits.file(path); return file && `${new TextDecoder().decode(file.bytes)} ${String(file.immutable)}`; };
    expect(await text('sprout.js')).toBe('default false');
    expect(await text('engine-0a1b2c3d.js')).toBe('default true');
    // Published for other hosts it names no gateway; from here the widget asks here.
    expect(await text('sites/second/site.json')).toBe(`${JSON.stringify({ ...publicSite('second'), live: '' })} false`);
    expect(await text('sites/second/1-003eb7a89e/manifest.bin')).toBe('second true');
    expect([await text('sites/draft/site.json'), await text('sites/none/site.json'), await text('absent.js')]).toEqual([undefined, undefined, undefined]);
    // The very same bytes, until they may be others.
    expect((await visits.file('sprout.js'))?.bytes).toBe((await visits.file('sprout.js'))?.bytes);
  });

  it('try again where opening failed', async () => {
    const { published } = feature;
    feature.published = () => Promise.reject(new Error('disk'));
    await expect(ask('What does a gift box cost?')).rejects.toThrow('disk');
    feature.published = published;
    expect(await ask('What does a gift box cost?')).toContain('25');
  });
});
