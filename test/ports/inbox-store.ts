import { describe, expect, it } from 'vitest';
import type { Lead } from '../../core/contract/index.ts';
import type { InboxStore, StoredExchange } from '../../core/ports/inbox-store.ts';

export function visitExchange(id: string, more: Partial<StoredExchange> = {}): StoredExchange {
  return { id, visitor: 'ann', conversation: 'c1', question: `Question ${id}?`, answer: `答案 ${id}`, answered: true, mode: 'live', rating: null, askedAt: '2026-03-02T10:00:00.000Z', done: false, ...more };
}

export function visitLead(id: string, more: Partial<Lead> = {}): Lead {
  return {
    id, visitor: 'ann', conversation: null, name: 'Ann 安', contact: 'ann@example.org', question: 'Call me?', consentText: 'I agree.', sentAt: '2026-03-02T09:00:00.000Z', receivedAt: '2026-03-02T10:00:00.000Z', locale: 'zh', done: false, ...more,
  };
}

const minute = (number: number): string => new Date(Date.UTC(2026, 2, 2, 12, number)).toISOString();
const page = { limit: 50 };

/** What every InboxStore does. `open` gives an empty one. */
export function inboxStoreSuite(name: string, open: () => InboxStore | Promise<InboxStore>): void {
  describe(`${name} as an InboxStore`, () => {
    it('keeps what comes twice once, by site and id', async () => {
      const store = await open();
      expect(await store.saveExchange('a', visitExchange('1'))).toBe(true);
      expect(await store.saveExchange('a', visitExchange('1', { answer: 'another' }))).toBe(false);
      expect(await store.saveExchange('b', visitExchange('1'))).toBe(true);
      expect(await store.saveLead('a', visitLead('l'))).toBe(true);
      expect(await store.saveLead('a', visitLead('l', { name: 'Other' }))).toBe(false);
      expect(await store.exchange('a', '1')).toEqual(visitExchange('1'));
      expect(await store.leads('a', page)).toEqual([visitLead('l')]);
      expect(await store.exchange('c', '1')).toBeUndefined();
    });

    it('keeps what a model took for it, where it did, and lets it go with the exchange', async () => {
      const store = await open();
      const usage = { model: 'qwen3-4b+tone', promptTokens: 1800, completionTokens: 120, waitMs: 4200.5 };
      await store.saveExchange('a', visitExchange('1', { usage }));
      await store.saveExchange('a', visitExchange('2', { visitor: 'bob', conversation: 'c2' }));
      expect(await store.exchange('a', '1')).toEqual(visitExchange('1', { usage }));
      expect(await store.exchange('a', '2')).not.toHaveProperty('usage');
      expect((await store.conversations('a', page)).flatMap(({ exchanges }) => exchanges.map((one) => one.usage))).toEqual(expect.arrayContaining([usage, undefined]));
      expect(await store.deleteVisitor('a', 'ann')).toBe(1);
      expect(await store.exchange('a', '1')).toBeUndefined();
    });

    it('keeps each once when a thousand come at the same time, and half of them twice', async () => {
      const store = await open();
      const saved = await Promise.all(Array.from({ length: 1000 }, (_, at) => store.saveExchange('a', visitExchange(String(at % 500), { askedAt: minute(at % 500) }))));
      expect(saved.filter(Boolean)).toHaveLength(500);
      expect(await store.conversation('a', 'ann', 'c1')).toHaveLength(500);
    });

    it('lets the last rating of the visitor whose exchange it is count, in whatever order they arrive', async () => {
      const store = await open();
      await store.saveRating('a', { exchange: '1', visitor: 'ann', rating: 'down', at: minute(2) });
      await store.saveExchange('a', visitExchange('1'));
      await store.saveRating('a', { exchange: '1', visitor: 'ann', rating: 'up', at: minute(1) });
      await store.saveRating('a', { exchange: '1', visitor: 'eve', rating: 'up', at: minute(3) });
      await store.saveRating('b', { exchange: '1', visitor: 'ann', rating: 'up', at: minute(3) });
      expect((await store.exchange('a', '1'))?.rating).toBe('down');
      await store.saveRating('a', { exchange: '1', visitor: 'ann', rating: 'up', at: minute(4) });
      expect((await store.exchange('a', '1'))?.rating).toBe('up');
    });

    it('gives conversations by visitor, the newest first, page by page', async () => {
      const store = await open();
      for (let at = 0; at < 5; at += 1) await store.saveExchange('a', visitExchange(`x${at}`, { conversation: `c${at % 3}`, askedAt: minute(at) }));
      // The same conversation id of another visitor is another conversation.
      await store.saveExchange('a', visitExchange('e', { visitor: 'eve', conversation: 'c1', askedAt: minute(9) }));
      await store.saveExchange('b', visitExchange('b', { askedAt: minute(20) }));
      const first = await store.conversations('a', { limit: 2 });
      expect(first.map(({ visitor, id, exchanges }) => [visitor, id, exchanges.map((one) => one.id)])).toEqual([['eve', 'c1', ['e']], ['ann', 'c1', ['x1', 'x4']]]);
      expect(first[1]).toMatchObject({ startedAt: minute(1), updatedAt: minute(4) });
      expect((await store.conversations('a', { limit: 2, before: minute(4) })).map(({ id }) => id)).toEqual(['c0', 'c2']);
      expect(Object.keys(first[0]?.exchanges[0] ?? {})).not.toContain('visitor');
    });

    it('tells what waits for the owner until it is dealt with', async () => {
      const store = await open();
      await store.saveExchange('a', visitExchange('hit', { conversation: 'good' }));
      await store.saveExchange('a', visitExchange('miss', { conversation: 'bad', answered: false, askedAt: minute(1) }));
      await store.saveExchange('a', visitExchange('miss2', { conversation: 'bad', answered: false, askedAt: minute(2) }));
      await store.saveExchange('a', visitExchange('poor', { conversation: 'poor', askedAt: minute(3) }));
      await store.saveRating('a', { exchange: 'poor', visitor: 'ann', rating: 'down', at: minute(4) });
      await store.saveLead('a', visitLead('l'));
      expect(await store.waiting('a')).toEqual({ leads: 1, missed: 2, disliked: 1 });
      expect(await store.waiting('b')).toEqual({ leads: 0, missed: 0, disliked: 0 });
      expect((await store.missed('a', page)).map(({ id }) => id)).toEqual(['miss2', 'miss']);
      expect((await store.missed('a', { limit: 5, before: minute(2) })).map(({ id }) => id)).toEqual(['miss']);
      expect((await store.conversations('a', { ...page, only: 'missed' })).map(({ id }) => id)).toEqual(['bad']);
      expect((await store.conversations('a', { ...page, only: 'disliked' })).map(({ id }) => id)).toEqual(['poor']);
      expect([await store.markExchange('a', 'miss', true), await store.markExchange('a', 'poor', true), await store.markExchange('b', 'miss2', true)]).toEqual([true, true, false]);
      expect(await store.markLead('a', 'l', true)).toEqual(visitLead('l', { done: true }));
      expect(await store.markLead('a', 'absent', true)).toBeUndefined();
      expect(await store.waiting('a')).toEqual({ leads: 0, missed: 1, disliked: 0 });
      expect(await store.conversations('a', { ...page, only: 'disliked' })).toEqual([]);
      expect((await store.missed('a', page)).map(({ id }) => id)).toEqual(['miss2']);
    });

    it('counts by local day', async () => {
      const store = await open();
      const [monday, tuesday] = [new Date(2026, 2, 2, 0, 5), new Date(2026, 2, 3, 23, 55)].map((time) => time.toISOString());
      await store.saveExchange('a', visitExchange('1', { askedAt: monday ?? '' }));
      await store.saveExchange('a', visitExchange('2', { askedAt: monday ?? '', answered: false, visitor: 'eve' }));
      await store.saveExchange('a', visitExchange('3', { askedAt: tuesday ?? '' }));
      await store.saveRating('a', { exchange: '1', visitor: 'ann', rating: 'up', at: monday ?? '' });
      await store.saveLead('a', visitLead('l', { receivedAt: tuesday ?? '' }));
      const first = { day: '2026-03-02', questions: 2, answered: 1, missed: 1, leads: 0, up: 1, down: 0, visitors: 2 };
      const second = { day: '2026-03-03', questions: 1, answered: 1, missed: 0, leads: 1, up: 0, down: 0, visitors: 1 };
      expect(await store.days('a', '2026-03-02')).toEqual([first, second]);
      expect(await store.days('a', '2026-03-03')).toEqual([second]);
      expect(await store.days('a', '2026-03-04')).toEqual([]);
    });

    it('deletes what is of a visitor, what is old, and what is of a site, and nothing else', async () => {
      const store = await open();
      for (const site of ['a', 'b']) {
        for (const visitor of ['ann', 'eve']) {
          await store.saveExchange(site, visitExchange(`${visitor}1`, { visitor, askedAt: minute(1) }));
          await store.saveRating(site, { exchange: `${visitor}1`, visitor, rating: 'up', at: minute(1) });
          await store.saveLead(site, visitLead(`${visitor}2`, { visitor, receivedAt: minute(5) }));
        }
      }
      await store.saveTestQuestion('a', { id: 'q', question: 'Q?', answer: 'A', createdAt: minute(1) });
      expect(await store.deleteVisitor('a', 'ann')).toBe(3);
      expect(await store.deleteVisitor('a', 'ann')).toBe(0);
      expect((await store.leads('a', page)).map(({ visitor }) => visitor)).toEqual(['eve']);
      expect(await store.exchange('b', 'ann1')).toBeDefined();
      expect(await store.deleteBefore('a', minute(3))).toBe(2);
      expect(await store.leads('a', page)).toHaveLength(1);
      expect(await store.testQuestions('a')).toHaveLength(1);
      await store.addTokens('a', '2026-03-02', 5);
      expect(await store.deleteSite('a')).toBe(3);
      expect([await store.leads('a', page), await store.testQuestions('a'), await store.addTokens('a', '2026-03-02', 0)]).toEqual([[], [], 0]);
      expect(await store.leads('b', page)).toHaveLength(2);
    });

    it('adds tokens one after the other, however many add at once', async () => {
      const store = await open();
      const totals = await Promise.all(Array.from({ length: 200 }, () => store.addTokens('a', '2026-03-02', 10)));
      expect(totals.sort((left, right) => left - right)).toEqual(Array.from({ length: 200 }, (_, at) => (at + 1) * 10));
      expect(await store.addTokens('a', '2026-03-02', -1990)).toBe(10);
      expect(await store.addTokens('a', '2026-03-03', 1)).toBe(1);
      expect(await store.addTokens('b', '2026-03-02', 2)).toBe(2);
    });

    it('keeps test questions, a changed one in its place', async () => {
      const store = await open();
      await store.saveTestQuestion('a', { id: '1', question: 'Open on Sundays?', answer: 'From 10.', createdAt: minute(1) });
      await store.saveTestQuestion('a', { id: '1', question: 'Open on Sundays?', answer: 'From 11.', createdAt: minute(1) });
      expect(await store.testQuestions('a')).toEqual([{ id: '1', question: 'Open on Sundays?', answer: 'From 11.', createdAt: minute(1) }]);
    });
  });
}
