import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { onTestFinished } from 'vitest';
import { visitEventSchema, type SiteSettings, type VisitAnswer, type VisitEvent } from '../../core/contract/index.ts';
import type { Core } from '../../core/create-core.ts';
import { sharedFolder } from './corpus.ts';
import { composeRequest, openShop } from './moving.ts';
import { openObjects } from '../../core/adapters/s3/index.ts';
import type { PostgresServer } from './servers/postgres-server.ts';
import type { S3Server } from './servers/s3-server.ts';
import { freePort, stop, untilReady } from './servers/process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
export const shopOrigin = 'https://shop.example';
/** As `sprout cloud key` prints one. */
export const visitorKey = Buffer.alloc(32, 'canary-visitor-key').toString('base64url');

export interface ExportedMove { readonly core: Core; /** The folder of the export. */ readonly out: string; readonly digest: string }

/** A shop, exported with the gateway as scripts/build-gateway.mjs makes it. Its packages are linked from the checkout; an image installs them. */
export async function exportShop(options: { readonly texts?: Readonly<Record<string, string>>; readonly settings?: Partial<SiteSettings>; readonly inbox?: boolean; readonly prepare?: (core: Core) => Promise<void> } = {}): Promise<ExportedMove> {
  const core = await openShop(join(await temporaryFolder(), 'home'), { ...(options.texts ? { texts: options.texts } : {}), settings: options.settings ?? {}, core: { gatewayFolder: join(root, 'dist/gateway') } });
  await options.prepare?.(core);
  const out = join(await temporaryFolder(), 'out');
  const { digest } = await core.features.moving.export({ ...composeRequest, sites: [...composeRequest.sites], inbox: options.inbox ?? false }, { out, locale: 'en' });
  await symlink(join(root, 'node_modules'), join(out, 'gateway/node_modules'));
  return { core, out, digest };
}

export interface RunningGateway {
  readonly address: string;
  readonly process: ChildProcess;
  /** All that it wrote so far. */
  log(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
  ended(): Promise<number | null>;
}

/** Starts the exported gateway from its folder alone: nothing is in its environment but what is given. */
export async function startGateway({ out, digest }: Pick<ExportedMove, 'out' | 'digest'>, environment: Readonly<Record<string, string>>, { ready = true, options = [] }: { readonly ready?: boolean; readonly options?: readonly string[] } = {}): Promise<RunningGateway> {
  const port = await freePort();
  const child = spawn(execPath, [join(out, 'gateway/gateway.mjs'), ...options], {
    cwd: join(out, 'gateway'), stdio: ['ignore', 'pipe', 'pipe'],
    env: { SPROUT_HOST: '127.0.0.1', SPROUT_PORT: String(port), SPROUT_BUNDLE: join(out, 'bundle'), SPROUT_BUNDLE_DIGEST: digest, SPROUT_VISITOR_KEY: visitorKey, ...environment },
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => { written += String(part); });
  const closed = new Promise<number | null>((resolve) => { child.once('close', resolve); });
  onTestFinished(() => stop(child));
  const address = `http://127.0.0.1:${port}`;
  if (ready) await untilReady(child, async () => (await fetch(`${address}/readyz`)).ok).catch((error: unknown) => { throw new Error(`${String(error)}\n${written}`); });
  return { address, process: child, log: () => written, stop: (signal) => stop(child, signal), ended: () => closed };
}

/** A visitor's browser, as far as a gateway sees it. */
export class Visitor {
  #token: string | undefined;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(from = '203.0.113.7') {
    this.#headers = { origin: shopOrigin, 'x-forwarded-for': from };
  }

  async send(address: string, method: string, path: string, body?: unknown): Promise<Response> {
    this.#token ??= await this.#begin(address);
    return fetch(`${address}/sites/default/${path}`, { method, headers: { ...this.#headers, authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }

  ask(address: string, question: string, { id = crypto.randomUUID(), conversation = crypto.randomUUID() }: { id?: string; conversation?: string } = {}): Promise<Response> {
    return this.send(address, 'POST', 'ask', { id, conversation, question, locale: 'en' });
  }

  async answer(address: string, question: string, ids: { id?: string; conversation?: string } = {}): Promise<VisitAnswer> {
    const response = await this.ask(address, question, ids);
    const events = await eventsOf(response);
    const last = events.at(-1);
    if (last?.type !== 'answer-end') throw new Error(`${response.status} ${JSON.stringify(events)}`);
    return last.answer;
  }

  async #begin(address: string): Promise<string> {
    const response = await fetch(`${address}/sites/default/visit`, { method: 'POST', headers: { ...this.#headers, 'content-type': 'application/json' }, body: '{}' });
    return ((await response.json()) as { token: string }).token;
  }
}

export async function eventsOf(response: Response): Promise<VisitEvent[]> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return text.split('\n').filter((line) => line !== '').map((line) => visitEventSchema.parse(JSON.parse(line)));
}

const questionSets = join(sharedFolder, 'data/A_rag');
/** Why there are no questions to ask; undefined where there are. */
export const questionsMissing = existsSync(questionSets) ? undefined : `${questionSets} is absent`;

const linesOf = <Line>(set: string, file: string): Line[] => readFileSync(join(questionSets, set, file), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line);

/** Articles of four sets in English, Simplified and Traditional Chinese, and questions on them: as many of each set. */
export function articlesAndQuestions(questionsOfSet: number): { texts: Record<string, string>; questions: string[] } {
  const texts: Record<string, string> = {};
  const questions: string[] = [];
  for (const set of ['xquad-en', 'xquad-zh', 'cmrc2018', 'drcd']) {
    const passages = linesOf<{ id: string; title: string; text: string }>(set, 'corpus.jsonl');
    const byId = new Map(passages.map((passage) => [passage.id, passage]));
    const titles = new Set<string>();
    for (const { text, gold } of linesOf<{ text: string; gold: string[] }>(set, 'queries.jsonl').slice(0, questionsOfSet)) {
      questions.push(text);
      for (const id of gold) titles.add(byId.get(id)?.title ?? '');
    }
    for (const [at, title] of [...titles].entries()) texts[`${set}-${at}.md`] = [`# ${title}`, ...passages.filter((passage) => passage.title === title).map(({ text }) => text)].join('\n\n');
  }
  return { texts, questions };
}

/** Does work on all, some at once, and gives the results in their order. */
export async function mapSome<Item, Result>(items: readonly Item[], parallel: number, work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  await Promise.all(Array.from({ length: parallel }, async () => { for (const [at, item] of waiting) results[at] = await work(item); }));
  return results;
}

/** A folder of a gateway that keeps its stores on its own disk. */
export async function dataFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'data');
  await mkdir(folder);
  await writeFile(join(folder, '.keep'), '');
  return folder;
}

/** A database and a place in a bucket with nothing in them, as a gateway is told of them; `names` are the objects there. */
export async function emptyStores(s3: S3Server, postgres: PostgresServer): Promise<{ environment: Record<string, string>; names: () => Promise<string[]> }> {
  const bucket = await s3.bucket();
  const { endpoint, region, key, secret } = s3;
  return {
    environment: { SPROUT_DATABASE_URL: await postgres.database(), SPROUT_STORAGE: `s3://${bucket}/here`, SPROUT_S3_ENDPOINT: endpoint, SPROUT_S3_KEY: key, SPROUT_S3_SECRET: secret },
    names: () => openObjects({ endpoint, region, key, secret, bucket, prefix: 'here' }).list(''),
  };
}
