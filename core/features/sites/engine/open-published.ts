import type { ReadPublished, VisitAnswer, VisitEngine } from '../../../contract/index.ts';
import { queryTerms } from '../../../shared/text/analyse.ts';
import { quoteAnswer } from '../../answers/index.ts';
import { createSearch, type Search } from '../../search/index.ts';
import { matchApproved } from '../approved.ts';
import { openPublishedIndex } from './published-index.ts';
import { approvedAnswer, visitAnswer } from './visit-answer.ts';

export interface PublishedOptions {
  readonly read: ReadPublished;
  /** Called before Chinese is read, where the table that simplifies it is not at hand yet. */
  readonly beforeChinese?: () => Promise<void>;
  /** Reads everything at once and keeps it: for a gateway, where the files are near. */
  readonly whole?: boolean;
  readonly mode?: VisitAnswer['mode'];
}

/** A published index, opened: answers for visitors, and the ranking behind them for who writes with a model. */
export interface Published { readonly engine: VisitEngine; readonly search: Search }

const cjk = /[\u3400-\u9fff\uf900-\ufaff]/;
/** Longest question that is read, in characters, as in the core. */
const longest = 4000;

/** @throws what reading throws; Error for another format or damage. */
export async function openPublished({ read, beforeChinese = async () => undefined, whole = false, mode = 'static' }: PublishedOptions): Promise<Published> {
  const index = await openPublishedIndex(read);
  const { manifest } = index;
  if (whole) await index.loadAll();
  const found = createSearch({ index, documents: index.documents, onChange: () => undefined });

  /** What the index must know before a query is looked at. */
  async function ready(query: string): Promise<void> {
    const table = manifest.traditional || cjk.test(query) ? beforeChinese() : undefined;
    // Most Chinese is Simplified, and then these are the terms that the table gives: so both are under way at once.
    await Promise.all([table, index.load(queryTerms(query))]);
    if (table) await index.load(queryTerms(query));
  }
  const search: Search = {
    ...found,
    async rank(query, options) { await ready(query); return found.rank(query, options); },
    async find(query, options) { await ready(query); return found.find(query, options); },
    async prefetch(query) { await ready(query); await found.prefetch(query); },
  };

  /** One question at a time is read ahead; of those typed meanwhile only the last. */
  let ahead: Promise<void> | undefined;
  let typed: string | undefined;
  async function readAhead(): Promise<void> {
    while (typed !== undefined) {
      const question = typed;
      typed = undefined;
      // What could not be read ahead is read, or fails, when it is asked for.
      await Promise.all([index.approved(), search.prefetch(question)]).catch(() => undefined);
    }
    ahead = undefined;
  }

  const engine: VisitEngine = {
    prepare(question) {
      if (question.trim() === '') return;
      typed = question.trim().slice(0, longest);
      ahead ??= readAhead();
    },
    async answer(given, before, locale) {
      const question = given.trim().slice(0, longest);
      const [approved] = await Promise.all([index.approved(), ready(question)]);
      const match = matchApproved(question, approved);
      if (match) return approvedAnswer(match.answer, mode);
      const answer = await quoteAnswer({ question, before: before.at(-1), search, tableHeader: ({ passage: { chunk } }) => index.headerOf(chunk) || undefined });
      return visitAnswer(answer, { question, locale, sources: manifest.sources, mode });
    },
  };
  return { engine, search };
}
