/**
 * Replicas of the exported gateway in quote mode, 1, 2 and 4 processes on one PostgreSQL and one S3 server, all on this machine: `--seconds N` (15) each,
 * `--waiting N` (8) questions that each replica always has under way. What a question costs a gateway's processor is what the plan of a move reckons with
 * (features/moving/plan): on a machine with fewer cores than processes replicas share them, so served/s follows from the cores that the gateways got.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createCore } from '../core/create-core.ts';
import { buildGateway } from '../scripts/build-gateway.mjs';
import { ensureServers } from '../scripts/servers.mjs';
import { freePort, untilReady } from '../test/support/servers/process.ts';
import { startPostgres } from '../test/support/servers/postgres-server.ts';
import { startS3 } from '../test/support/servers/s3-server.ts';
import { loadPassages, loadQuestions } from './ranking/questions.ts';
import { option } from './support/options.ts';
import { report, round } from './support/report.ts';

const seconds = option('seconds', 15);
const waiting = option('waiting', 8);
const warmUp = 4;
const origin = 'https://shop.example';
const root = join(import.meta.dirname, '..');

ensureServers();
await buildGateway();
const folder = mkdtempSync(join(tmpdir(), 'sprout-replicas-'));
const out = await exportArticles();
const [s3, postgres] = await Promise.all([startS3(), startPostgres()]);
const environment = { SPROUT_DATABASE_URL: await postgres.database(), SPROUT_STORAGE: `s3://${await s3.bucket()}`, SPROUT_S3_ENDPOINT: s3.endpoint, SPROUT_S3_KEY: s3.key, SPROUT_S3_SECRET: s3.secret };
const questions = [...loadQuestions('xquad-en'), ...loadQuestions('xquad-zh')].map(({ text }) => text);

const measured: Record<string, unknown>[] = [];
try {
  for (const count of [1, 2, 4]) measured.push(await measure(count));
} finally {
  await Promise.all([s3.close(), postgres.close()]);
  rmSync(folder, { recursive: true, force: true });
}
await report('gateway-replicas', { processor: cpus()[0]?.model, secondsEach: seconds, waitingPerReplica: waiting, replicas: measured });
process.exit(0);

/** XQuAD in English and Chinese, published and exported. */
async function exportArticles(): Promise<{ folder: string; digest: string }> {
  const core = await createCore({ home: join(folder, 'home'), version: '0', templates: join(root, 'templates'), widget: join(root, 'dist/widget'), gatewayFolder: join(root, 'dist/gateway'), locale: 'en', background: false, onBug: (error) => { throw error; } });
  const articles = Map.groupBy([...loadPassages('xquad-en'), ...loadPassages('xquad-zh')], ({ title }) => title);
  mkdirSync(join(folder, 'documents'));
  for (const [at, [title, passages]] of [...articles].entries()) writeFileSync(join(folder, 'documents', `${at} ${title.replaceAll(/[^\p{L}\p{N} ]/gu, ' ')}.txt`), passages.map(({ text }) => text).join('\n\n'));
  const { documents, sites, moving } = core.features;
  await documents.settled((await documents.importPaths([join(folder, 'documents')])).map(({ id }) => id));
  await sites.update('default', { documents: documents.list().map(({ id }) => id), origins: [origin], sources: 'quotes', limits: { perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 0 } });
  const { findings } = await sites.review('default');
  if (findings.length > 0) await sites.accept('default', findings.map(({ key }) => key), true);
  await sites.publish('default');
  const exported = await moving.export({ target: 'compose', host: 'ask.shop.example', sites: ['default'], inbox: false, plan: null }, { out: join(folder, 'out'), locale: 'en' });
  await core.close();
  symlinkSync(join(root, 'node_modules'), join(folder, 'out/gateway/node_modules'));
  return { folder: join(folder, 'out'), digest: exported.digest };
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

/** Processor time of a process so far, in seconds. Linux counts it in hundredths. */
function cpuOf({ pid = 0 }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
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

async function measure(count: number): Promise<Record<string, unknown>> {
  const replicas = await Promise.all(Array.from({ length: count }, start));
  const agent = new Agent({ keepAlive: true });
  let asked = 0;
  let stop = false;
  const times: number[] = [];
  let measuring = false;
  let errors = 0;
  /** One visitor after another, each from an address of its own, who asks as soon as there is an answer. */
  async function visitor(port: number, at: number): Promise<void> {
    const headers: Record<string, string> = { 'x-forwarded-for': `10.9.${at >> 8}.${at & 255}` };
    const { token } = JSON.parse(await send(agent, port, '/sites/default/visit', headers, {})) as { token: string };
    headers['authorization'] = `Bearer ${token}`;
    while (!stop) {
      const question = questions[(asked += 1) % questions.length] ?? '';
      const began = performance.now();
      const body = await send(agent, port, '/sites/default/ask', headers, { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question, locale: 'en' });
      if (!body.includes('"answer-end"')) errors += 1;
      else if (measuring && !stop) times.push(performance.now() - began);
    }
  }
  const visitors = replicas.flatMap(({ port }, replica) => Array.from({ length: waiting }, (_, at) => visitor(port, replica * waiting + at)));
  await pause(warmUp);
  const [cpuBefore, mine, began] = [replicas.map(({ process: child }) => cpuOf(child)), process.cpuUsage(), performance.now()];
  measuring = true;
  await pause(seconds);
  stop = true;
  const lasted = (performance.now() - began) / 1000;
  const generator = process.cpuUsage(mine);
  const cpu = replicas.map(({ process: child }, at) => cpuOf(child) - (cpuBefore[at] ?? 0)).reduce((sum, one) => sum + one, 0);
  await Promise.all(visitors);
  for (const { process: child } of replicas) child.kill('SIGTERM');
  const sorted = [...times].sort((left, right) => left - right);
  return {
    replicas: count, answers: times.length, servedPerSecond: round(times.length / lasted), serviceSeconds: round(cpu / times.length), gatewayCores: round(cpu / lasted), generatorCores: round((generator.user + generator.system) / 1e6 / lasted),
    p50: round(sorted[Math.floor(sorted.length * 0.5)] ?? NaN), p95: round(sorted[Math.floor(sorted.length * 0.95)] ?? NaN), errors,
  };
}

function pause(howLong: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, howLong * 1000); });
}
