import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chunk, ChunkIndex } from '../../core/ports/chunk-index.ts';

export function chunk(document: string, ordinal: number, tokens: string, more: Partial<Chunk> = {}): Chunk {
  return { id: `${document}:1:${ordinal}`, document, ordinal, text: tokens.toUpperCase(), tokens, page: null, heading: null, start: 0, end: tokens.length, ...more };
}

/** What every ChunkIndex does. `open` gives an empty one. */
export function chunkIndexSuite(name: string, open: () => Promise<ChunkIndex>): void {
  describe(`${name} as a ChunkIndex`, () => {
    let index: ChunkIndex;
    beforeEach(async () => { index = await open(); });
    afterEach(() => index.close());

    const found = async (...terms: string[]): Promise<string[]> => (await index.search(terms, 10)).map((hit) => hit.id);

    it('finds nothing while it is empty', async () => {
      expect(await found('plum')).toEqual([]);
      expect(await index.count()).toBe(0);
      await index.optimize();
      expect(await index.verify()).toEqual([]);
    });

    it('gives every column back as it was written', async () => {
      const written = chunk('a', 3, '价格 ab-12 "x"', { page: 7, heading: 'Prices › 水果', start: 11, end: 42, text: "line one\nline 'two' 🍎" });
      await index.write([written], []);
      expect(await index.search(['ab-12'], 1)).toEqual([{ ...written, score: expect.any(Number) as number }]);
      expect(await index.passages(['a'])).toEqual([{ id: 'a:1:3', document: 'a', ordinal: 3, text: written.text, heading: written.heading }]);
      expect(await index.chunks(['a:1:3', 'gone'])).toEqual([written]);
      expect(await index.chunks([])).toEqual([]);
    });

    it('matches any term, the chunk with more of the rare ones first', async () => {
      await index.write([chunk('a', 0, 'pear pear common'), chunk('a', 1, 'fig common'), chunk('a', 2, 'common'), chunk('a', 3, 'common')], []);
      expect((await found('fig', 'common'))[0]).toBe('a:1:1');
      expect(await found('fig', 'pear')).toHaveLength(2);
      expect(await found('absent')).toEqual([]);
    });

    it('takes a term as it is: no folding of case, accents or punctuation', async () => {
      await index.write([chunk('a', 0, 'Straße c++ 1,299.00')], []);
      expect(await found('c++')).toHaveLength(1);
      expect(await found('1,299.00')).toHaveLength(1);
      expect(await found('straße')).toEqual([]);
      expect(await found('c')).toEqual([]);
    });

    it('finds new rows at once, and the same ones after optimizing', async () => {
      await index.write([chunk('a', 0, 'plum fig')], []);
      await index.optimize();
      await index.write([chunk('b', 0, 'plum pear')], []);
      expect((await found('plum')).sort()).toEqual(['a:1:0', 'b:1:0']);
      await index.optimize();
      expect((await found('plum')).sort()).toEqual(['a:1:0', 'b:1:0']);
    });

    it('replaces the chunks of a document, under the same ids or new ones', async () => {
      await index.write([chunk('a', 0, 'old one'), chunk('a', 1, 'old two'), chunk('b', 0, 'other')], []);
      await index.write([chunk('a', 0, 'newer')], ['a']);
      expect(await found('old')).toEqual([]);
      expect(await found('newer')).toEqual(['a:1:0']);
      await index.write([chunk('a', 0, 'newest', { id: 'a:2:0' })], ['a']);
      expect(await found('newer', 'newest')).toEqual(['a:2:0']);
      expect(await index.countByDocument()).toEqual(new Map([['a', 1], ['b', 1]]));
    });

    it('replaces with nothing, and several documents in one write', async () => {
      await index.write([chunk('a', 0, 'x'), chunk('b', 0, 'x'), chunk('c', 0, 'x')], []);
      await index.write([chunk('b', 0, 'y')], ['a', 'b', 'absent']);
      expect(await index.countByDocument()).toEqual(new Map([['b', 1], ['c', 1]]));
      await index.write([], ['c']);
      expect(await index.count()).toBe(1);
    });

    it('removes by ids with quotes in them, and only those', async () => {
      const awkward = `o'brien" OR 1=1 --`;
      await index.write([chunk(awkward, 0, 'plum'), chunk('b', 0, 'plum')], []);
      await index.remove([awkward]);
      expect(await found('plum')).toEqual(['b:1:0']);
      await index.remove([]);
      expect(await index.count()).toBe(1);
    });

    it('restricts a search to documents', async () => {
      await index.write([chunk('a', 0, 'plum'), chunk('b', 0, 'plum'), chunk("c'", 0, 'plum')], []);
      expect((await index.search(['plum'], 10, ["c'"])).map((hit) => hit.document)).toEqual(["c'"]);
      expect(await index.search(['plum'], 10, [])).toEqual([]);
    });

    it('gives no more than the limit', async () => {
      await index.write([2, 0, 1].map((ordinal) => chunk('a', ordinal, 'plum')), []);
      expect(await index.search(['plum'], 2)).toHaveLength(2);
    });

    it('gives what is to be read of some documents, in the order of each', async () => {
      await index.write([chunk('a', 2, 'plum'), chunk("b'", 1, 'fig', { heading: 'Fruit' }), chunk('a', 0, 'pear'), chunk('c', 0, 'lime'), chunk("b'", 0, 'date'), chunk('a', 1, 'kiwi')], []);
      const passages = await index.passages(['a', "b'", 'gone']);
      const of = (document: string): string[] => passages.filter((one) => one.document === document).map(({ text }) => text);
      expect(of('a')).toEqual(['PEAR', 'KIWI', 'PLUM']);
      expect(of("b'")).toEqual(['DATE', 'FIG']);
      expect(passages).toHaveLength(5);
      expect(passages.find(({ text }) => text === 'FIG')?.heading).toBe('Fruit');
      expect(await index.passages([])).toEqual([]);
    });

    it('is empty after a reset, and takes new chunks', async () => {
      await index.write([chunk('a', 0, 'plum')], []);
      await index.optimize();
      await index.reset();
      expect(await index.count()).toBe(0);
      await index.write([chunk('b', 0, 'fig')], []);
      expect(await found('plum', 'fig')).toEqual(['b:1:0']);
      expect(await index.verify()).toEqual([]);
    });
  });
}
