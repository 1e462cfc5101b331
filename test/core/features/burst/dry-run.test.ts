import { describe, expect, it } from 'vitest';
import { defaultBurstPolicy, type BudgetSettings, type BurstPolicy, type Remote } from '../../../../core/contract/index.ts';
import { dryRun, type DryRunOptions, type PastQuestion } from '../../../../core/features/burst/dry-run.ts';

const remote = (id: string, more: Partial<Remote> = {}): Remote => ({ id, name: id, preset: 'other', kind: 'cloud', address: 'https://models.example/v1', model: 'm', contextLength: 32_768, region: '', price: { currency: 'CNY', input: 1, cachedInput: 1, output: 1 }, sees: 'masked', enabled: true, order: 0, createdAt: '', hasKey: true, ...more });
const asked = (question: string, { waitMs = 0, promptTokens = 1000, cited = true, documents = ['menu'], site = null, model = 'local-model', askedAt = '2026-11-20T10:00:00Z' }: { waitMs?: number; promptTokens?: number; cited?: boolean; documents?: string[]; site?: string | null; model?: string; askedAt?: string } = {}): PastQuestion => ({
  question, askedAt, site, documents, answer: { answer: 'Yes.', answered: true, model, citations: cited ? [{ n: 1, document: 'menu', name: 'menu', quote: '', start: 0, end: 1 }] : [], usage: { promptTokens, completionTokens: 100, waitMs } },
});
const rules = (on: Partial<Record<keyof BurstPolicy['rules'], boolean>>): BurstPolicy => ({
  ...defaultBurstPolicy, enabled: true, rules: { queue: { on: on.queue ?? false, seconds: 20 }, context: { on: on.context ?? false }, unsupported: { on: on.unsupported ?? false }, noLocalModel: { on: on.noLocalModel ?? false } },
});
const noCaps: Pick<BudgetSettings, 'total' | 'remotes' | 'sites'> = { total: { day: null, month: null }, remotes: {}, sites: {} };
const run = (policy: BurstPolicy, questions: PastQuestion[], more: Partial<DryRunOptions> = {}): ReturnType<typeof dryRun> => dryRun({
  policy, questions, days: 7, remotes: [remote('cloud')], hasLocalModel: true, localContext: 8192, isPrivate: (document) => document === 'secret', cost: (_, promptTokens) => promptTokens, budget: noCaps, ...more,
});
const gone = ({ places }: ReturnType<typeof dryRun>): Record<string, number> => Object.fromEntries(places.map(({ place, questions }) => [place, questions]));

describe('what would have happened', () => {
  const week = [asked('quick'), asked('waited', { waitMs: 30_000 }), asked('long', { promptTokens: 9000 }), asked('unproven', { cited: false })];

  it('is judged by each rule alone, as the router judges', () => {
    expect(gone(run(rules({}), week))).toEqual({ local: 4 });
    for (const [rule, question] of [['queue', 'waited'], ['context', 'long'], ['unsupported', 'unproven']] as const) {
      const result = run(rules({ [rule]: true }), week);
      expect(gone(result)).toEqual({ local: 3, 'remote:cloud': 1 });
      expect(result.examples).toMatchObject([{ question, place: 'remote:cloud', reason: rule }]);
    }
    expect(run(rules({ queue: true }), week).cost).toBe(1000);
  });

  it('a policy that is off keeps everything here', () => { expect(gone(run({ ...rules({ queue: true, context: true, unsupported: true }), enabled: false }, week))).toEqual({ local: 4 }); });

  it('without a model here it is quoted, or asked elsewhere', () => {
    const quoted = [asked('a', { model: 'quote' })];
    expect(gone(run(rules({}), quoted, { hasLocalModel: false }))).toEqual({ quote: 1 });
    expect(gone(run(rules({ noLocalModel: true }), quoted, { hasLocalModel: false }))).toEqual({ 'remote:cloud': 1 });
  });

  it('what rests on a private document stays, and is counted', () => {
    const result = run(rules({ queue: true }), [asked('pay', { waitMs: 30_000, documents: ['secret', 'menu'] })]);
    expect(gone(result)).toEqual({ local: 1 });
    expect(result).toMatchObject({ keptPrivate: 1, cost: 0, examples: [{ reason: 'private', place: 'local' }] });
    const followUp = { ...asked('and hers?', { waitMs: 30_000 }), completedFrom: ['menu', 'secret'] };
    expect(run(rules({ queue: true }), [followUp]).keptPrivate).toBe(1);
    expect(run(rules({ queue: true }), [asked('does "the cook earns" stand there?', { waitMs: 30_000 })], { holdsPrivate: (text) => text.includes('the cook earns') }).keptPrivate).toBe(1);
    expect(run(rules({ queue: true }), [asked('pay', { site: 'shop', waitMs: 30_000, documents: ['menu', 'secret'] })]).keptPrivate).toBe(1);
  });

  it('what merely was shown a private passage, too, leaves without it, as at run time', () => {
    const result = run(rules({ queue: true }), [asked('menu?', { waitMs: 30_000, documents: ['menu', 'secret'] })]);
    expect(gone(result)).toEqual({ 'remote:cloud': 1 });
    expect(result.keptPrivate).toBe(0);
  });

  it('sites have rules of their own', () => {
    const visited = [asked('a', { site: 'shop' }), asked('b', { site: 'office', waitMs: 60_000 }), asked('c', { site: 'other', waitMs: 60_000 })];
    expect(run({ ...rules({ queue: true }), sites: { shop: 'always', office: 'never' } }, visited).examples.map(({ question }) => question)).toEqual(['a', 'c']);
  });

  it('caps stop it, each day anew, and the next place with room is asked', () => {
    const many = [1, 2, 3].map((at) => asked(`day one ${at}`, { waitMs: 30_000 })).concat(asked('day two', { waitMs: 30_000, askedAt: '2026-11-22T10:00:00Z' }));
    const capped = run(rules({ queue: true }), many, { budget: { ...noCaps, total: { day: 2000, month: null } } });
    expect(gone(capped)).toEqual({ 'remote:cloud': 3, local: 1 });
    expect(capped).toMatchObject({ cost: 3000, reasons: [{ reason: 'queue', questions: 3 }, { reason: 'budget', questions: 1 }] });
    const two = run(rules({ queue: true }), many, { remotes: [remote('first'), remote('second')], budget: { ...noCaps, remotes: { first: { day: null, month: 1000 } } } });
    expect(gone(two)).toEqual({ 'remote:first': 1, 'remote:second': 3 });
  });

  it('a place that is too small, too dear to reckon or switched off is passed over', () => {
    const long = [asked('long', { waitMs: 30_000, promptTokens: 5000 })];
    expect(gone(run(rules({ queue: true }), long, { remotes: [remote('small', { contextLength: 4096 }), remote('off', { enabled: false }), remote('large')] }))).toEqual({ 'remote:large': 1 });
    expect(run(rules({ queue: true }), long, { cost: () => null }).reasons).toEqual([{ reason: 'budget', questions: 1 }]);
    expect(run(rules({ queue: true }), long, { remotes: [] }).reasons).toEqual([{ reason: 'nothing-else', questions: 1 }]);
  });
});
