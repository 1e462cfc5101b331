/**
 * Replicas of the exported gateway in quote mode, 1, 2 and 4 processes on one PostgreSQL and one S3 server, against the capacity model of a move's plan
 * (features/moving/plan). All of it runs on this machine, so each replica is held to `share` of a core by a control group (`--share N`, in hundredths; 15), as a
 * container with a limit is: replicas then take nothing from one another. Two figures are compared, `--seconds N` (15) each: what they serve when there is always
 * more to do (`--waiting N`, 8 questions a replica), and how long an answer takes when questions come at random at 60 % of that.
 * What an answer costs a processor is measured once, on one replica without a limit, and, as an owner's plan does, on the laptop.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createCore } from '../core/create-core.ts';
import type { PlanRequest } from '../core/contract/index.ts';
import { arrivals } from '../core/features/moving/plan/arrivals.ts';
import { quantile, simulateQueue } from '../core/features/moving/plan/queue-simulation.ts';
import { seeded } from '../core/features/moving/plan/random.ts';
import { serveGateway } from '../core/shell/gateway/index.ts';
import { buildGateway } from '../scripts/build-gateway.mjs';
import { ensureServers } from '../scripts/servers.mjs';
import { freePort, untilReady } from '../test/support/servers/process.ts';
import { startPostgres } from '../test/support/servers/postgres-server.ts';
import { startS3 } from '../test/support/servers/s3-server.ts';
import { loadPassages, loadQuestions } from './ranking/questions.ts';
import { cpuSeconds } from './support/cpu-seconds.ts';
import { cpuShare, type CpuShare } from './support/cpu-share.ts';
import { option } from './support/options.ts';
import { report, round } from './support/report.ts';

const seconds = option('seconds', 15);
const waiting = option('waiting', 8);
const share = option('share', 15) / 100;
/** Of what the model says that replicas can serve. */
const busy = 0.6;
/** Cycled through: each replica has read all of them before anything is measured. */
const distinct = 240;
const origin = 'https://shop.example';
const root = join(import.meta.dirname, '..');

ensureServers();
await buildGateway();
const folder = mkdtempSync(join(tmpdir(), 'sprout-replicas-'));
const questions = [...loadQuestions('xquad-en'), ...loadQuestions('xquad-zh')].filter((_, at, all) => at % Math.floor(all.length / distinct) === 0).slice(0, distinct).map(({ text }) => text);
const out = await exportArticles();
const [s3, postgres] = await Promise.all([startS3(), startPostgres()]);
const environment = { SPROUT_DATABASE_URL: await postgres.database(), SPROUT_STORAGE: `s3://${await s3.bucket()}`, SPROUT_S3_ENDPOINT: s3.endpoint, SPROUT_S3_KEY: s3.key, SPROUT_S3_SECRET: s3.secret };

const measured: Record<string, unknown>[] = [];
let alone: Cost;
try {
  alone = await costOfAnswer();
  for (const count of [1, 2, 4]) measured.push(await compare(count));
} finally {
  await Promise.all([s3.close(), postgres.close()]);
  rmSync(folder, { recursive: true, force: true });
}
const laptop = out.plan.gateway;
await report('gateway-replicas', {
  processor: cpus()[0]?.model, secondsEach: seconds, waitingPerReplica: waiting, share, busy, targets: { servedToPlan: [0.75, 1.25] },
  serviceSeconds: { unlimitedReplica: round(alone.serviceSeconds), spread: round(alone.spread), planOfLaptop: round(laptop.serviceSeconds), laptopToReplica: round(laptop.serviceSeconds / alone.serviceSeconds) },
  beside: { postgresSeconds: round(alone.postgresSeconds) }, replicas: measured,
});
process.exit(0);

/** XQuAD in English and Chinese, published and exported. */
async function exportArticles(): Promise<{ folder: string; digest: string; plan: PlanRequest }> {
  const core = await createCore({ home: join(folder, 'home'), version: '0', templates: join(root, 'templates'), widget: join(root, 'dist/widget'), gatewayFolder: join(root, 'dist/gateway'), locale: 'en', background: false, serveGateway, onBug: (error) => { throw error; } });
  const articles = Map.groupBy([...loadPassages('xquad-en'), ...loadPassages('xquad-zh')], ({ title }) => title);
  mkdirSync(join(folder, 'documents'));
  for (const [at, [title, passages]] of [...articles].entries()) writeFileSync(join(folder, 'documents', `${at} ${title.replaceAll(/[^\p{L}\p{N} ]/gu, ' ')}.txt`), passages.map(({ text }) => text).join('\n\n'));
  const { documents, sites, moving, gateway } = core.features;
  await documents.settled((await documents.importPaths([join(folder, 'documents')])).map(({ id }) => id));
  await sites.update('default', { documents: documents.list().map(({ id }) => id), origins: [origin], sources: 'quotes', limits: { perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 0 } });
  const { findings } = await sites.review('default');
  if (findings.length > 0) await sites.accept('default', findings.map(({ key }) => key), true);
  await sites.publish('default');
  // Visitors of the trial: by their questions the laptop measures what its plan begins with.
  await gateway.set({ trustedProxy: 'forwarded-for' });
  const { port } = await gateway.open({ port: 0, host: '127.0.0.1' });
  const visitor = await visit(new Agent({ keepAlive: true }), port, 0);
  for (const question of questions.slice(0, 40)) await visitor.ask(question);
  await gateway.close();
  const plan = await moving.startPlan();
  const exported = await moving.export({ target: 'compose', host: 'ask.shop.example', sites: ['default'], inbox: false, plan: null }, { out: join(folder, 'out'), locale: 'en' });
  await core.close();
  symlinkSync(join(root, 'node_modules'), join(folder, 'out/gateway/node_modules'));
  return { folder: join(folder, 'out'), digest: exported.digest, plan };
}

async function start(): Promise<{ port: number; process: ChildProcess }> {
  const port = await freePort();
  const child = spawn(execPath, [join(out.folder, 'gateway/gateway.mjs')], {
    stdio: ['ignore', 'inherit', 'ignore'],
    env: { ...environment, SPROUT_HOST: '127.0.0.1', SPROUT_PORT: String(port), SPROUT_BUNDLE: join(out.folder, 'bundle'), SPROUT_BUNDLE_DIGEST: out.digest, SPROUT_VISITOR_KEY: 'k'.repeat(32) },
  });
  await untilReady(child, async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok);
  return { port, process: child };
}

function send(agent: Agent, port: number, path: string, headers: Record<string, string>, body: object): Promise<string> {
  const content = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, host: '127.0.0.1', path, method: 'POST', headers: { origin, 'content-type': 'application/json', 'content-length': Buffer.byteLength(content), ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => { resolve(Buffer.concat(parts).toString('utf8')); });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(content);
  });
}

interface Visitor { ask(question: string): Promise<string> }

/** One visitor of an address of its own. */
async function visit(agent: Agent, port: number, at: number): Promise<Visitor> {
  const headers: Record<string, string> = { 'x-forwarded-for': `10.9.${at >> 8}.${at & 255}` };
  const { token } = JSON.parse(await send(agent, port, '/sites/default/visit', headers, {})) as { token: string };
  headers['authorization'] = `Bearer ${token}`;
  return {
    async ask(question) {
      const body = await send(agent, port, '/sites/default/ask', headers, { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question, locale: 'en' });
      if (!body.includes('"answer-end"')) throw new Error(`No answer: ${body.slice(0, 200)}`);
      return body;
    },
  };
}

interface Replica { readonly process: ChildProcess; readonly visitors: readonly Visitor[]; /** Questions under way. */ open: number }
interface Cost { readonly serviceSeconds: number; readonly spread: number; readonly postgresSeconds: number }

/** Replicas that have answered every question once, each with its visitors. */
async function warmReplicas(count: number): Promise<Replica[]> {
  const replicas = await Promise.all(Array.from({ length: count }, start));
  const agent = new Agent({ keepAlive: true });
  return Promise.all(replicas.map(async ({ port, process: child }, replica) => {
    const visitors = await Promise.all(Array.from({ length: waiting }, (_, at) => visit(agent, port, replica * waiting + at)));
    await Promise.all(visitors.map(async (visitor, at) => { for (const question of questions.filter((_, index) => index % waiting === at)) await visitor.ask(question); }));
    return { process: child, visitors, open: 0 };
  }));
}

/** Processor time of an answer, of one replica that is asked one question after another. */
async function costOfAnswer(): Promise<Cost> {
  const [replica] = await warmReplicas(1);
  if (!replica) throw new Error('No replica.');
  const [cpu, database] = [cpuSeconds(replica.process.pid), cpuSeconds(postgres.pid)];
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  for (let at = 0; performance.now() < until; at += 1) {
    const began = performance.now();
    await replica.visitors[0]?.ask(questions[at % questions.length] ?? '');
    times.push(performance.now() - began);
  }
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const spread = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length) / mean;
  const cost = { serviceSeconds: (cpuSeconds(replica.process.pid) - cpu) / times.length, spread, postgresSeconds: (cpuSeconds(postgres.pid) - database) / times.length };
  await end([replica]);
  return cost;
}

async function end(replicas: readonly Replica[]): Promise<void> {
  await Promise.all(replicas.map(async ({ process: child }) => {
    const ended = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGTERM');
    await ended;
  }));
}

/** What the model of the plan says of so many replicas, and what they did. */
async function compare(count: number): Promise<Record<string, unknown>> {
  const replicas = await warmReplicas(count);
  const shares = replicas.flatMap((replica, at) => holdTo(replica, `${count}-${at}`));
  try {
    const capacity = count * share / alone.serviceSeconds;
    const served = await saturate(replicas);
    const waits = await askAtRandom(replicas, capacity * busy);
    const random = seeded(1);
    // Five hundred times as long as what is measured, so that the model's own chance is none.
    const modelled = simulateQueue({ times: arrivals(capacity * busy, 10_000, 'even', random), servers: count, service: () => random.logNormal(alone.serviceSeconds / share, alone.spread), seconds: 10_000 }).responses;
    return {
      replicas: count, heldTo: shares.length > 0 ? share : null,
      servedPerSecond: { plan: round(capacity), measured: round(served.perSecond), ratio: round(served.perSecond / capacity) }, gatewayCores: round(served.cores), generatorCores: round(served.generator),
      atRandom: Object.fromEntries([0.5, 0.95].map((at) => [`p${at * 100}Ms`, { plan: round(quantile(modelled, at) * 1000), measured: round(quantile(waits, at) * 1000), ratio: round(quantile(waits, at) / quantile(modelled, at)) }])),
    };
  } finally {
    await end(replicas);
    for (const one of shares) one.remove();
  }
}

function holdTo({ process: { pid } }: Replica, name: string): CpuShare[] {
  const held = cpuShare(name, share);
  if (!held || pid === undefined) return [];
  held.hold(pid);
  return [held];
}

/** Every visitor asks again as soon as there is an answer. */
async function saturate(replicas: readonly Replica[]): Promise<{ perSecond: number; cores: number; generator: number }> {
  let [asked, answered, measuring, stop] = [0, 0, false, false];
  const all = replicas.flatMap(({ visitors }) => visitors.map(async (visitor) => {
    while (!stop) {
      await visitor.ask(questions[(asked += 1) % questions.length] ?? '');
      if (measuring && !stop) answered += 1;
    }
  }));
  await pause(2);
  const cpu = (): number => replicas.reduce((sum, { process: { pid } }) => sum + cpuSeconds(pid), 0);
  const [before, mine, began] = [cpu(), process.cpuUsage(), performance.now()];
  measuring = true;
  await pause(seconds);
  stop = true;
  const lasted = (performance.now() - began) / 1000;
  const [cores, own] = [(cpu() - before) / lasted, process.cpuUsage(mine)];
  await Promise.all(all);
  return { perSecond: answered / lasted, cores, generator: (own.user + own.system) / 1e6 / lasted };
}

/** Questions at random, each to the replica that has the fewest under way. @returns seconds from coming to the end of the answer. */
async function askAtRandom(replicas: readonly Replica[], perSecond: number): Promise<number[]> {
  const began = performance.now();
  let asked = 0;
  const answers: Promise<number>[] = [];
  for (const time of arrivals(perSecond, seconds, 'even', seeded(2))) {
    await pause(Math.max(0, time - (performance.now() - began) / 1000));
    const least = replicas.reduce((best, one) => (one.open < best.open ? one : best));
    const visitor = least.visitors[asked % waiting];
    least.open += 1;
    answers.push((async () => {
      await visitor?.ask(questions[(asked += 1) % questions.length] ?? '');
      least.open -= 1;
      return (performance.now() - began) / 1000 - time;
    })());
  }
  return Promise.all(answers);
}

function pause(howLong: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, howLong * 1000); });
}
