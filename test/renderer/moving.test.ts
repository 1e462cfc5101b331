import { describe, expect, it } from 'vitest';
import type { Inventory, MovePlan, PlanRequest, Verification } from '../../core/contract/moving.ts';
import { gpuChoices, moveStates, waitPoints } from '../../renderer/app/features/moving/move-steps.ts';

const simulated = (replicas: number, waitP95Seconds: number, meetsTarget: boolean) => ({ replicas, utilisation: 0.5, waitMedianSeconds: 1, waitP95Seconds, longestQueue: 3, servedPerSecond: 1, meetsTarget });
const row = (gpu: string, replicas: number, wait: number, meets: boolean, perMonth: number, fits = true): MovePlan['models'][number] => ({ gpu, fits, tokensPerSecond: 50, conversations: 8, simulated: fits ? simulated(replicas, wait, meets) : null, perMonth });
const request: PlanRequest = { questionsPerSecond: 1, promptTokens: 1800, answerTokens: 220, quotedShare: 0.2, targetSeconds: 3, billionWeights: 8, bytesPerWeight: 2, hoursPerMonth: 730, gpus: [], prices: { currency: 'CNY', core: 1, memory: 1, storage: 1 }, currency: 'CNY', rates: {} };
const plan: MovePlan = {
  request, gateway: { simulated: simulated(1, 0.1, true), cores: 1, memoryGigabytes: 1, perMonth: 5 }, storage: { gigabytes: 1, perMonth: 1 }, assumptions: [],
  models: [row('small', 3, 2, true, 300), row('small', 1, 40, false, 100), row('small', 2, 5, false, 200), row('large', 1, 1, true, 500), row('tiny', 1, 0, false, 10, false)],
  recommended: { gpu: 'small', gatewayReplicas: 1, modelReplicas: 3, perMonth: 306 },
};
const inventory: Inventory = { items: [], problems: [], sites: [{ id: 'default', name: 'Shop', published: true, documents: 2, passages: 9, model: null, questionsPerDay: 3 }] };
const verification = (same: number, questions: number): Verification => ({ address: 'https://ask.example', at: '2026-11-25T00:00:00.000Z', questions: [], summary: { questions, same, failed: 0, msHere: 1, msThere: 1 } });

describe('a plan', () => {
  it('is drawn as waits of the recommended machine, the fewest first', () => expect(waitPoints(plan)).toEqual([{ replicas: 1, seconds: 40, meets: false }, { replicas: 2, seconds: 5, meets: false }, { replicas: 3, seconds: 2, meets: true }]));
  it('compares kinds of machines by the cheapest number that is quick enough; those without room come last', () => expect(gpuChoices(plan).map(({ gpu, simulated: one }) => [gpu, one?.replicas])).toEqual([['small', 3], ['large', 1], ['tiny', undefined]]));
  it('shows the best that there is where none is quick enough', () => expect(gpuChoices({ ...plan, models: [row('small', 1, 40, false, 100), row('small', 2, 5, false, 200)] }).map(({ simulated: one }) => one?.replicas)).toEqual([2]));
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
