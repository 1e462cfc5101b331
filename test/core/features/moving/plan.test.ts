import { describe, expect, it } from 'vitest';
import { planRequestSchema, type MovePlan, type PlanRequest } from '../../../../core/contract/index.ts';
import { makePlan, simulateGateway } from '../../../../core/features/moving/index.ts';
import { startPlan } from '../../../../core/features/moving/plan/start-plan.ts';
import { defaultBudget } from '../../../../core/contract/budget.ts';

const measured = { questionsPerDay: 4000, promptTokens: 1500, answerTokens: 120, quotedShare: 0.3, serviceSeconds: [0.005, 0.006, 0.007, 0.006, 0.008, 0.005, 0.006, 0.009], billionWeights: 8.19 };
const start = startPlan(measured, defaultBudget);
const plan = (change: Partial<PlanRequest> = {}): Promise<MovePlan> => makePlan({ ...start, ...change }, { bytes: 5e8, locale: 'en' });

describe('a plan', () => {
  it('begins with what was measured, and is a valid request', () => {
    expect(planRequestSchema.parse(start)).toEqual(start);
    // What finding and quoting took, and what a gateway does beside it.
    expect(start.gateway.serviceSeconds).toBeCloseTo(0.0065 + 0.0023, 6);
    expect(start.gateway.spread).toBeGreaterThan(0.1);
    expect(start).toMatchObject({ promptTokens: 1500, answerTokens: 120, billionWeights: 8.19, currency: 'CNY' });
    // 40,000 a day, 15 % of them in the busiest hour.
    expect(start.questionsPerSecond).toBeCloseTo(1.667, 2);
  });

  it('is the same for the same request, and its recommendation meets the target at the lowest price', async () => {
    const made = await plan();
    expect(await plan()).toEqual(made);
    const good = made.models.filter(({ simulated }) => simulated?.meetsTarget);
    expect(good.length).toBeGreaterThan(3);
    expect(made.recommended.gpu).toBe(good[0]?.gpu);
    for (const one of good) expect(one.perMonth).toBeGreaterThanOrEqual(good[0]?.perMonth ?? 0);
    for (const { simulated } of good) expect(simulated?.waitP95Seconds).toBeLessThanOrEqual(start.targetSeconds);
    expect(made.recommended.perMonth).toBe(made.gateway.perMonth + made.storage.perMonth + (good[0]?.perMonth ?? 0));
    expect(made.assumptions.length).toBeGreaterThan(5);
  });

  it('needs more for more visitors, for a tighter target and for a larger model', async () => {
    const replicas = async (change: Partial<PlanRequest>): Promise<number> => (await plan({ gpus: start.gpus.filter(({ id }) => id === 'a100'), ...change })).recommended.modelReplicas;
    const usual = await replicas({});
    expect(await replicas({ questionsPerSecond: 40 })).toBeGreaterThan(usual);
    expect(await replicas({ questionsPerSecond: 40, targetSeconds: 0.4 })).toBeGreaterThanOrEqual(await replicas({ questionsPerSecond: 40 }));
    expect(await replicas({ questionsPerSecond: 40, billionWeights: 32 })).toBeGreaterThan(await replicas({ questionsPerSecond: 40 }));
  });

  it('says where a model does not fit, and recommends no card where none is needed or none will do', async () => {
    const large = await plan({ billionWeights: 70 });
    expect(large.models.filter(({ fits }) => fits)).toEqual([]);
    expect(large.recommended).toMatchObject({ gpu: null, modelReplicas: 0 });
    expect((await plan({ billionWeights: 70, bytesPerWeight: 0.5 })).models.some(({ fits }) => fits)).toBe(true);
    expect((await plan({ quotedShare: 1 })).recommended).toMatchObject({ gpu: null, modelReplicas: 0 });
    // Faster than light: a target below one step.
    const hopeless = await plan({ targetSeconds: 0.001 });
    expect(hopeless.recommended.gpu).toBeNull();
  });

  it('reckons every price in the owner\'s currency, by the owner\'s rates', async () => {
    const gpus = start.gpus.filter(({ id }) => id === 'a100');
    const [yuan, dearer, dollars] = [await plan({ gpus }), await plan({ gpus, rates: { ...start.rates, USD: 14.2 } }), await plan({ gpus, currency: 'USD', rates: { CNY: 1 / 7.1 } })];
    expect((dearer.models[0]?.perMonth ?? 0) / (yuan.models[0]?.perMonth ?? 1)).toBeCloseTo(2, 4);
    expect((yuan.models[0]?.perMonth ?? 0) / (dollars.models[0]?.perMonth ?? 1)).toBeCloseTo(7.1, 3);
    await expect(plan({ gpus, rates: {} })).rejects.toMatchObject({ code: 'move-rate', fields: { from: 'USD', to: 'CNY' } });
  });

  it('gives gateways by measured time and cores', () => {
    const gateway = { serviceSeconds: 0.01, spread: 1, cores: 1 };
    const [one, two, four] = [1, 2, 4].map((replicas) => simulateGateway({ questionsPerSecond: 90, targetSeconds: 1, gateway }, replicas));
    expect(one?.utilisation).toBeCloseTo(0.9, 1);
    expect(two?.utilisation).toBeCloseTo(0.45, 1);
    expect((one?.waitP95Seconds ?? 0)).toBeGreaterThan(4 * (two?.waitP95Seconds ?? 0));
    expect(four?.meetsTarget).toBe(true);
  });
});
