import type { Locale, ReadPublished, VisitAnswer, VisitEngine } from '../../../contract/index.ts';
import { queryTerms } from '../../../shared/text/analyse.ts';
import { quoteAnswer } from '../../answers/index.ts';
import { createSearch, keepReadings, type Search, type SearchOptions } from '../../search/index.ts';
import { matchApproved } from '../approved.ts';
import { surelySimplified } from '../../../shared/text/surely-simplified.ts';
import { openPublishedIndex, type PublishedIndex } from './published-index.ts';
import { approvedAnswer, visitAnswer } from './visit-answer.ts';

export interface PublishedOptions {
  readonly read: ReadPublished;
  /** Called before Chinese is read, where the table that simplifies it is not at hand yet. */
  readonly beforeChinese?: () => Promise<void>;
  /** Reads everything at once and keeps it: for a gateway, where the files are near. */
  readonly whole?: boolean;
  readonly mode?: VisitAnswer['mode'];
  /** Finds passages by meaning, too, for who writes with a model; quotes are the same everywhere. */
  readonly meaning?: (passage: PublishedIndex['passage']) => SearchOptions['meaning'];
}

/** A published index, opened: answers for visitors, and the ranking behind them for who writes with a model. */
export interface Published { readonly engine: VisitEngine; readonly search: Search }

const cjk = /[\u3400-\u9fff\uf900-\ufaff]/;
/** Bytes of a site that is read whole while its visitor reads the first answer: some 3,000 pages. A larger one is read where it is needed. */
const largestSite = 4_000_000;
/** Files at once meanwhile: the page's own pictures come first. */
const quietReads = 2;
/** Milliseconds after an answer before it begins: who has the next question ready does not wait behind it. */
const quietAfter = 500;
/** Large files that a question rather waits for, a second's worth: reading what it needs file by file takes longer. */
const nearlyThere = 3;
/** Longest question that is read, in characters, as in the core. */
const longest = 4000;

/** @throws what reading throws; Error for another format or damage. */
export async function openPublished({ read, beforeChinese = async () => undefined, whole = false, mode = 'static', meaning }: PublishedOptions): Promise<Published> {
  const index = await openPublishedIndex(read, beforeChinese);
  const { manifest } = index;
  if (whole) await index.loadAll();
  const closely = whole ? { read: keepReadings() } : {};
  const found = createSearch({ index, documents: index.documents, onChange: () => undefined, ...closely });
  /** The same, for what is being typed: it stops where the question has gone on. */
  const ahead = createSearch({ index: { search: (terms, limit, of) => index.ahead(terms, limit, of, () => typed !== undefined || answering > 0) }, documents: index.documents, onChange: () => undefined });

  /** What the index must know before a query is looked at. */
  async function ready(query: string): Promise<void> {
    if (readingOn && index.ungathered() <= nearlyThere) await readingOn;
    const table = surelySimplified(query.normalize('NFKC')) ? undefined : beforeChinese();
    // Some of what is found may well be Traditional; whoever reads that waits for it.
    if (manifest.traditional && cjk.test(query)) beforeChinese().catch(() => undefined);
    // Most terms are the same without it: so both are under way at once.
    await Promise.all([table, index.load(queryTerms(query))]);
    if (table) await index.load(queryTerms(query));
  }
  const whenReady = (searching: Search): Search => ({
    ...searching,
    async rank(query, options) { await ready(query); return searching.rank(query, options); },
    async find(query, options) { await ready(query); return searching.find(query, options); },
    async prefetch(query) { await ready(query); await ahead.prefetch(query); },
  });
  const search = whenReady(found);

  /** Questions that wait for their answers: what they need comes first. */
  let answering = 0;
  let asked = false;
  /** One question at a time is read ahead; of those typed meanwhile only the last. */
  let reading: Promise<void> | undefined;
  let typed: string | undefined;
  async function readAhead(): Promise<void> {
    while (typed !== undefined) {
      const question = typed;
      typed = undefined;
      // What could not be read ahead is read, or fails, when it is asked for.
      await Promise.all([index.approved(), search.prefetch(question)]).catch(() => undefined);
    }
    reading = undefined;
    readOn();
  }

  /** To who has asked once the rest is worth having: the next answer comes from memory. What is asked or typed goes first; a failure is met again when it is needed. */
  let readingOn: Promise<void> | undefined;
  function readOn(): void {
    if (whole || !asked || answering > 0 || manifest.wholeBytes > largestSite || readsLittle()) return;
    const stop = (): boolean => index.ungathered() > nearlyThere && (answering > 0 || reading !== undefined);
    if (readingOn) return;
    const quiet = index.ungathered() <= nearlyThere ? Promise.resolve() : new Promise((resolve) => { setTimeout(resolve, quietAfter); });
    readingOn = quiet.then(() => index.gather({ parallel: quietReads, stop, hurry: () => answering > 0 })).catch(() => undefined).finally(() => { readingOn = undefined; });
  }

  const engine: VisitEngine = {
    prepare(question) {
      if (question.trim() === '') return;
      typed = question.trim().slice(0, longest);
      reading ??= readAhead();
    },
    async answer(given, before, locale) {
      const question = given.trim().slice(0, longest);
      answering += 1;
      try {
        return await answer(question, before, locale);
      } finally {
        answering -= 1;
        asked = true;
        readOn();
      }
    },
  };
  const byMeaning = meaning?.(index.passage);
  return { engine, search: byMeaning ? whenReady(createSearch({ index, documents: index.documents, onChange: () => undefined, meaning: byMeaning, ...closely })) : search };

  async function answer(question: string, before: Parameters<VisitEngine['answer']>[1], locale: Locale): Promise<VisitAnswer> {
    const [approved] = await Promise.all([index.approved(), ready(question)]);
    const match = matchApproved(question, approved);
    if (match) return approvedAnswer(match.answer, mode);
    const quoted = await quoteAnswer({ question, before: before.at(-1), search, tableHeader: ({ passage: { chunk } }) => index.headerOf(chunk) || undefined });
    return visitAnswer(quoted, { question, locale, sources: manifest.sources, mode });
  }
}

/** The visitor asked the browser to load no more than is needed, or the network is a slow one. */
function readsLittle(): boolean {
  const { navigator } = globalThis as { navigator?: { connection?: { saveData?: boolean; effectiveType?: string } } };
  const { saveData, effectiveType } = navigator?.connection ?? {};
  return saveData === true || /2g$/.test(effectiveType ?? '');
}
