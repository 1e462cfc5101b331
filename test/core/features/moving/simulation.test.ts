import { describe, expect, it } from 'vitest';
import { arrivals } from '../../../../core/features/moving/plan/arrivals.ts';
import { simulateBatching } from '../../../../core/features/moving/plan/batching-simulation.ts';
import { modelServer, type ModelServer } from '../../../../core/features/moving/plan/model-server.ts';
import { quantile, simulateQueue } from '../../../../core/features/moving/plan/queue-simulation.ts';
import { seeded } from '../../../../core/features/moving/plan/random.ts';
import { simulateReplicas, type Gateways } from '../../../../core/features/moving/plan/replica-simulation.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const seconds = 200_000;

/** Mean wait in a queue M/M/c, by Erlang's formula. */
function erlangWait(perSecond: number, service: number, servers: number): number {
  const load = perSecond * service;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < servers; k += 1) { term *= load / k; sum += term; }
  const full = term * load / servers / (1 - load / servers);
  return full / (sum + full) * service / (servers - load);
}

describe('the simulated queue', () => {
  it.each([[1, 0.5], [1, 0.8], [2, 0.7], [4, 0.9], [16, 0.85]])('waits as Erlang says with %d servers that are busy %d of the time', (servers, busy) => {
    const random = seeded(servers * 100 + 7);
    const service = 0.1;
    const rate = busy * servers / service / 10;
    const served = simulateQueue({ times: arrivals(rate, seconds, 'even', random), servers, service: () => random.exponential(service * 10), seconds });
    expect(Math.abs(mean(served.waits) / erlangWait(rate, service * 10, servers) - 1)).toBeLessThan(0.08);
    expect(Math.abs(served.utilisation - busy)).toBeLessThan(0.01);
  });

  it.each([0.3, 0.6, 0.9])('waits as Pollaczek and Khinchin say where every answer takes as long, busy %d of the time (M/D/1)', (busy) => {
    const random = seeded(11);
    const served = simulateQueue({ times: arrivals(busy, seconds, 'even', random), servers: 1, service: () => 1, seconds });
    expect(Math.abs(mean(served.waits) / (busy / (2 * (1 - busy))) - 1)).toBeLessThan(0.05);
  });

  it.each([0.5, 2])('waits as they say where answers vary by %d of their mean (M/G/1)', (spread) => {
    const random = seeded(5);
    const busy = 0.6;
    const served = simulateQueue({ times: arrivals(busy, seconds * 4, 'even', random), servers: 1, service: () => random.logNormal(1, spread), seconds: seconds * 4 });
    expect(Math.abs(mean(served.waits) / (busy * (1 + spread * spread) / (2 * (1 - busy))) - 1)).toBeLessThan(0.1);
  });

  it('has as many arrivals in a busy hour as in an even one, and more in its middle', () => {
    const times = [...arrivals(50, 3600, 'busy', seeded(3))];
    expect(Math.abs(times.length / (50 * 3600) - 1)).toBeLessThan(0.02);
    const within = (from: number, to: number): number => times.filter((time) => time >= from && time < to).length;
    expect(within(1500, 2100) / within(0, 600)).toBeGreaterThan(1.7);
  });

  it('gives a quantile that so many stay below', () => {
    expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(quantile(Array.from({ length: 100 }, (_, at) => at + 1), 0.95)).toBe(95);
    expect(quantile([], 0.95)).toBe(0);
  });
});

describe('the simulated gateways', () => {
  const free = { cores: 1, seconds: 0, commit: 0 };
  const simulate = (gateways: Partial<Gateways>, perSecond: number, times?: Iterable<number>): ReturnType<typeof simulateReplicas> => {
    const random = seeded(23);
    return simulateReplicas({ times: times ?? arrivals(perSecond, 20_000, 'even', random), seconds: 20_000, replicas: 1, service: () => 1, beside: 0.25, database: free, ...gateways });
  };

  it('take an answer that comes alone its own time, the database\'s and the disk\'s', () => {
    const served = simulate({ database: { cores: 1, seconds: 0.5, commit: 0.1 } }, 0, [1, 100]);
    expect(served.responses.map((response) => response.toFixed(9))).toEqual(['1.600000000', '1.600000000']);
    expect(served.waits.every((wait) => wait < 1e-9)).toBe(true);
    expect(served.longestQueue).toBe(0);
  });

  it('are as slow as something between a queue that serves each to its end and one that serves all alike', () => {
    const busy = 0.6;
    const served = simulate({ beside: 0 }, busy);
    // The turns after the ranking take nothing here, but stand behind the rankings of others: M/D/1 in turn, and shared.
    expect(served.utilisation).toBeCloseTo(busy, 1);
    expect(mean(served.responses)).toBeGreaterThan(1 + busy / (2 * (1 - busy)));
    expect(mean(served.responses)).toBeLessThan(1 / (1 - busy));
  });

  it('wait longer than in one queue, since an answer that comes back from the database stands behind others', () => {
    const random = seeded(23);
    const queue = simulateQueue({ times: arrivals(1.2, 20_000, 'even', random), servers: 2, service: () => 1, seconds: 20_000 });
    const served = simulate({ replicas: 2, database: { cores: 2, seconds: 0.1, commit: 0 } }, 1.2);
    expect(quantile(served.responses, 0.95)).toBeGreaterThan(1.1 * quantile(queue.responses, 0.95));
    // As much is worked, whoever waits for whom.
    expect(Math.abs(served.utilisation - queue.utilisation)).toBeLessThan(0.01);
  });

  it('give a question to the replica that has the fewest under way', () => {
    const served = simulate({ replicas: 3 }, 0, [0, 0.01, 0.02]);
    expect(served.waits.every((wait) => wait < 1e-9)).toBe(true);
    expect(simulate({ replicas: 2 }, 0, [0, 0.01, 0.02]).waits.filter((wait) => wait > 0.1)).toHaveLength(2);
  });

  it('wait for a database that has too few cores, however many they are', () => {
    const database = (cores: number): Gateways['database'] => ({ cores, seconds: 1, commit: 0 });
    const [short, enough] = [simulate({ replicas: 8, database: database(1) }, 0.95), simulate({ replicas: 8, database: database(4) }, 0.95)];
    expect(quantile(short.waits, 0.95)).toBeGreaterThan(5 * quantile(enough.waits, 0.95));
  });
});

describe('the simulated model server', () => {
  /** One conversation at once, a step a second: then it is a plain queue. */
  const single: ModelServer = { conversations: 1, step: () => 1 };

  it('is the queue M/D/1 where it answers one at a time', () => {
    const random = seeded(17);
    // A step reads the prompt, nine more write the answer: ten seconds each.
    const served = simulateBatching({ times: arrivals(0.06, 2_000_000, 'even', random), server: single, next: () => ({ promptTokens: 10, answerTokens: 9 }), seconds: 2_000_000 });
    expect(Math.abs((mean(served.waits) - 1) / (0.6 * 10 / (2 * 0.4)) - 1)).toBeLessThan(0.05);
    expect(Math.abs(served.utilisation - 0.6)).toBeLessThan(0.01);
  });

  it('never takes in more than find room, and who waits is first come first served', () => {
    const seen: number[] = [];
    const server: ModelServer = { conversations: 3, step: (writing) => { seen.push(writing); return 0.1; } };
    const served = simulateBatching({ times: Array.from({ length: 50 }, () => 0), server, next: () => ({ promptTokens: 5, answerTokens: 10 }), seconds: 60 });
    expect(Math.max(...seen)).toBe(3);
    expect(served.waits).toEqual([...served.waits].sort((left, right) => left - right));
    expect(served.waits).toHaveLength(50);
    expect(served.responses).toHaveLength(50);
    expect(served.longestQueue).toBe(47);
  });

  it('takes the time of reading a long prompt in portions', () => {
    const server: ModelServer = { conversations: 4, step: (_writing, reading) => reading / 1000 };
    const served = simulateBatching({ times: [0], server, next: () => ({ promptTokens: 5000, answerTokens: 1 }), seconds: 60 });
    expect(served.waits[0]).toBeCloseTo(5, 6);
  });

  it('writes alone as fast as the weights are read, and together as the memory traffic of all', () => {
    const gpu = { memoryGigabytes: 80, bandwidth: 2000, teraflops: 300 };
    const server = modelServer(gpu, { billionWeights: 8, bytesPerWeight: 2 }, 2000);
    // 16 GB at 1,400 GB/s, and 3 ms.
    expect(server.step(1, 0, 0)).toBeCloseTo(16 / 1400 + 0.003, 5);
    expect(server.step(64, 0, 64 * 2000)).toBeGreaterThan(server.step(64, 0, 0));
    expect(server.step(0, 100_000, 0)).toBeCloseTo(2 * 8e9 * 100_000 / 150e12 + 0.003, 3);
    expect(modelServer({ ...gpu, memoryGigabytes: 16 }, { billionWeights: 8, bytesPerWeight: 2 }, 2000).conversations).toBe(0);
    expect(server.conversations).toBeGreaterThan(100);
  });

  it('is the same for the same seed', () => {
    const run = (): unknown => { const random = seeded(1); return simulateBatching({ times: arrivals(1, 600, 'busy', random), server: modelServer({ memoryGigabytes: 24, bandwidth: 300, teraflops: 121 }, { billionWeights: 4, bytesPerWeight: 2 }, 2000), next: () => ({ promptTokens: 1000, answerTokens: random.logNormal(100, 0.6) }), seconds: 600 }); };
    expect(run()).toEqual(run());
  });
});
