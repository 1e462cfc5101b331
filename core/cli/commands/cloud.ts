import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { moveTargetSchema, planRequestSchema, SproutError, type MovePlan, type PlanRequest, type Verification } from '../../contract/index.ts';
import type { Core } from '../../create-core.ts';
import type { Arguments } from '../arguments.ts';
import { print, progress, withCore } from '../with-core.ts';
import { readQuestions } from './evaluate.ts';

const use = 'sprout cloud plan|export --target compose|kubernetes --host NAME --out DIR|verify --address URL|import DIR|switch --address URL|switch --back|key';

/** `cloud plan`, `cloud export`, `cloud verify`, `cloud import`, `cloud switch`, `cloud key`: the move, its cost, its proof and the way back. */
export function cloud(given: Arguments): Promise<number> {
  const [action = '', ...more] = given.rest;
  const actions: Readonly<Record<string, (core: Core, given: Arguments, more: readonly string[]) => Promise<number>>> = { plan, export: exported, verify: verified, import: imported, switch: switched, key };
  const work = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!work) throw new SproutError('usage', { reason: use });
  return withCore(given, (core) => work(core, given, more));
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => { throw new SproutError('file-not-found', { file }, { cause }); });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SproutError('usage', { reason: `${file}: a JSON object is needed` }, { cause });
  }
}

/** Measured figures, and what `--data FILE` says otherwise. */
async function requestOf(core: Core, given: Arguments): Promise<PlanRequest> {
  const start = await core.features.moving.startPlan();
  const file = given.flags.get('data');
  if (file === undefined) return start;
  const parsed = planRequestSchema.safeParse({ ...start, ...await readJson(file) as object });
  if (!parsed.success) throw new SproutError('input-invalid', { reason: `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? ''}` });
  return parsed.data;
}

async function plan(core: Core, given: Arguments): Promise<number> {
  const inventory = await core.features.moving.inventory(given.locale);
  const made = await core.features.moving.plan(await requestOf(core, given), given.locale);
  print(given, { inventory, plan: made }, () => [
    ...inventory.items.map(({ kind, count, moves }) => `${moves ? '->' : '--'} ${kind}: ${count}`), ...inventory.problems.map(({ message }) => `!! ${message}`), '', ...planLines(made, given.locale === 'zh'), '', ...made.assumptions.map((line) => `- ${line}`),
  ].join('\n'));
  return 0;
}

function planLines({ request: { currency }, gateway, database, models, recommended }: MovePlan, zh: boolean): string[] {
  const money = (micros: number): string => `${(micros / 1e6).toFixed(2)} ${currency}`;
  return [
    `${zh ? '网关' : 'gateway'}: ${gateway.simulated.replicas}, ${money(gateway.perMonth)}`,
    `${zh ? '数据库' : 'database'}: ${database.cores} ${zh ? '核' : database.cores === 1 ? 'core' : 'cores'}, ${Math.round(database.utilisation * 100)} %, ${money(database.perMonth)}`,
    ...models.map(({ gpu, fits, simulated, perMonth }) => `${gpu}: ${!fits ? (zh ? '放不下' : 'does not fit') : simulated ? `${simulated.replicas}, p95 ${simulated.waitP95Seconds.toFixed(2)} s${simulated.meetsTarget ? '' : ' !'}, ${money(perMonth)}` : '–'}`),
    `${zh ? '建议每月' : 'recommended, a month'}: ${money(recommended.perMonth)} (${recommended.gatewayReplicas} + ${recommended.modelReplicas} ${recommended.gpu ?? ''})`,
  ];
}

async function exported(core: Core, given: Arguments): Promise<number> {
  const { flags } = given;
  const target = moveTargetSchema.safeParse(flags.get('target'));
  const out = flags.get('out');
  const host = flags.get('host');
  if (!target.success || out === undefined || host === undefined) throw new SproutError('usage', { reason: 'sprout cloud export --target compose|kubernetes --host ask.shop.example --out DIR [--site ID,…] [--inbox] [--data FILE]' });
  const published = await core.features.visits.sites();
  const wanted = flags.get('site')?.split(',').map((id) => id.trim()) ?? published;
  if (wanted.length === 0) throw new SproutError('move-unpublished', { site: 'default' });
  for (const { message } of (await core.features.moving.inventory(given.locale)).problems) progress(given, message);
  const result = await core.features.moving.export({ target: target.data, host, sites: wanted, inbox: flags.has('inbox'), plan: await requestOf(core, given) }, { out: resolve(out), locale: given.locale, onProgress: (done, total) => { progress(given, `${done}/${total}`); } });
  print(given, result, () => `${result.out}: ${result.files} ${given.locale === 'zh' ? '个文件' : 'files'}, ${(result.bytes / 1024 / 1024).toFixed(1)} MB, ${result.digest}\n${given.locale === 'zh' ? '下一步见其中的 README.zh-CN.md。' : 'README.md in it says how to go on.'}`);
  return 0;
}

async function verified(core: Core, given: Arguments): Promise<number> {
  const address = given.flags.get('address');
  if (address === undefined) throw new SproutError('usage', { reason: 'sprout cloud verify --address URL [--questions FILE] [--site ID]' });
  const site = given.flags.get('site');
  const file = given.flags.get('questions');
  const text = file === undefined ? '' : await readFile(file, 'utf8').catch((cause: unknown) => { throw new SproutError('file-not-found', { file }, { cause }); });
  const questions = file === undefined ? [] : readQuestions(file, text).map(({ question, answers }) => ({ site: site ?? 'default', question, answers }));
  let report: Verification | undefined;
  for await (const event of core.features.moving.verify({ address, questions, locale: given.locale, ...(site === undefined ? {} : { sites: [site] }) })) {
    if (event.type === 'progress') progress(given, `${event.done}/${event.total}`);
    if (event.type === 'end') report = event.verification;
  }
  if (!report) throw new SproutError('internal');
  const { questions: asked, summary } = report;
  print(given, report, () => [
    ...asked.filter(({ same }) => !same).flatMap(({ question, here, there, problem }) => [`!! ${question}`, `   ${given.locale === 'zh' ? '本机' : 'here '}: ${here.answer}`, `   ${given.locale === 'zh' ? '那里' : 'there'}: ${there?.answer ?? problem?.message ?? ''}`]),
    `${summary.same}/${summary.questions} ${given.locale === 'zh' ? '相同' : 'the same'}; ${summary.msHere} ms -> ${summary.msThere} ms`,
  ].join('\n'));
  return summary.same === summary.questions ? 0 : summary.same === 0 ? 1 : 3;
}

async function imported(core: Core, given: Arguments, [folder]: readonly string[]): Promise<number> {
  if (folder === undefined) throw new SproutError('usage', { reason: 'sprout cloud import DIR [--replace] [--sha256 DIGEST]' });
  const result = await core.features.moving.import(resolve(folder), { replace: given.flags.has('replace'), digest: given.flags.get('sha256') });
  print(given, result, () => `${result.sites.join(', ')}: ${result.documents} documents, ${result.approved} approved answers, ${result.questions} test questions`);
  return 0;
}

async function switched(core: Core, given: Arguments): Promise<number> {
  const site = given.flags.get('site') ?? 'default';
  const address = given.flags.get('address');
  if ((address !== undefined) === given.flags.has('back')) throw new SproutError('usage', { reason: 'sprout cloud switch --address URL|--back [--site ID]' });
  const result = await core.features.moving.switch.to(site, address ?? null, given.locale);
  print(given, result, () => `${result.site}: ${result.before ?? '–'} -> ${result.address ?? '–'}`);
  return 0;
}

async function key(core: Core, given: Arguments): Promise<number> {
  const visitorKey = await core.features.moving.visitorKey();
  progress(given, given.locale === 'zh' ? '这是秘密：只填入服务器的 .env 或 Secret。' : 'This is a secret: it goes into .env or the Secret there, and nowhere else.');
  print(given, { visitorKey }, () => visitorKey);
  return 0;
}
