import { beforeEach, describe, expect, it } from 'vitest';
import type { Cap, Reservation, SpendLedger } from '../../core/ports/spend-ledger.ts';

export function reservation(id: string, amount: number, more: Partial<Reservation> = {}): Reservation {
  return { id, at: `2026-11-25T10:00:00.${id.padStart(3, '0').slice(-3)}Z`, day: '2026-11-25', remote: 'r', site: null, amount, ...more };
}
const total = (cap: number, period: Cap['period'] = 'day'): Cap => ({ scope: 'total', id: '', period, cap });
const cost = (amount: number, counted: 'reported' | 'estimated' = 'reported') => ({ amount, promptTokens: 10, completionTokens: 5, counted });

/** What every SpendLedger does. `open` gives an empty one; `again` opens the same one a second time, as another process would. */
export function spendLedgerSuite(name: string, open: () => Promise<{ ledger: SpendLedger; again(): Promise<SpendLedger> }>): void {
  describe(`${name} as a SpendLedger`, () => {
    let ledger: SpendLedger;
    let again: () => Promise<SpendLedger>;
    beforeEach(async () => { ({ ledger, again } = await open()); });

    it('reserves up to a cap, and names the cap that has no room', async () => {
      expect(await ledger.reserve(reservation('1', 60), [total(100)])).toBeUndefined();
      expect(await ledger.reserve(reservation('2', 41), [total(100)])).toEqual(total(100));
      expect(await ledger.reserve(reservation('3', 40), [total(100)])).toBeUndefined();
      expect((await ledger.entries('2026-11-25')).map(({ id }) => id)).toEqual(['1', '3']);
    });

    it('lets through what costs nothing, whatever was spent', async () => {
      expect(await ledger.reserve(reservation('1', 100), [total(100)])).toBeUndefined();
      expect(await ledger.reserve(reservation('2', 0), [total(100)])).toBeUndefined();
    });

    it('holds a day, a month, a remote and a site to caps of their own', async () => {
      const caps: Cap[] = [total(1000), total(1500, 'month'), { scope: 'remote', id: 'r', period: 'day', cap: 500 }, { scope: 'site', id: 's', period: 'month', cap: 300 }];
      expect(await ledger.reserve(reservation('1', 300, { site: 's' }), caps)).toBeUndefined();
      expect(await ledger.reserve(reservation('2', 1, { site: 's' }), caps)).toEqual(caps[3]);
      expect(await ledger.reserve(reservation('3', 200), caps.slice(0, 3))).toBeUndefined();
      expect(await ledger.reserve(reservation('4', 1), caps.slice(0, 3))).toEqual(caps[2]);
      expect(await ledger.reserve(reservation('5', 500, { remote: 'q' }), caps.slice(0, 2))).toBeUndefined();
      expect(await ledger.reserve(reservation('6', 1, { remote: 'q' }), caps.slice(0, 2))).toEqual(caps[0]);
      expect(await ledger.reserve(reservation('7', 501, { remote: 'q', day: '2026-11-26' }), caps.slice(0, 2))).toEqual(caps[1]);
      expect(await ledger.reserve(reservation('8', 500, { remote: 'q', day: '2026-11-26' }), caps.slice(0, 2))).toBeUndefined();
      expect(await ledger.reserve(reservation('9', 1000, { remote: 'q', day: '2026-12-01' }), caps.slice(0, 2))).toBeUndefined();
    });

    it('puts what it cost in place of what was reserved, once', async () => {
      await ledger.reserve(reservation('1', 100, { site: 's' }), [total(100)]);
      await ledger.settle('1', cost(30));
      await ledger.settle('1', cost(90));
      await ledger.release('1');
      expect(await ledger.entries('2026-11-25')).toEqual([{ ...reservation('1', 30, { site: 's' }), state: 'settled', promptTokens: 10, completionTokens: 5, counted: 'reported' }]);
      expect(await ledger.sums('day', '2026-11-25')).toEqual(expect.arrayContaining([{ scope: 'total', id: '', spent: 30, reserved: 0 }, { scope: 'remote', id: 'r', spent: 30, reserved: 0 }, { scope: 'site', id: 's', spent: 30, reserved: 0 }]));
      expect(await ledger.reserve(reservation('2', 70), [total(100)])).toBeUndefined();
    });

    it('gives back what was never sent', async () => {
      await ledger.reserve(reservation('1', 100), [total(100)]);
      await ledger.release('1');
      await ledger.settle('1', cost(30));
      expect(await ledger.entries('2026-11-25')).toEqual([]);
      expect(await ledger.days('2026-11-01')).toEqual([]);
      expect(await ledger.reserve(reservation('2', 100), [total(100)])).toBeUndefined();
    });

    it('counts an open reservation in full after it is opened again', async () => {
      await ledger.reserve(reservation('1', 80), [total(100)]);
      const other = await again();
      expect((await other.open()).map(({ id, state, amount }) => ({ id, state, amount }))).toEqual([{ id: '1', state: 'reserved', amount: 80 }]);
      expect(await other.reserve(reservation('2', 21), [total(100)])).toEqual(total(100));
      await other.settle('1', cost(10, 'estimated'));
      expect(await ledger.open()).toEqual([]);
      expect(await ledger.days('2026-11-01')).toEqual([{ day: '2026-11-25', spent: 10, calls: 1 }]);
    });

    it('is right when 200 ask at once, from two that share it', async () => {
      const other = await again();
      const refused = await Promise.all(Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? ledger : other).reserve(reservation(String(at), 7), [total(700)])));
      expect(refused.filter((cap) => cap === undefined)).toHaveLength(100);
      await Promise.all(refused.map((cap, at) => (cap ? undefined : (at % 3 === 0 ? ledger : other).settle(String(at), cost(5)))));
      expect((await ledger.sums('month', '2026-11')).find(({ scope }) => scope === 'total')).toMatchObject({ spent: 500, reserved: 0 });
      expect(await other.days('2026-11-25')).toEqual([{ day: '2026-11-25', spent: 500, calls: 100 }]);
    });

    it('tells days in order, from a day on', async () => {
      for (const [id, day] of [['1', '2026-11-26'], ['2', '2026-11-24'], ['3', '2026-11-26']] as const) {
        await ledger.reserve(reservation(id, 10, { day }), []);
        await ledger.settle(id, cost(10));
      }
      expect(await ledger.days('2026-11-01')).toEqual([{ day: '2026-11-24', spent: 10, calls: 1 }, { day: '2026-11-26', spent: 20, calls: 2 }]);
      expect(await ledger.days('2026-11-25')).toEqual([{ day: '2026-11-26', spent: 20, calls: 2 }]);
    });
  });
}
