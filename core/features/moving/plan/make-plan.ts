import { SproutError, type GpuType, type Locale, type MovePlan, type PlanRequest } from '../../../contract/index.ts';
import { assumptions } from './assumptions.ts';
import { arrivals, peak } from './arrivals.ts';
import { simulateBatching } from './batching-simulation.ts';
import { gatewayWork } from './gateway-work.ts';
import { modelServer, tokensPerSecond } from './model-server.ts';
import { quantile, type Served } from './queue-simulation.ts';
import { seeded } from './random.ts';
import { simulateReplicas } from './replica-simulation.ts';

type Simulated = MovePlan['gateway']['simulated'];

const hour = 3600;
/** More arrivals say nothing new; the hour is then cut short. */
const mostArrivals = 40_000;
/** Above it a queue grows at the next surprise. */
const fullest = 0.8;
const mostReplicas = 4096;
/** Lengths of questions and answers vary by about this (standard deviation by mean). */
const lengthSpread = 0.6;
/** Of the time until an answer begins, what the gateway may take of it at most. */
const gatewayShare = 0.5;
/** Gigabytes a replica, and a core of the database. */
const gatewayMemory = 1;
const databaseMemory = 2;
const seed = 20_261_125;

export interface PlanOptions { /** Bytes that go: documents, passages, published files, adapters. */ readonly bytes: number; readonly locale: Locale; /** Lets others work between two simulations. */ readonly breath?: () => Promise<void> }

/** What it takes and costs. The same request gives the same plan. @throws SproutError move-rate. */
export async function makePlan(request: PlanRequest, { bytes, locale, breath = async () => undefined }: PlanOptions): Promise<MovePlan> {
  const money = (amount: number, currency: PlanRequest['currency']): number => {
    const rate = currency === request.currency ? 1 : request.rates[currency];
    if (rate === undefined) throw new SproutError('move-rate', { from: currency, to: request.currency });
    return Math.round(amount * rate);
  };
  const { prices, hoursPerMonth } = request;
  const gatewaySimulated = await fewest((replicas) => simulateGateway(request, replicas), breath);
  const cores = gatewaySimulated.replicas * request.gateway.cores;
  const memoryGigabytes = gatewaySimulated.replicas * gatewayMemory;
  const gateway = { simulated: gatewaySimulated, cores, memoryGigabytes, perMonth: money(cores * prices.core + memoryGigabytes * prices.memory, prices.currency) };
  const databaseCores = coresOfDatabase(request);
  const database = { cores: databaseCores, memoryGigabytes: databaseCores * databaseMemory, utilisation: request.questionsPerSecond * request.database.serviceSeconds / databaseCores, perMonth: money(databaseCores * (prices.core + databaseMemory * prices.memory), prices.currency) };
  const models: MovePlan['models'] = [];
  for (const gpu of request.gpus) models.push(await modelPlan(request, gpu, (replicas) => money(replicas * gpu.pricePerHour * hoursPerMonth, gpu.currency), breath));
  const order = (plan: MovePlan['models'][number]): number => (plan.simulated?.meetsTarget === true ? 0 : plan.fits ? 1 : 2);
  models.sort((left, right) => order(left) - order(right) || left.perMonth - right.perMonth);
  // Text, its search terms and vectors, in the store and in the index.
  const gigabytes = Math.max(1, Math.ceil(bytes * storageFactor / 1e9));
  const storage = { gigabytes, perMonth: money(gigabytes * prices.storage, prices.currency) };
  const best = modelRate(request) > 0 ? models.find(({ simulated }) => simulated?.meetsTarget === true) : undefined;
  return {
    request, gateway, database, models, storage,
    recommended: { gpu: best?.gpu ?? null, gatewayReplicas: gatewaySimulated.replicas, databaseCores, modelReplicas: best?.simulated?.replicas ?? 0, perMonth: gateway.perMonth + database.perMonth + storage.perMonth + (best?.perMonth ?? 0) },
    assumptions: assumptions(request, locale),
  };
}

const storageFactor = 4;

type Load = Pick<PlanRequest, 'questionsPerSecond' | 'targetSeconds' | 'gateway' | 'database'>;

/** Processor cores that PostgreSQL needs when the busiest hour is at its top. */
const coresOfDatabase = ({ questionsPerSecond, database }: Load): number => Math.max(1, Math.ceil(questionsPerSecond * peak * database.serviceSeconds / fullest));

/** Gateway replicas before one database: each is one thread, whatever cores it is rented with. */
export function simulateGateway(load: Load, replicas: number): Simulated {
  const { questionsPerSecond, targetSeconds, gateway: { serviceSeconds, spread }, database } = load;
  const random = seeded(seed);
  const seconds = horizon(questionsPerSecond, leastSeconds.gateway);
  const served = simulateReplicas({
    times: arrivals(questionsPerSecond, seconds, 'busy', random), seconds, replicas, service: () => random.logNormal(serviceSeconds, spread), beside: gatewayWork.besideSeconds,
    database: { cores: coresOfDatabase(load), seconds: database.serviceSeconds, commit: gatewayWork.commitSeconds },
  });
  return judged(served, replicas, quantile(served.responses, 0.95) <= targetSeconds * gatewayShare);
}

const modelRate = ({ questionsPerSecond, quotedShare }: PlanRequest): number => questionsPerSecond * (1 - quotedShare);

async function modelPlan(request: PlanRequest, gpu: GpuType, price: (replicas: number) => number, breath: () => Promise<void>): Promise<MovePlan['models'][number]> {
  const { promptTokens, answerTokens, targetSeconds } = request;
  const server = modelServer(gpu, request, promptTokens + answerTokens);
  const fits = server.conversations > 0;
  const rate = modelRate(request);
  const speed = tokensPerSecond(server, promptTokens + answerTokens / 2);
  const base = { gpu: gpu.id, fits, tokensPerSecond: speed, conversations: server.conversations };
  if (!fits || rate <= 0) return { ...base, simulated: null, tried: [], perMonth: 0 };
  // A balancer that sends each question to any replica: each has its share of the arrivals, and they are at random, too.
  const tried = new Map<number, Simulated>();
  const simulate = (replicas: number): Simulated => {
    const random = seeded(seed);
    const mine = rate / replicas;
    const seconds = horizon(mine, leastSeconds.model);
    const times = arrivals(mine, seconds, 'busy', random);
    const next = (): { promptTokens: number; answerTokens: number } => ({ promptTokens: Math.max(1, Math.round(random.logNormal(promptTokens, lengthSpread))), answerTokens: random.logNormal(answerTokens, lengthSpread) });
    const served = simulateBatching({ times, server, next, seconds });
    const all: Served = { ...served, servedPerSecond: served.servedPerSecond * replicas };
    const one = judged(all, replicas, quantile(served.waits, 0.95) <= targetSeconds);
    tried.set(replicas, one);
    return one;
  };
  const simulated = await fewest(simulate, breath, Math.max(1, Math.floor(rate * answerTokens / speed / 2)));
  // What one more would change: so that the owner sees it.
  await breath();
  simulate(simulated.replicas + 1);
  return { ...base, simulated, tried: [...tried.values()].toSorted((left, right) => left.replicas - right.replicas), perMonth: price(simulated.replicas) };
}

function judged({ waits, utilisation, longestQueue, servedPerSecond }: Served, replicas: number, inTime: boolean): Simulated {
  return { replicas, utilisation: Math.min(1, utilisation), waitMedianSeconds: quantile(waits, 0.5), waitP95Seconds: quantile(waits, 0.95), longestQueue, servedPerSecond, meetsTarget: inTime };
}

/** Many times what an answer takes there. */
const leastSeconds = { gateway: 5, model: 60 } as const;
const horizon = (perSecond: number, least: number): number => Math.min(hour, Math.max(least, mostArrivals / perSecond));

/** The fewest replicas that are quick enough and not too full: doubled until they are, then halved in between. Where even one that idles is too slow, one is what more would not help. */
async function fewest(simulate: (replicas: number) => Simulated, breath: () => Promise<void>, from = 1): Promise<Simulated> {
  const good = (one: Simulated): boolean => one.meetsTarget && one.utilisation <= fullest;
  let low = 0;
  let high = from;
  let found = simulate(high);
  for (; !good(found); found = simulate(high)) {
    await breath();
    // Nobody waits for another, and still it takes too long.
    if (found.utilisation < 0.05 && found.longestQueue === 0 && !found.meetsTarget) return { ...found, meetsTarget: false };
    if (high >= mostReplicas) return { ...found, meetsTarget: false };
    low = high;
    high = Math.min(mostReplicas, high * 2);
  }
  while (high - low > 1) {
    await breath();
    const middle = Math.floor((low + high) / 2);
    const tried = simulate(middle);
    if (good(tried)) { high = middle; found = tried; } else low = middle;
  }
  return found;
}
