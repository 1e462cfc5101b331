import { SproutError, type Inventory, type Locale, type Site } from '../../contract/index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { localDay } from '../../contract/local-day.ts';
import type { Models } from '../models/index.ts';
import { movedModels } from './moved-models.ts';

export interface InventoryOptions { readonly store: WorkspaceStore; readonly models: Pick<Models, 'list' | 'catalogue'>; readonly now: () => Date; /** How many there are. @throws SproutError secrets-locked, secrets-damaged. */ readonly countSecrets: () => Promise<number> }

const days = 28;
const dayMs = 86_400_000;
const size = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** Questions a day of the last four weeks; days before the first question do not count. */
export async function questionsPerDay(store: WorkspaceStore, site: string, now: Date): Promise<{ perDay: number; answered: number; questions: number }> {
  const counted = await store.inbox.days(site, localDay(new Date(now.getTime() - (days - 1) * dayMs)));
  const questions = counted.reduce((sum, day) => sum + day.questions, 0);
  const first = counted.find((day) => day.questions > 0)?.day;
  const over = first === undefined ? days : Math.min(days, Math.max(1, Math.round((Date.parse(localDay(now)) - Date.parse(first)) / dayMs) + 1));
  return { perDay: questions / over, questions, answered: counted.reduce((sum, day) => sum + day.answered, 0) };
}

/** What there is, what of it moves, and what stays: private documents, keys, the owner's own conversations and the originals always do. */
export async function takeInventory({ store, models, now, countSecrets }: InventoryOptions, locale: Locale): Promise<Inventory> {
  const documents = store.documents.list().filter(({ status }) => status === 'ready');
  const sites = await store.sites.list();
  const shown = new Set<string>();
  const problems: SproutError[] = [];
  const listed: Inventory['sites'] = [];
  let published = 0;
  let approved: unknown[] = [];
  let questions: unknown[] = [];
  let messages = 0;
  for (const site of sites) {
    const version = (await store.sites.versions(site.id)).find((one) => one.version === site.published);
    for (const { id, name, hash } of version?.documents ?? []) {
      const current = documents.find((document) => document.id === id);
      if (current?.private === true) problems.push(new SproutError('move-private', { site: site.name, document: name }));
      else if (current?.hash !== hash) problems.push(new SproutError('move-changed', { site: site.name, document: name }));
      else shown.add(id);
    }
    if (!version) problems.push(new SproutError('move-unpublished', { site: site.name }));
    published += version?.bytes ?? 0;
    approved = [...approved, ...await store.sites.approved(site.id)];
    questions = [...questions, ...await store.inbox.testQuestions(site.id)];
    messages += (await store.inbox.days(site.id, '0000')).reduce((sum, day) => sum + day.questions + day.leads, 0);
    listed.push({ id: site.id, name: site.name, published: version !== undefined, documents: version?.documents.length ?? 0, passages: version?.passages ?? 0, model: site.model, questionsPerDay: (await questionsPerDay(store, site.id, now())).perDay });
  }
  const isPrivate = documents.filter((document) => document.private === true);
  const moving = documents.filter(({ id }) => shown.has(id));
  const moved = await movedModels(sites.filter((site): site is Site => site.published !== null), models);
  const conversations = store.conversations.list();
  const bytesOf = (some: typeof documents): number => some.reduce((sum, { hash }) => sum + size(store.documents.extraction(hash)?.blocks ?? []), 0);
  // Some are there that cannot be read: without them the gateway elsewhere knows no visitor of before.
  const secrets = await countSecrets().catch((error: unknown) => {
    if (!(error instanceof SproutError)) throw error;
    problems.push(error);
    return 1;
  });
  const items: Inventory['items'] = [
    { kind: 'sites', count: listed.filter((site) => site.published).length, bytes: published, moves: true },
    { kind: 'documents', count: moving.length, bytes: bytesOf(moving), moves: true },
    { kind: 'passages', count: moving.reduce((sum, { chunks }) => sum + chunks, 0), bytes: bytesOf(moving), moves: true },
    { kind: 'approved-answers', count: approved.length, bytes: size(approved), moves: true },
    { kind: 'test-questions', count: questions.length, bytes: size(questions), moves: true },
    { kind: 'models', count: moved.base ? 1 : 0, bytes: 0, moves: true },
    { kind: 'adapters', count: moved.models.filter(({ adapter }) => adapter !== null).length, bytes: 0, moves: true },
    { kind: 'settings', count: listed.length, bytes: size(sites), moves: true },
    { kind: 'inbox', count: messages, bytes: 0, moves: true },
    { kind: 'private-documents', count: isPrivate.length, bytes: isPrivate.reduce((sum, document) => sum + document.size, 0), moves: false },
    { kind: 'originals', count: documents.length, bytes: documents.reduce((sum, document) => sum + document.size, 0), moves: false },
    { kind: 'conversations', count: conversations.length, bytes: 0, moves: false },
    { kind: 'secrets', count: secrets, bytes: 0, moves: false },
  ];
  return { items, sites: listed, problems: [...problems, ...moved.problems].map((problem) => problem.toProblem(locale)) };
}
