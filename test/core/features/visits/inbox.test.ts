import papaparse from 'papaparse';
import { beforeEach, describe, expect, it } from 'vitest';
import { SproutError } from '../../../../core/contract/index.ts';
import { createInbox, keepRetention, type Inbox } from '../../../../core/features/visits/index.ts';
import { MemoryInboxStore } from '../../../fakes/memory-inbox-store.ts';
import { visitExchange, visitLead } from '../../../ports/inbox-store.ts';
import { indexOf, MemorySites, siteSettings } from '../../../support/live-site.ts';

const now = new Date(2026, 2, 10, 12);

describe('the inbox of an owner', () => {
  let store: MemoryInboxStore;
  let sites: MemorySites;
  let inbox: Inbox;
  const taught: unknown[] = [];
  const changed: string[] = [];
  beforeEach(() => {
    store = new MemoryInboxStore();
    sites = new MemorySites();
    sites.add('default', siteSettings({ retentionDays: 5 }), indexOf);
    taught.length = changed.length = 0;
    inbox = createInbox({
      store, sites, now: () => now, news: { changed: (site) => { changed.push(site); } }, forget: (site, visitor) => store.deleteVisitor(site, visitor),
      teach: (dataset, example) => { if (dataset !== 'd1') throw new SproutError('dataset-not-found', { id: dataset }); taught.push(example); },
    });
  });

  it('makes of an unanswered question an approved answer, a test question and, where wanted, an example, and takes it off the list', async () => {
    await store.saveExchange('default', visitExchange('1', { answered: false, question: 'u gift wrap??' }));
    const approved = await inbox.answer('default', '1', { question: 'Do you gift-wrap?', answer: 'Yes.\nFor 5 yuan.', dataset: 'd1' });
    expect(approved).toMatchObject({ question: 'Do you gift-wrap?', answer: 'Yes.\nFor 5 yuan.' });
    expect(sites.approvals).toEqual([{ site: 'default', question: 'Do you gift-wrap?', answer: 'Yes.\nFor 5 yuan.' }]);
    expect(taught).toEqual([{ question: 'Do you gift-wrap?', answer: 'Yes.\nFor 5 yuan.' }]);
    const lines = (await inbox.testQuestions('default')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([{ question: 'Do you gift-wrap?', answers: ['Yes.\nFor 5 yuan.'] }]);
    expect(await inbox.missed('default', { limit: 9 })).toEqual([]);
    expect(changed).toEqual(['default']);
  });

  it('sets a question aside without a trace of it anywhere else', async () => {
    await store.saveExchange('default', visitExchange('1', { answered: false }));
    expect(await inbox.answer('default', '1', { answer: null })).toBeNull();
    expect([sites.approvals, taught, await inbox.testQuestions('default'), await inbox.missed('default', { limit: 9 })]).toEqual([[], [], '', []]);
  });

  it('does nothing by half: with an unknown set of examples nothing is approved', async () => {
    await store.saveExchange('default', visitExchange('1', { answered: false }));
    await expect(inbox.answer('default', '1', { answer: 'Yes.', dataset: 'absent' })).rejects.toMatchObject({ code: 'dataset-not-found' });
    expect([sites.approvals, (await inbox.missed('default', { limit: 9 })).length]).toEqual([[], 1]);
    await expect(inbox.answer('default', 'absent', { answer: 'Yes.' })).rejects.toMatchObject({ code: 'exchange-not-found' });
  });

  it('knows its sites, messages and questions', async () => {
    for (const work of [() => inbox.leads('absent', { limit: 1 }), () => inbox.counts('absent', 1), () => inbox.exported('absent', 'leads', 'en'), () => inbox.deleteVisitor('absent', 'ann'), () => inbox.testQuestions('absent')]) await expect(work()).rejects.toMatchObject({ code: 'live-site-not-found' });
    await expect(inbox.markLead('default', 'absent', true)).rejects.toMatchObject({ code: 'lead-not-found' });
  });

  it('exports all of it, more than one page, each once, also what came in the same moment', async () => {
    for (let at = 0; at < 2500; at += 1) await store.saveExchange('default', visitExchange(`x${at}`, { answered: false, conversation: `c${at}`, askedAt: new Date(Date.UTC(2026, 2, 1) + Math.floor(at / 7) * 1000).toISOString() }));
    await store.saveLead('default', visitLead('l', { name: '=cmd()', question: 'a,"b"\nc' }));
    const rows = async (what: 'leads' | 'visits' | 'missed'): Promise<string[][]> => papaparse.parse<string[]>((await inbox.exported('default', what, 'en')).csv.slice(1), { newline: '\r\n' }).data.slice(1, -1);
    expect(new Set((await rows('missed')).map((row) => row[6])).size).toBe(2500);
    expect(await rows('missed')).toHaveLength(2500);
    expect(await rows('visits')).toHaveLength(2500);
    expect((await rows('leads'))[0]?.slice(1, 4)).toEqual(["'=cmd()", 'ann@example.org', 'a,"b"\nc']);
    expect((await inbox.exported('default', 'leads', 'zh')).csv).toContain('"联系方式"');
  });

  it('counts the last days, today among them', async () => {
    for (const day of [8, 9, 10]) await store.saveExchange('default', visitExchange(String(day), { askedAt: new Date(2026, 2, day, 9).toISOString() }));
    expect((await inbox.counts('default', 2)).days.map(({ day }) => day)).toEqual(['2026-03-09', '2026-03-10']);
  });

  it('deletes what is older than the site keeps it, and nothing younger', async () => {
    for (const day of [3, 4, 6, 9]) await store.saveExchange('default', visitExchange(String(day), { askedAt: new Date(2026, 2, day, 12).toISOString() }));
    const retention = keepRetention({ inbox: store, sites, onBug: (error) => { throw error; }, now: () => now });
    await retention.purge();
    retention.close();
    expect((await store.conversation('default', 'ann', 'c1')).map(({ id }) => id)).toEqual(['6', '9']);
  });
});
