import { describe, expect, it } from 'vitest';
import type { Document, Extraction } from '../../../../core/contract/index.ts';
import { chunkDocument } from '../../../../core/features/documents/chunker.ts';
import { subjectOf } from '../../../../core/features/documents/subject.ts';
import { createSearch, type Search } from '../../../../core/features/search/index.ts';
import { MemoryChunkIndex } from '../../../fakes/memory-chunk-index.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';

function extraction(paragraphs: readonly string[]): Extraction {
  let start = 0;
  return {
    mime: 'text/plain', pages: 1, pageKind: 'none', warnings: [],
    blocks: paragraphs.map((text) => { const block = { kind: 'paragraph' as const, text, start, end: start + text.length }; start += text.length + 1; return block; }),
  };
}

interface Shop { search: Search; add(name: string, paragraphs: readonly string[]): Promise<void>; changed(): void }

function shop(): Shop {
  const store = new MemoryWorkspaceStore();
  const index = new MemoryChunkIndex();
  let changed = (): void => undefined;
  return {
    search: createSearch({ index, documents: store.documents, onChange: (listener) => { changed = listener; } }),
    changed: () => { changed(); },
    async add(name, paragraphs) {
      const read = extraction(paragraphs);
      const document = { id: name, name, hash: name, version: 1, status: 'ready', mime: 'text/plain', size: 1, pages: 1, pageKind: 'none', chunks: 1, warnings: [], importedAt: '2026-01-01T00:00:00.000Z' } satisfies Document;
      store.documents.save(document);
      store.documents.saveExtraction(name, read, subjectOf(read));
      await index.write(chunkDocument(document, read), []);
      changed();
    },
  };
}

/** A long report whose pages say "we", with its firm on the cover alone. */
const report = (firm: string, margin: string): string[] => [
  `${firm} Corporation, annual report`, ...Array.from({ length: 60 }, (_, at) => `Chapter ${at} describes the markets, the staff and the sites of the year in some detail, with figures for each region and month.`), `Our gross margin was ${margin} of sales.`,
];

describe('search', () => {
  it('finds the passage of the document that the question names, though the passage does not name it', async () => {
    const { search, add } = shop();
    for (const [firm, margin] of [['Lindqvist', '31%'], ['Okafor', '44%'], ['Marchetti', '52%']] as const) await add(`${firm}.txt`, report(firm, margin));
    for (const [firm, margin] of [['Lindqvist', '31%'], ['Okafor', '44%'], ['Marchetti', '52%']] as const) {
      const [first] = (await search.find(`What was the gross margin of ${firm}?`)).hits;
      expect([first?.name, first?.text.includes(margin)]).toEqual([`${firm}.txt`, true]);
    }
  });

  it('knows a new document as soon as it is there', async () => {
    const { search, add } = shop();
    await add('Lindqvist.txt', report('Lindqvist', '31%'));
    expect((await search.find('gross margin of Okafor')).hits[0]?.name).toBe('Lindqvist.txt');
    await add('Okafor.txt', report('Okafor', '44%'));
    expect((await search.find('gross margin of Okafor')).hits[0]?.name).toBe('Okafor.txt');
  });

  it('finds a Chinese passage that shares single characters with the question, and only those', async () => {
    const { search, add } = shop();
    await add('配送.txt', ['暂不支持寄往境外。', '周末照常营业。']);
    expect((await search.find('能寄去美国吗？')).hits[0]?.text).toContain('寄往境外');
  });

  it('takes Traditional and Simplified, codes and numbers as one', async () => {
    const { search, add } = shop();
    await add('价目.txt', ['茶壶 TP-204 售价 1,280 元。', '茶碗 TB-118 售价 90 元。']);
    for (const query of ['茶壺多少錢', 'tp-204', '1280']) expect((await search.find(query)).hits[0]?.text, query).toContain('TP-204');
  });
});
