import { describe, expect, it } from 'vitest';
import { createSites } from '../../../../core/features/sites/index.ts';
import type { ScoredChunk } from '../../../../core/ports/chunk-index.ts';
import { createEventHub } from '../../../../core/shared/event-hub.ts';
import { MemorySiteFolders } from '../../../fakes/memory-site-folders.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';
import { document } from '../../../ports/workspace-store.ts';

const texts: Record<string, string> = { hours: 'We are open from 9 to 18.', pots: 'A teapot costs 48 euro.', secret: 'The alarm code of the shop is 4711.', salaries: 'Ms Lin earns 5,200 euro.' };
const chunk = (id: string, text = texts[id] ?? '', more: Partial<ScoredChunk> = {}): ScoredChunk => ({ id: `${id}:1:0`, document: id, ordinal: 0, text, tokens: '', page: null, heading: null, start: 0, end: text.length, score: 0, ...more });

/** A workspace with four documents, two of them published; its search by meaning finds whatever it is told. */
async function open(found: readonly ScoredChunk[], bonuses: Record<string, number> = {}) {
  const store = new MemoryWorkspaceStore();
  const replace = (id: string, text: string, hash = `hash-${id}`, version = 1): void => {
    store.documents.save(document(id, { hash, version }));
    store.documents.saveExtraction(hash, { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: [{ kind: 'paragraph', text, start: 0, end: text.length }], warnings: [] }, '');
  };
  for (const [id, text] of Object.entries(texts)) replace(id, text);
  const asked: { question: string; limit: number; among: string[] }[] = [];
  const meaning = {
    async find(question: string, limit: number, among: readonly ScoredChunk[]) {
      asked.push({ question, limit, among: among.map(({ id }) => id) });
      return { chunks: found, bonus: (id: string) => bonuses[id] ?? 0 };
    },
  };
  const sites = createSites({ store, sites: store.sites, folders: new MemorySiteFolders(), events: createEventHub((error) => { throw error; }), meaning });
  await sites.update('default', { documents: ['hours', 'pots'], sources: 'quotes' });
  await sites.publish('default');
  const search = async (question: string) => (await (await sites.published('default'))?.search.rank(question));
  const passages = async (question: string) => (await search(question))?.chunks.map((one) => one.chunk.text);
  return { store, sites, search, passages, asked, replace };
}

describe("a live model's passages", () => {
  it('are found by meaning, too, where no word is shared', async () => {
    const { passages, search } = await open([chunk('pots')]);
    expect(await passages('Kanne Preis')).toEqual([texts['pots']]);
    expect(await search('Kanne Preis')).toMatchObject({ byMeaning: true });
  });

  it('are put in order by it', async () => {
    const question = 'teapot open';
    expect(await (await open([], { 'hours:1:0': 6, 'pots:1:0': -6 })).passages(question)).toEqual([texts['hours'], texts['pots']]);
    expect(await (await open([], { 'hours:1:0': -6, 'pots:1:0': 6 })).passages(question)).toEqual([texts['pots'], texts['hours']]);
  });

  it('are never those that were not published, in 1,000 questions that find all of the workspace', async () => {
    const foreign = Array.from({ length: 200 }, (_, at) => chunk(`private${at}`, `Private ${at}`));
    const { passages } = await open([...foreign, chunk('secret'), chunk('salaries'), chunk('hours', 'The safe stands behind the door.', { ordinal: 1 }), chunk('pots', 'Bought for 5 euro.'), chunk('hours', texts['hours'], { ordinal: -1 }), chunk('pots')]);
    for (let at = 0; at < 1000; at += 1) for (const text of await passages(`alarm code salary private ${at}`) ?? []) expect([texts['hours'], texts['pots']]).toContain(text);
    expect(await passages('alarm code')).toEqual([texts['pots']]);
  });

  it('are of the publication: what became of a document since is not shown, and judged by words alone', async () => {
    const { passages, replace, asked } = await open([chunk('pots', 'A teapot costs 990 euro.')], { 'pots:2:0': 6 });
    replace('pots', 'A teapot costs 990 euro.', 'hash-new', 2);
    expect(await passages('teapot')).toEqual([texts['pots']]);
    expect(asked.at(-1)?.among).toEqual([]);
    expect(await passages('Kanne')).toEqual([]);
  });

  it('are asked for by the ids of the workspace', async () => {
    const { passages, asked } = await open([]);
    await passages('When are you open?');
    expect(asked.at(-1)).toMatchObject({ question: 'When are you open?', among: ['hours:1:0'] });
  });

  it('do not change how visitors are quoted', async () => {
    const { sites, asked } = await open([chunk('pots')]);
    const answer = await (await sites.published('default'))?.engine.answer('Kanne Preis', [], 'en');
    expect(answer?.answered).toBe(false);
    expect(asked).toEqual([]);
  });
});
