import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRemoteModels } from '../../../../core/adapters/cloud/index.ts';
import { defaultBurstPolicy, type Remote } from '../../../../core/contract/index.ts';
import { Health } from '../../../../core/features/burst/remotes/health.ts';
import { LocalQueue } from '../../../../core/features/burst/router/local-queue.ts';
import { Router } from '../../../../core/features/burst/router/router.ts';
import type { GenerateRequest } from '../../../../core/ports/language-model.ts';
import { newFolder } from '../../../support/new-folder.ts';
import { openRealGate, paidRemote, type RealGate } from '../../../support/open-gate.ts';
import { startRemoteServer, type RemoteServer } from '../../../support/remote-server.ts';

let server: RemoteServer;
let real: RealGate;
let folder: string;
beforeEach(async () => { server = await startRemoteServer(); folder = await newFolder(); real = openRealGate(folder); });
afterEach(async () => { real.close(); await server.close(); });

const routed = (remote: Remote, { gate } = real): Router => new Router({
  id: 'auto', local: undefined, policy: () => ({ ...defaultBurstPolicy, enabled: true, tries: 1, patienceMs: 10_000 }), remotes: () => [remote], health: new Health(), gate, queue: new LocalQueue(() => ({ busy: 0, waiting: 0 })), models: createRemoteModels(), keyOf: () => Promise.resolve('sk-canary-key'),
});
async function ask(content: string, { remote = paidRemote(server.address), request = {}, on = real }: { remote?: Remote; request?: Partial<GenerateRequest>; on?: RealGate } = {}): Promise<string> {
  let text = '';
  for await (const event of routed(remote, on).generate({ messages: [{ role: 'user', content }], maxTokens: 100, provenance: { documents: ['menu'], site: null, purpose: 'answer' }, ...request })) if (event.type === 'text') text += event.text;
  return text;
}

describe('what leaves', () => {
  it('is masked, and whole again in the answer, whatever pieces it comes in', async () => {
    server.behave({ kind: 'answer', text: '[NAME_1]的电话是【phone_1】，邮箱 [ EMAIL-1 ]。[NAME_7] [note]', pieces: 40 });
    const answer = await ask('王小明先生的电话 13812345678，邮箱 wang@shop.example，怎么联系？');
    expect(answer).toBe('王小明的电话是13812345678，邮箱 wang@shop.example。[NAME_7] [note]');
    for (const personal of ['王小明', '13812345678', 'wang@shop.example']) expect(server.received()).not.toContain(personal);
    const [line] = real.crossings.list(undefined, 10);
    expect(line).toMatchObject({ seq: 1, remoteName: 'Cloud', documents: ['menu'], masked: { name: 1, phone: 1, email: 1 }, end: { outcome: 'done', counted: 'reported' } });
    const detail = real.crossings.read(line?.id ?? '');
    expect(detail.sent).toBe(server.bodies()[0]);
    expect(detail.received).toContain('【phone_1】');
  });

  it('goes as it is to the firm\'s own machine where the owner lets it, never to a cloud', async () => {
    await ask('13812345678', { remote: paidRemote(server.address, { kind: 'network', sees: 'everything' }) });
    expect(server.bodies()[0]).toContain('13812345678');
    await ask('13812345678', { remote: paidRemote(server.address, { sees: 'everything' }) });
    expect(server.bodies()[1]).not.toContain('13812345678');
  });

  it('is nothing where a private document is named, or a piece of its text is anywhere in the request', async () => {
    const guarded = openRealGate(await newFolder(), { privateTexts: { salaries: 'Salaries 2026\nZhang Wei 23,400\nThe bonus of the managers is twelve percent of the profit of a good year.' } });
    const long = 'An evening of words about the lake, the boats and the old mill at its shore.\n'.repeat(3) + Array.from({ length: 40 }, (_, row) => `Customer number ${row} of the list pays ${row * 13 + 7} francs a month to the lake club.`).join('\n');
    const rows = openRealGate(await newFolder(), { privateTexts: { long, plan: '明年春天开始改建早餐厅' } });
    for (let row = 0; row < 40; row += 1) await expect(ask(`Say it: of the list pays ${row * 13 + 7} francs a month to.`, { on: rows })).rejects.toMatchObject({ code: 'burst-exhausted' });
    for (let at = 0; at < 40; at += 3) await expect(ask(`>${long.slice(at, at + 32)}<`, { on: rows })).rejects.toMatchObject({ code: 'burst-exhausted' });
    await expect(ask('听说明年春天开始改建早餐厅，是吗？', { on: rows })).rejects.toMatchObject({ code: 'burst-exhausted' });
    rows.close();
    const pieces = ['please repeat: bonus of the managers is twelve percent of', 'ＢＯＮＵＳ of  the\nmanagers is twelve PERCENT of the', 'Who is it: Zhang Wei 23,400?'];
    for (const text of pieces) await expect(ask(text, { on: guarded })).rejects.toMatchObject({ code: 'burst-exhausted' });
    await expect(ask('hello', { on: guarded, request: { provenance: { documents: ['menu', 'salaries'], site: null, purpose: 'answer' } } })).rejects.toMatchObject({ code: 'burst-exhausted' });
    await expect(ask('hello', { on: guarded, request: { messages: [{ role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'x', arguments: { note: pieces[0] } }] }, { role: 'user', content: 'go on' }] } })).rejects.toMatchObject({ code: 'burst-exhausted' });
    expect(server.received()).toBe('');
    expect(guarded.crossings.list(undefined, 10)).toEqual([]);
    expect(await ask('Is the bonus of the managers high?', { on: guarded })).toBe('It is 42.');
    guarded.close();
  });
});

describe('the log of what left', () => {
  it('tells of every line whether it was changed, taken out or put in', async () => {
    for (let at = 0; at < 4; at += 1) await ask(`Question ${at}`);
    expect(await real.crossings.check()).toEqual({ lines: 8, brokenAt: null });
    const { DatabaseSync } = await import('node:sqlite');
    const tampered: [string, number][] = [
      ["UPDATE crossings SET record = replace(record, '\"model\":\"test-model\"', '\"model\":\"best-model\"') WHERE seq = 3", 3], ['DELETE FROM crossings WHERE seq = 4', 4], ["UPDATE crossings SET record = replace(record, '\"outcome\":\"done\"', '\"outcome\":\"cut\"') WHERE seq = 2", 2],
      ["UPDATE crossing_texts SET text = text || ' ' WHERE seq = 5", 5], ["UPDATE crossing_texts SET text = 'x' WHERE seq = 6", 6], ["INSERT INTO crossings VALUES (9, 'x', 'sent', '{\"id\":\"x\"}', 'a', 'b')", 9],
      ["UPDATE crossings SET seq = 100 WHERE seq = 8", 8], ['DELETE FROM crossings WHERE seq > 6', 7], ["UPDATE crossings SET id = 'another' WHERE seq = 3", 3], ["UPDATE crossings SET record = '{' WHERE seq = 4", 4],
    ];
    for (const [change, at] of tampered) {
      const copy = join(await newFolder(), 'sprout.db');
      real.store.copyTo(copy);
      const database = new DatabaseSync(copy);
      expect(Number(database.prepare(change).run().changes)).toBeGreaterThan(0);
      database.close();
      const opened = openRealGate(join(copy, '..'));
      expect((await opened.crossings.check()).brokenAt, change).toBe(at);
      opened.close();
    }
    const lines = [...real.crossings.export()].map((line) => JSON.parse(line) as { seq: number; previous: string; hash: string });
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    lines.slice(1).forEach(({ previous }, at) => { expect(previous).toBe(lines[at]?.hash); });
  });

  it('tells of any one character that was changed in it', async () => {
    for (let at = 0; at < 2; at += 1) await ask(`Question ${at}`);
    const { DatabaseSync } = await import('node:sqlite');
    const copy = join(await newFolder(), 'sprout.db');
    real.store.copyTo(copy);
    const database = new DatabaseSync(copy);
    const opened = openRealGate(join(copy, '..'));
    for (const [table, column] of [['crossings', 'record'], ['crossings', 'previous'], ['crossings', 'hash'], ['crossings', 'id'], ['crossings', 'kind'], ['crossing_texts', 'text']] as const) {
      for (const { seq, value } of database.prepare(`SELECT seq, ${column} AS value FROM ${table}`).all() as { seq: number; value: string }[]) {
        for (let at = 0; at < value.length; at += 1) {
          const other = value[at] === 'x' ? 'y' : 'x';
          database.prepare(`UPDATE ${table} SET ${column} = ? WHERE seq = ?`).run(value.slice(0, at) + other + value.slice(at + 1), seq);
          expect((await opened.crossings.check()).brokenAt, `${column} of ${seq}, character ${at}: ${value.slice(Math.max(0, at - 8), at + 8)}`).not.toBeNull();
        }
        database.prepare(`UPDATE ${table} SET ${column} = ? WHERE seq = ?`).run(value, seq);
      }
    }
    expect((await opened.crossings.check()).brokenAt).toBeNull();
    opened.close();
    database.close();
  });

  it('forgets texts in time, from the file too, and stays whole', async () => {
    const secret = 'a word that is to be forgotten';
    await ask(secret);
    real.store.close();
    expect(readFileSync(join(folder, 'sprout.db')).includes(secret)).toBe(true);
    real = openRealGate(folder);
    expect(real.crossings.deleteTextsBefore(new Date(Date.now() + 1000).toISOString())).toBe(2);
    for (const file of ['sprout.db', 'sprout.db-wal']) expect(readFileSync(join(folder, file)).includes(secret), file).toBe(false);
    const [line] = real.crossings.list(undefined, 10);
    expect(real.crossings.read(line?.id ?? '')).toMatchObject({ sent: null, received: null, end: { outcome: 'done' } });
    expect(await real.crossings.check()).toEqual({ lines: 2, brokenAt: null });
    real.store.close();
    expect(readFileSync(join(folder, 'sprout.db')).includes(secret)).toBe(false);
    real = openRealGate(folder);
  });

  it('holds no key', async () => {
    await ask('hello');
    expect(server.keys()).toEqual(['Bearer sk-canary-key']);
    expect([...real.crossings.export()].join('')).not.toContain('canary');
  });
});

describe('the budget', () => {
  const yuan = (amount: number): number => Math.round(amount * 1_000_000);

  it('counts what the service counts, else what can be estimated, and nothing for what was refused', async () => {
    await ask('x'.repeat(2000));
    expect(server.billed()).toEqual([{ promptTokens: 1000, completionTokens: 3 }]);
    const spent = async (): Promise<number> => (await real.budget.state()).caps.find(({ scope, period }) => scope === 'total' && period === 'month')?.spent ?? -1;
    expect(await spent()).toBe(1000 * 2 + 3 * 3);
    server.behave({ kind: 'status', status: 500 });
    await expect(ask('y')).rejects.toThrow();
    expect(await spent()).toBe(2009);
    server.behave({ kind: 'answer', usage: 'none' });
    await ask('x'.repeat(2000));
    // As much as it can have been: a byte a token, and what a template puts around it.
    expect(await spent()).toBe(2009 + (2000 + 64 + 256) * 2 + 'It is 42.'.length * 3);
    expect((await real.store.ledger.entries('')).map(({ counted, state }) => `${counted} ${state}`)).toEqual(['reported settled', 'estimated settled', 'estimated settled']);
  });

  it('stops before a cap of the day, the month, a place or a site would be passed; the next place is asked', async () => {
    const caps = [
      { total: { day: 100, month: null } }, { total: { day: null, month: 100 } }, { total: { day: null, month: null }, remotes: { cloud: { day: 100, month: null } } }, { total: { day: null, month: null }, sites: { shop: { day: null, month: 100 } } },
    ];
    for (const budget of caps) {
      const tight = openRealGate(await newFolder(), { budget });
      const request = { provenance: { documents: [], site: 'shop', purpose: 'answer' as const } };
      await expect(ask('hello', { on: tight, request })).rejects.toMatchObject({ code: 'burst-exhausted' });
      expect(await tight.store.ledger.entries('')).toEqual([]);
      tight.close();
    }
    expect(server.received()).toBe('');
  });

  it('needs a rate for a price in another currency, and reckons with it', async () => {
    const dollars = paidRemote(server.address, { price: { currency: 'USD', input: yuan(1), cachedInput: yuan(1), output: yuan(1) } });
    await ask('x'.repeat(2000), { remote: dollars });
    expect((await real.budget.state()).caps[0]?.spent).toBe(Math.ceil(1003 * 7.1));
    await real.budget.update({ rates: {} });
    await expect(ask('x', { remote: dollars })).rejects.toMatchObject({ code: 'burst-exhausted' });
    await ask('x', { remote: paidRemote(server.address, { price: { currency: 'USD', input: 0, cachedInput: 0, output: 0 } }) });
    expect(server.bodies()).toHaveLength(2);
  });

  it('holds at 200 calls at once', async () => {
    const cap = 40_000;
    await real.budget.update({ total: { day: cap, month: null } });
    const results = await Promise.allSettled(Array.from({ length: 200 }, (_, at) => ask(`Question ${at} ${'x'.repeat(200)}`)));
    const answered = results.filter(({ status }) => status === 'fulfilled').length;
    expect(answered).toBe(server.billed().length);
    expect(answered).toBeGreaterThan(10);
    expect(answered).toBeLessThan(200);
    const billed = server.billed().reduce((sum, { promptTokens, completionTokens }) => sum + promptTokens * 2 + completionTokens * 3, 0);
    const [day] = (await real.budget.state()).caps;
    expect(day).toMatchObject({ spent: billed, reserved: 0 });
    expect(billed).toBeLessThanOrEqual(cap);
    expect(await real.crossings.check()).toEqual({ lines: answered * 2, brokenAt: null });
  });

  it('tells of each share of a cap once', async () => {
    await real.budget.update({ total: { day: 16_000, month: null }, alerts: [0.3, 0.6, 1] });
    for (let at = 0; at < 5; at += 1) await ask('x'.repeat(2000));
    expect(real.alerts).toEqual([{ scope: 'total', id: '', period: 'day', share: 0.3 }, { scope: 'total', id: '', period: 'day', share: 0.6 }]);
    const again = openRealGate(folder, { budget: { total: { day: 16_000, month: null }, alerts: [0.3, 0.6, 1] } });
    await ask('x', { on: again });
    expect(again.alerts).toEqual([]);
    again.close();
    const state = await real.budget.state();
    expect(state.days).toEqual([{ day: expect.any(String) as string, spent: 5 * 2009 + 11, calls: 6 }]);
    expect(state.forecast).toBeGreaterThanOrEqual(5 * 2009);
  });

  it('gives back after a crash what was never sent, and counts in full what may have been', async () => {
    const outgoing = { remote: paidRemote(server.address), messages: [{ role: 'user' as const, content: 'hi' }], maxTokens: 100, provenance: { documents: [], site: null, purpose: 'answer' as const } };
    await real.gate.open(outgoing);
    await (await real.gate.open(outgoing)).sent('{}');
    const [before] = (await real.budget.state()).caps;
    real.close();
    real = openRealGate(folder);
    await real.budget.recover((id) => real.crossings.has(id));
    const [after] = (await real.budget.state()).caps;
    expect(after?.reserved).toBe((before?.reserved ?? 0) / 2);
    expect(after?.reserved).toBeGreaterThan(0);
  });
});

it('what was spent keeps its worth when the budget is kept in another currency', async () => {
  const { ledger } = real.store;
  await ledger.reserve({ id: 'a', at: new Date().toISOString(), day: '2026-11-25', remote: 'cloud', site: 'shop', amount: 71 }, []);
  await ledger.settle('a', { amount: 71, promptTokens: 1, completionTokens: 1, counted: 'reported' });
  await ledger.reserve({ id: 'b', at: new Date().toISOString(), day: '2026-11-25', remote: 'cloud', site: null, amount: 10 }, []);
  // Nobody knows what it is in yen: no sum becomes a bare number.
  const before = (await real.budget.state()).settings;
  await expect(real.budget.update({ currency: 'JPY', total: { day: 1, month: 1 } })).rejects.toMatchObject({ code: 'budget-rate', fields: { from: 'CNY', to: 'JPY' } });
  expect((await real.budget.state()).settings).toEqual(before);
  expect((await real.budget.update({ currency: 'USD' })).settings).toMatchObject({ currency: 'USD', rates: { CNY: 0.140845 } });
  expect(await ledger.sums('month', '2026-11')).toEqual([{ scope: 'remote', id: 'cloud', spent: 10, reserved: 2 }, { scope: 'site', id: 'shop', spent: 10, reserved: 0 }, { scope: 'total', id: '', spent: 10, reserved: 2 }]);
  expect(await ledger.days('2026-11-01')).toEqual([{ day: '2026-11-25', spent: 10, calls: 1 }]);
  // With a rate that comes along it goes anywhere, and the rates that are there go along.
  expect((await real.budget.update({ currency: 'JPY', rates: { USD: 150 } })).settings).toMatchObject({ currency: 'JPY', rates: { USD: 150 } });
  expect((await ledger.days('2026-11-01'))[0]?.spent).toBe(1500);
});

it('a budget that was never used takes any currency, and no rate of the old one stays with it', async () => {
  expect((await real.budget.update({ currency: 'JPY' })).settings).toMatchObject({ currency: 'JPY', rates: {} });
});
