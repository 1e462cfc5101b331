import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings, type Answer, type Document, type Example, type Exchange, type Extraction, type TrainingRun } from '../../core/contract/index.ts';
import type { StoredKey, WorkspaceStore } from '../../core/ports/workspace-store.ts';

export function document(id: string, more: Partial<Document> = {}): Document {
  return { id, name: `${id}.txt`, source: `/shop/${id}.txt`, mime: 'text/plain', size: 3, hash: `hash-${id}`, version: 1, status: 'ready', pages: 1, pageKind: 'none', chunks: 1, warnings: [], importedAt: '2026-01-01T00:00:00.000Z', ...more };
}

const extraction: Extraction = { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: [{ kind: 'paragraph', text: '绿茶 🍵', start: 0, end: 5 }], warnings: [] };

export function exchange(id: string, question: string, text: string, askedAt = '2026-02-01T00:00:00.000Z'): Exchange {
  const answer: Answer = { answer: text, sentences: [{ text, citations: [] }], citations: [], answered: true, model: 'quote', timings: { searchMs: 1, answerMs: 1, totalMs: 2 } };
  return { id, question, answer, files: { a: { hash: 'hash-a', version: 1 } }, askedAt };
}

export function example(id: string, more: Partial<Example> = {}): Example {
  return { id, question: `Question ${id}?`, answer: `答案 ${id}`, before: [], origin: { kind: 'file', name: 'a.csv', line: 2 }, state: 'waiting', edited: false, hidden: false, ...more };
}

const dataset = { id: 'd1', name: 'Our tone', recipe: 'tone-of-voice', locale: 'zh', about: { firm: '茶馆' }, system: 'You speak for 茶馆.', createdAt: '2026-01-01T00:00:00.000Z' } as const;

export function trainingRun(id: string, more: Partial<TrainingRun> = {}): TrainingRun {
  return {
    id, name: id, dataset: 'd1', recipe: 'tone-of-voice', base: 'tiny', state: 'paused', conditions: { pluggedIn: true, idle: false, atNight: false }, threads: 2, questions: 4,
    options: { rank: 8, alpha: 16, dropout: 0, targets: ['attn_q'], epochs: 1, learningRate: 1e-4, warmup: 0.1, weightDecay: 0, clip: 1, sequenceTokens: 256, accumulation: 1, seed: 1 },
    createdAt: '2026-01-01T00:00:00.000Z', step: 3, steps: 10, epoch: 1, tokensPerSecond: 12.5, losses: [{ step: 1, loss: 2.5 }], heldLosses: [], ...more,
  };
}

/** What every WorkspaceStore does. `open` gives an empty one. */
export function workspaceStoreSuite(name: string, open: () => WorkspaceStore): void {
  describe(`${name} as a WorkspaceStore`, () => {
    let store: WorkspaceStore;
    beforeEach(() => { store = open(); });
    afterEach(() => { store.close(); });

    it('gives documents back as they were saved, the newest first', () => {
      const older = document('a', { warnings: [{ code: 'page-empty', message: 'Page 2', page: 2 }], error: { code: 'no-text', message: 'none' } });
      const newer = document('b', { importedAt: '2026-01-02T00:00:00.000Z' });
      store.documents.save(older);
      store.documents.save(newer);
      expect(store.documents.list()).toEqual([newer, older]);
      expect(store.documents.get('a')).toEqual(older);
      expect(store.documents.get('absent')).toBeUndefined();
    });

    it('finds documents by source and by content, also after they changed', () => {
      store.documents.save(document('a'));
      store.documents.save(document('b', { hash: 'hash-a' }));
      expect(store.documents.byHash('hash-a').map((one) => one.id)).toEqual(['a', 'b']);
      store.documents.save(document('a', { hash: 'hash-2', version: 2, source: '/shop/moved.txt' }));
      expect(store.documents.byHash('hash-a').map((one) => one.id)).toEqual(['b']);
      expect(store.documents.bySource('/shop/moved.txt')?.version).toBe(2);
      expect(store.documents.bySource('/shop/a.txt')).toBeUndefined();
      expect(store.documents.list()).toHaveLength(2);
    });

    it('lists imports that were interrupted, the oldest first', () => {
      store.documents.save(document('late', { status: 'queued', importedAt: '2026-01-03T00:00:00.000Z' }));
      store.documents.save(document('early', { status: 'indexing' }));
      for (const status of ['ready', 'failed', 'cancelled'] as const) store.documents.save(document(status, { status }));
      expect(store.documents.unfinished().map((one) => one.id)).toEqual(['early', 'late']);
    });

    it('keeps what was read until the last document with that content is deleted', () => {
      store.documents.save(document('a', { hash: 'same' }));
      store.documents.save(document('b', { hash: 'same' }));
      store.documents.saveExtraction('same', extraction, 'green tea');
      expect(store.documents.extraction('same')).toEqual(extraction);
      store.documents.save(document('b', { hash: 'same', status: 'failed' }));
      store.documents.save(document('a', { hash: 'same', status: 'ready' }));
      expect(store.documents.subjects()).toEqual([{ id: 'a', name: document('a').name, subject: 'green tea' }]);
      store.documents.delete('a');
      expect(store.documents.extraction('same')).toEqual(extraction);
      store.documents.delete('b');
      expect(store.documents.extraction('same')).toBeUndefined();
      expect(store.documents.list()).toEqual([]);
      store.documents.delete('b');
    });

    it('keeps folders', () => {
      store.documents.saveFolder({ id: '1', path: '/b' });
      store.documents.saveFolder({ id: '2', path: '/a' });
      expect(store.documents.folders()).toEqual([{ id: '2', path: '/a' }, { id: '1', path: '/b' }]);
      store.documents.deleteFolder('2');
      expect(store.documents.folders()).toEqual([{ id: '1', path: '/b' }]);
    });

    it('keeps what the owner left out of folders, by path and by size', () => {
      const file = { path: '/shop/b.txt', hash: 'hash-b', size: 3, modifiedAt: '2026-01-01T00:00:00.000Z', leftOutAt: '2026-02-01T00:00:00.000Z' };
      const other = { ...file, path: '/shop/a.txt', hash: '', size: 4 };
      store.documents.saveLeftOut(file);
      store.documents.saveLeftOut(other);
      expect(store.documents.leftOut()).toEqual([other, file]);
      expect(store.documents.leftOutAt('/shop/b.txt')).toEqual(file);
      expect(store.documents.leftOutAt('/shop/c.txt')).toBeUndefined();
      expect(store.documents.leftOutOfSize(3)).toEqual([file]);
      store.documents.saveLeftOut({ ...file, size: 4 });
      expect(store.documents.leftOutOfSize(4).map(({ path }) => path)).toEqual(['/shop/a.txt', '/shop/b.txt']);
      store.documents.deleteLeftOut('/shop/a.txt');
      expect(store.documents.leftOut()).toEqual([{ ...file, size: 4 }]);
    });

    it('keeps conversations with their exchanges in order, the last used first', () => {
      store.conversations.create('one', 'Prices');
      store.conversations.create('two', 'Opening hours');
      const first = exchange('x1', 'How much?', '10 euro', '2100-01-01T00:00:00.000Z');
      const second = exchange('x2', 'And now?', '12 euro', '2100-01-02T00:00:00.000Z');
      store.conversations.addExchange('one', first);
      store.conversations.addExchange('one', second);
      expect(store.conversations.list()).toMatchObject([{ id: 'one', title: 'Prices', exchanges: 2, updatedAt: second.askedAt }, { id: 'two', exchanges: 0 }]);
      expect(store.conversations.get('one')?.exchanges).toEqual([first, second]);
      expect(store.conversations.exchange('x2')).toEqual(second);
    });

    it('finds conversations by title, question and answer, in any case and script', () => {
      store.conversations.create('one', 'Prices ÄPFEL 100%');
      store.conversations.create('two', 'Other');
      store.conversations.addExchange('two', exchange('x1', '绿茶多少钱？', 'Twelve EURO'));
      const found = (query: string): string[] => store.conversations.list(query).map((one) => one.id);
      expect(found('äpfel')).toEqual(['one']);
      expect(found('绿茶')).toEqual(['two']);
      expect(found(' twelve euro ')).toEqual(['two']);
      expect(found('0%')).toEqual(['one']);
      expect(found('%')).toEqual(['one']);
      expect(found('_')).toEqual([]);
      expect(found('').sort()).toEqual(['one', 'two']);
    });

    it('renames and deletes a conversation with all its exchanges', () => {
      store.conversations.create('one', 'Prices');
      store.conversations.addExchange('one', exchange('x1', 'How much?', '10 euro'));
      store.conversations.rename('one', '价格');
      expect(store.conversations.get('one')?.title).toBe('价格');
      store.conversations.delete('one');
      expect(store.conversations.get('one')).toBeUndefined();
      expect(store.conversations.exchange('x1')).toBeUndefined();
    });

    it('says which conversation is not there', () => {
      const missing = expect.objectContaining({ code: 'conversation-not-found', fields: { id: 'absent' } }) as Error;
      expect(() => store.conversations.addExchange('absent', exchange('x1', 'q', 'a'))).toThrow(missing);
      expect(() => store.conversations.rename('absent', 'x')).toThrow(missing);
      expect(store.conversations.exchange('x1')).toBeUndefined();
    });

    it('starts with the default settings and changes only those that are named', () => {
      expect(store.settings.get()).toEqual(defaultSettings);
      expect(store.settings.update({ locale: 'zh', businessName: '茶馆' })).toEqual({ ...defaultSettings, locale: 'zh', businessName: '茶馆' });
      store.settings.update({ firstRunDone: true });
      expect(store.settings.get()).toEqual({ ...defaultSettings, locale: 'zh', businessName: '茶馆', firstRunDone: true });
    });

    it('keeps keys, the newest first, until they are deleted or replaced', () => {
      const key = (id: string, madeAt: string, lastUsedAt: string | null = null): StoredKey => ({ id, name: `Program ${id}`, prefix: 'sprout_abcd', hash: `hash-${id}`, madeAt, lastUsedAt });
      const [older, newer] = [key('a', '2026-01-01T00:00:00.000Z'), key('b', '2026-01-02T00:00:00.000Z')];
      store.keys.save(older);
      store.keys.save(newer);
      expect(store.keys.list()).toEqual([newer, older]);
      const used = { ...older, lastUsedAt: '2026-01-03T00:00:00.000Z' };
      store.keys.save(used);
      expect(store.keys.list()).toEqual([newer, used]);
      expect([store.keys.delete('b'), store.keys.delete('b')]).toEqual([true, false]);
      store.keys.replaceAll([newer]);
      expect(store.keys.list()).toEqual([newer]);
    });

    it('keeps sets of examples in order and counts what became of them', () => {
      store.tuning.saveDataset(dataset);
      store.tuning.saveDataset({ ...dataset, id: 'd2', createdAt: '2026-01-02T00:00:00.000Z' });
      store.tuning.saveExamples('d1', [example('b'), example('a', { before: [{ role: 'user', content: 'Hello' }], group: 'g' })]);
      store.tuning.saveExamples('d1', [example('c', { state: 'dropped' }), example('b', { state: 'kept', hidden: true, answer: 'changed', edited: true })]);
      expect(store.tuning.examples('d1')).toEqual([example('b', { state: 'kept', hidden: true, answer: 'changed', edited: true }), example('a', { before: [{ role: 'user', content: 'Hello' }], group: 'g' }), example('c', { state: 'dropped' })]);
      expect(store.tuning.dataset('d1')).toEqual({ ...dataset, examples: 3, kept: 1, waiting: 1, dropped: 1, hidden: 1 });
      expect(store.tuning.datasets().map(({ id }) => id)).toEqual(['d2', 'd1']);
      store.tuning.saveDataset({ ...dataset, name: 'Renamed' });
      expect(store.tuning.dataset('d1')).toMatchObject({ name: 'Renamed', examples: 3 });
      store.tuning.deleteDataset('d1');
      expect(store.tuning.dataset('d1')).toBeUndefined();
      expect(store.tuning.examples('d1')).toEqual([]);
      expect(() => { store.tuning.saveExamples('d1', [example('a')]); }).toThrow(expect.objectContaining({ code: 'dataset-not-found' }));
    });

    it('keeps trainings after their examples are gone, the newest first', () => {
      store.tuning.saveDataset(dataset);
      store.tuning.saveRun(trainingRun('r1'));
      store.tuning.saveRun(trainingRun('r2', { createdAt: '2026-01-02T00:00:00.000Z' }));
      store.tuning.saveRun(trainingRun('r1', { state: 'done', adapter: '/runs/r1/adapter.gguf' }));
      store.tuning.deleteDataset('d1');
      expect(store.tuning.runs().map(({ id }) => id)).toEqual(['r2', 'r1']);
      expect(store.tuning.run('r1')).toEqual(trainingRun('r1', { state: 'done', adapter: '/runs/r1/adapter.gguf' }));
      store.tuning.deleteRun('r1');
      expect(store.tuning.run('r1')).toBeUndefined();
    });

    it('takes a failed transaction back as a whole, also one inside another', () => {
      store.documents.save(document('kept'));
      expect(() => store.transaction(() => {
        store.documents.save(document('lost'));
        store.transaction(() => { store.documents.delete('kept'); });
        throw new Error('stop');
      })).toThrow('stop');
      expect(store.documents.list().map((one) => one.id)).toEqual(['kept']);
      expect(store.transaction(() => 7)).toBe(7);
    });

    it('finds nothing wrong with itself', () => {
      store.documents.save(document('a'));
      expect(store.verify()).toEqual([]);
    });
  });
}
