import { usualGateway, type BudgetSettings, type PlanRequest } from '../../../contract/index.ts';
import { gpuTypes, machinePrices } from './gpus.data.ts';

/** What was measured here; what could not be is undefined. */
export interface Measured {
  /** Of all published sites. */
  readonly questionsPerDay: number;
  readonly promptTokens: number | undefined;
  readonly answerTokens: number | undefined;
  readonly quotedShare: number | undefined;
  readonly serviceSeconds: readonly number[];
  readonly billionWeights: number | undefined;
}

/** Of a day's questions, in its busiest hour. */
const busiestHour = 0.15;
/** A trial has few visitors: the plan begins with so many times more than it had. */
const growth = 10;
const leastPerSecond = 0.2;
/** Questions that are measured at least, for their spread to mean something. */
const fewest = 8;

/** What an answer costs a gateway beside finding and quoting: its connection, its signature, rows of the database. Measured by `bench/gateway-replicas.ts`. */
const besideSeconds = 0.0023;

const rates: PlanRequest['rates'] = { CNY: 1, USD: 7.1, EUR: 7.9, GBP: 9.2, HKD: 0.91, TWD: 0.22, JPY: 0.047, SGD: 5.4 };

/** A plan to start from: measured figures where there are any, and prices that the owner corrects. */
export function startPlan({ questionsPerDay, promptTokens, answerTokens, quotedShare, serviceSeconds, billionWeights }: Measured, budget: Pick<BudgetSettings, 'currency' | 'rates'>): PlanRequest {
  const mean = serviceSeconds.reduce((sum, value) => sum + value, 0) / serviceSeconds.length;
  const deviation = Math.sqrt(serviceSeconds.reduce((sum, value) => sum + (value - mean) ** 2, 0) / serviceSeconds.length);
  const own = rates[budget.currency] ?? 1;
  const usual = Object.fromEntries(Object.entries(rates).filter(([currency]) => currency !== budget.currency).map(([currency, rate]) => [currency, rate / own]));
  return {
    questionsPerSecond: Math.max(leastPerSecond, Math.round(questionsPerDay * growth * busiestHour / 3600 * 1000) / 1000),
    promptTokens: promptTokens ?? 1800, answerTokens: answerTokens ?? 150, quotedShare: quotedShare ?? (billionWeights === undefined ? 1 : 0.2), targetSeconds: 3,
    billionWeights: billionWeights ?? 8, bytesPerWeight: 2, hoursPerMonth: 730,
    gateway: serviceSeconds.length >= fewest && mean > 0 ? { serviceSeconds: mean + besideSeconds, spread: Math.min(3, deviation / (mean + besideSeconds)), cores: 1 } : { ...usualGateway },
    gpus: gpuTypes.map((gpu) => ({ ...gpu })), prices: { ...machinePrices }, currency: budget.currency, rates: { ...usual, ...budget.rates },
  };
}
