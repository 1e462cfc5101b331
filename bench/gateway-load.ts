/**
 * The live gateway in quote mode under load: 200 visitors are open, each on a connection of its own, and together ask 160 distinct questions a second
 * (`--rate N`) for 60 s (`--seconds N`; 600 for the goal of the product), with the generator on the same cores. Beside them come requests
 * that are refused, by their origin and by the limits. The limits of the site that is asked are raised by its settings; those of the other are the usual ones.
 * `--collect` frees what is not used before memory is looked at, so that it shows what is held.
 */
import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { loadQuestions } from './ranking/questions.ts';
import { option } from './support/options.ts';
import { report, round } from './support/report.ts';

const visitors = option('visitors', 200);
const rate = option('rate', 160);
const seconds = option('seconds', 60);
const warmUp = 5;
const refusalsPerSecond = 10;
const origin = 'https://shop.example';

interface Answered { readonly status: number; readonly body: string; readonly ms: number }
interface Memory { memory: number; heap: number; cpu: { user: number; system: number } }

const profile = argv.includes('--collect') ? ['--expose-gc'] : [];
const server = fork(join(import.meta.dirname, 'support/gateway-server.ts'), [], { execPath, execArgv: ['--disable-warning=ExperimentalWarning', ...profile] });
const memory: Memory[] = [];
const bugs: string[] = [];
const port = await new Promise<number>((resolve, reject) => {
  server.once('error', reject);
  server.on('message', (message: { port?: number; bug?: string } & Partial<Memory>) => {
    if (message.port !== undefined) resolve(message.port);
    if (message.bug !== undefined) bugs.push(message.bug);
    if (message.memory !== undefined) memory.push(message as Memory);
  });
});

function send(agent: Agent, path: string, headers: Record<string, string>, body: object): Promise<Answered> {
  const content = JSON.stringify(body);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, host: '127.0.0.1', path, method: 'POST', headers: { origin, 'content-type': 'application/json', 'content-length': Buffer.byteLength(content), ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8'), ms: performance.now() - started }); });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(content);
  });
}

/** Each visitor comes from an address of its own. */
const addressOf = (at: number): Record<string, string> => ({ 'x-forwarded-for': `10.${at >> 8}.${at & 255}.1` });
const visit = async (agent: Agent, site: string, at: number): Promise<string> => (JSON.parse((await send(agent, `/sites/${site}/visit`, addressOf(at), {})).body) as { token: string }).token;

const open = await Promise.all(Array.from({ length: visitors }, async (_, at) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  return { agent, headers: { authorization: `Bearer ${await visit(agent, 'load', at)}`, ...addressOf(at) } };
}));
const texts = [...loadQuestions('xquad-en'), ...loadQuestions('xquad-zh')].map(({ text }) => text);
/** After all have been asked once they are asked again with another ending, so that no two are the same. */
const questionOf = (at: number): string => (at < texts.length ? texts[at] ?? '' : `${texts[at % texts.length] ?? ''} (${Math.floor(at / texts.length)})`);

const answered: number[] = [];
const refusedOrigin: number[] = [];
const refusedLimit: number[] = [];
const errors: string[] = [];
let measuring = false;
/** Of those that were asked in the time that is measured, those that were answered in it. */
let finished = 0;
let measuredAt = 0;
const pending = new Set<Promise<void>>();
const track = (work: Promise<void>): void => { const kept = work.catch((error: unknown) => { errors.push(String(error)); }).finally(() => pending.delete(kept)); pending.add(kept); };

async function ask(at: number): Promise<void> {
  const { agent, headers } = open[at % visitors] ?? open[0] ?? { agent: new Agent(), headers: {} };
  const counted = measuring;
  const { status, body, ms } = await send(agent, '/sites/load/ask', headers, { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question: questionOf(at), locale: 'en' });
  if (status !== 200 || !body.includes('"answer-end"')) errors.push(`${status} ${body.slice(0, 200)}`);
  else if (counted) {
    answered.push(ms);
    if (measuring) finished += 1;
  }
}

const refusing = new Agent({ keepAlive: true });
const limited = { authorization: `Bearer ${await visit(refusing, 'limited', 60_000)}`, ...addressOf(60_000) };
for (let at = 0; at < 10; at += 1) await send(refusing, '/sites/limited/ask', limited, { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question: questionOf(at), locale: 'en' });
/** `through`: what is let through now and then; its body is no question. */
async function refused(times: number[], expected: number, through: number, headers: Record<string, string>): Promise<void> {
  const counted = measuring;
  const { status, ms } = await send(refusing, '/sites/limited/ask', headers, { question: 'x'.repeat(8000) });
  if (status !== expected && status !== through) errors.push(`refusal: ${status}`);
  else if (counted && status === expected) times.push(ms);
}

const begun = performance.now();
let asked = 0;
let refusals = 0;
await new Promise<void>((resolve) => {
  const tick = setInterval(() => {
    const elapsed = (performance.now() - begun) / 1000;
    if (!measuring && elapsed > warmUp) { measuring = true; measuredAt = performance.now(); memory.length = 0; }
    if (elapsed > warmUp + seconds) { clearInterval(tick); resolve(); return; }
    for (; asked < elapsed * rate; asked += 1) track(ask(asked));
    for (; refusals < elapsed * refusalsPerSecond; refusals += 1) {
      track(refused(refusedOrigin, 403, 403, { ...limited, origin: 'https://shop.example.evil.example' }));
      // Ten a minute are let through: those come from here, too.
      track(refused(refusedLimit, 429, 400, limited));
    }
  }, 2);
});
measuring = false;
const lasted = (performance.now() - measuredAt) / 1000;
await Promise.all(pending);
server.disconnect();

const p = (times: readonly number[], share: number): number => round([...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? NaN);
const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
const tenth = Math.max(1, Math.floor(memory.length / 10));
const mean = (values: readonly Memory[]): number => megabytes(values.reduce((sum, { memory: rss }) => sum + rss, 0) / Math.max(1, values.length));
const [first, last] = [memory[0], memory.at(-1)];
await report('gateway-load', {
  visitors, seconds: Math.round(lasted), asked: answered.length, answersPerSecond: round(finished / lasted), p50: p(answered, 0.5), p95: p(answered, 0.95), p99: p(answered, 0.99), errors: errors.length + bugs.length, firstErrors: [...errors, ...bugs].slice(0, 3),
  refusedByOrigin: { count: refusedOrigin.length, p95: p(refusedOrigin, 0.95) }, refusedByLimit: { count: refusedLimit.length, p95: p(refusedLimit, 0.95) },
  /** Of the whole process, by tenths of the time. */
  memoryMB: Array.from({ length: 10 }, (_, at) => mean(memory.slice(at * tenth, (at + 1) * tenth))),
  heapMB: Array.from({ length: 10 }, (_, at) => megabytes(memory[at * tenth]?.heap ?? NaN)),
  serverCores: first && last ? round((last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system) / 1e6 / Math.max(1, memory.length - 1)) : null,
  targets: { answersPerSecond: 150, p95: 250, errors: 0, refusalP95: 20 },
});
process.exit(0);
