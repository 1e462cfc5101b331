import { describe, expect, it } from 'vitest';
import type { Inventory, MovePlan, PlanRequest, Verification } from '../../core/contract/moving.ts';
import { moveStates, waitPoints } from '../../renderer/app/features/moving/move-steps.ts';

const simulated = (replicas: number, waitP95Seconds: number, meetsTarget: boolean) => ({ replicas, utilisation: 0.5, waitMedianSeconds: 1, waitP95Seconds, longestQueue: 3, servedPerSecond: 1, meetsTarget });
const row = (gpu: string, tried: readonly (readonly [replicas: number, wait: number, meets: boolean])[], at = 0, fits = true): MovePlan['models'][number] => { const all = tried.map(([n, wait, meets]) => simulated(n, wait, meets)); return { gpu, fits, tokensPerSecond: 50, conversations: 8, simulated: all[at] ?? null, tried: all, perMonth: 100 }; };
const request: PlanRequest = { questionsPerSecond: 1, promptTokens: 1800, answerTokens: 220, quotedShare: 0.2, targetSeconds: 3, billionWeights: 8, bytesPerWeight: 2, hoursPerMonth: 730, gateway: { serviceSeconds: 0.0065, spread: 0.5, cores: 1 }, database: { serviceSeconds: 0.002 }, gpus: [], prices: { currency: 'CNY', core: 1, memory: 1, storage: 1 }, currency: 'CNY', rates: {} };
const plan: MovePlan = {
  request, gateway: { simulated: simulated(1, 0.1, true), cores: 1, memoryGigabytes: 1, perMonth: 5 }, database: { cores: 1, memoryGigabytes: 2, utilisation: 0.1, perMonth: 4 }, storage: { gigabytes: 1, perMonth: 1 }, assumptions: [],
  models: [row('large', [[1, 1, true], [2, 0.5, true]]), row('small', [[1, 40, false], [2, 5, false], [3, 2, true], [4, 1, true]], 2), row('tiny', [], 0, false)],
  recommended: { gpu: 'small', gatewayReplicas: 1, databaseCores: 1, modelReplicas: 3, perMonth: 306 },
};
const inventory: Inventory = { items: [], problems: [], sites: [{ id: 'default', name: 'Shop', published: true, documents: 2, passages: 9, model: null, questionsPerDay: 3 }] };
const verification = (same: number, questions: number): Verification => ({ address: 'https://ask.example', at: '2026-11-25T00:00:00.000Z', questions: [], summary: { questions, same, failed: 0, msHere: 1, msThere: 1 } });

describe('a plan', () => {
  it('is drawn as waits of the recommended machine, the fewest first', () => expect(waitPoints(plan)).toEqual([{ replicas: 1, seconds: 40, meets: false }, { replicas: 2, seconds: 5, meets: false }, { replicas: 3, seconds: 2, meets: true }, { replicas: 4, seconds: 1, meets: true }]));
  it('is drawn close to the recommended number where many were tried', () => expect(waitPoints({ ...plan, models: [row('small', Array.from({ length: 20 }, (_, at) => [at + 1, 9, at > 11] as const), 12)] }).map(({ replicas }) => replicas)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]));
  it('is drawn of the first machine with room where none is quick enough, and not at all without one', () => {
    expect(waitPoints({ ...plan, recommended: { ...plan.recommended, gpu: null } }).map(({ replicas }) => replicas)).toEqual([1, 2]);
    expect(waitPoints({ ...plan, models: [row('tiny', [], 0, false)], recommended: { ...plan.recommended, gpu: null } })).toEqual([]);
  });
});

describe('the steps of a move', () => {
  const states = (changes: Partial<Parameters<typeof moveStates>[0]>) => moveStates({ inventory, plan: undefined, exported: false, verification: null, switched: [], ...changes });
  it('begin with what there is', () => expect(states({})).toMatchObject({ goes: { mark: 'done', n: 1 }, plan: { mark: 'off' }, export: { mark: 'off' }, proof: { mark: 'off' }, switch: { mark: 'off' } }));
  it('name what keeps from moving', () => expect(states({ inventory: { ...inventory, problems: [{ code: 'x', message: 'm' }] } }).goes).toEqual({ mark: 'todo', key: 'problems', n: 1 }));
  it('count a proof as done when every answer is the same, and never without a question', () => {
    expect(states({ verification: verification(5, 5) }).proof).toMatchObject({ mark: 'done', key: 'same' });
    expect(states({ verification: verification(4, 5) }).proof).toEqual({ mark: 'todo', key: 'differ', n: 1 });
    expect(states({ verification: verification(0, 0) }).proof.mark).not.toBe('done');
  });
  it('know who is answered from elsewhere, and who came back', () => {
    const there = { site: 'default', address: 'https://ask.example', before: null, switchedAt: '2026-11-25T00:00:00.000Z' };
    expect(states({ switched: [there] }).switch).toMatchObject({ mark: 'done', n: 1 });
    expect(states({ switched: [{ ...there, switchedAt: null }] }).switch.mark).toBe('off');
  });
});
