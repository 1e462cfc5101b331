import type { DayCount, Lead, Locale, VisitAnswer, VisitExchange, VisitUsage } from '../../contract/index.ts';
import type { InboxStore, StoredExchange } from '../../ports/inbox-store.ts';
import type { Database, Row } from './database.ts';
import * as sql from './sql/inbox.ts';

/** Later than any time. */
const always = '~';

/** Milliseconds from a deletion until its tables are written anew: once for all deletions of that time. */
const tidyAfter = 60 * 60 * 1000;

export interface PostgresInbox extends InboxStore {
  /** Takes what was deleted out of the tables' files. The server's log and its copies keep it as long as whoever runs it has them kept. */
  tidy(): Promise<void>;
  close(): void;
}

export interface InboxOptions { readonly onBug: (error: unknown) => void; /** IANA name of the days that are counted. */ readonly timeZone?: string }

export function createInbox({ query, transaction, hold }: Database, { onBug, timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone }: InboxOptions): PostgresInbox {
  let tidying: ReturnType<typeof setTimeout> | undefined;

  const tidy = (): Promise<void> => hold(async (run) => {
    await run('SET statement_timeout = 0');
    await run(sql.tidy);
    await run('RESET statement_timeout');
  });

  const all = async <Value>(read: (row: Row) => Value, statement: string, ...values: readonly unknown[]): Promise<Value[]> => (await query(statement, ...values)).rows.map(read);
  const conversation = (site: string, visitor: string, id: string): Promise<StoredExchange[]> => all(toExchange, sql.listConversation, site, visitor, id);

  async function erase(deletions: readonly string[], ...values: readonly string[]): Promise<number> {
    const deleted = await transaction(async (run) => {
      let count = 0;
      for (const deletion of deletions) count += (await run(deletion, ...values)).count;
      return count;
    });
    if (deleted > 0 && !tidying) tidying = setTimeout(() => { tidying = undefined; tidy().catch(onBug); }, tidyAfter).unref();
    return deleted;
  }

  return {
    tidy,
    close() { clearTimeout(tidying); },
    saveExchange: async (site, { id, visitor, conversation: of, askedAt, answered, mode, done, question, answer, given, usage }) => (
      await query(sql.saveExchange, site, id, visitor, of, askedAt, answered, mode, done, question, answer, given === undefined ? null : JSON.stringify(given), usage === undefined ? null : JSON.stringify(usage))).count > 0,
    saveLead: async (site, { id, visitor, conversation: of, sentAt, receivedAt, locale, done, name, contact, question, consentText }) => (
      await query(sql.saveLead, site, id, visitor, of, sentAt, receivedAt, locale, done, name, contact, question, consentText)).count > 0,
    async saveRating(site, { exchange, visitor, rating, at }) { await query(sql.saveRating, site, exchange, visitor, at, rating); },
    exchange: async (site, id) => (await all(toExchange, sql.getExchange, site, id))[0],
    markExchange: async (site, id, done) => (await query(sql.markExchange, site, id, done)).count > 0,
    markLead: async (site, id, done) => (await all(toLead, sql.markLead, site, id, done))[0],
    leads: (site, { before = always, limit }) => all(toLead, sql.listLeads, site, before, limit),
    missed: (site, { before = always, limit }) => all(toExchange, sql.listMissed, site, before, limit),
    conversation,
    async conversations(site, { before = always, limit, only }) {
      const found = await all((row) => ({ id: String(row['id']), visitor: String(row['visitor']), startedAt: String(row['startedAt']), updatedAt: String(row['updatedAt']) }), sql.listConversations[only ?? 'all'], site, before, limit);
      return Promise.all(found.map(async (one) => ({ ...one, exchanges: (await conversation(site, one.visitor, one.id)).map(({ visitor: _visitor, given: _given, ...exchange }) => exchange) })));
    },
    async waiting(site) {
      const [row] = await all((found) => ({ leads: Number(found['leads']), missed: Number(found['missed']), disliked: Number(found['disliked']) }), sql.countWaiting, site);
      return row ?? { leads: 0, missed: 0, disliked: 0 };
    },
    days: (site, since) => all(toDay, sql.countDays, site, since, timeZone),
    deleteVisitor: (site, visitor) => erase(sql.deleteVisitor, site, visitor),
    deleteBefore: (site, time) => erase(sql.deleteBefore, site, time),
    deleteSite: (site) => erase(sql.deleteSite, site),
    addTokens: async (site, day, tokens) => Number((await query(sql.addTokens, site, day, tokens)).rows[0]?.['tokens']),
    async saveTestQuestion(site, { id, question, answer, createdAt }) { await query(sql.saveTestQuestion, site, id, question, answer, createdAt); },
    testQuestions: (site) => all((row) => ({ id: String(row['id']), question: String(row['question']), answer: String(row['answer']), createdAt: String(row['createdAt']) }), sql.listTestQuestions, site),
  };
}

function toExchange(row: Row): StoredExchange {
  const { given, usage } = row;
  return {
    id: String(row['id']), visitor: String(row['visitor']), conversation: String(row['conversation']), question: String(row['question']), answer: String(row['answer']),
    answered: row['answered'] === true, mode: row['mode'] as VisitExchange['mode'], rating: row['rating'] as VisitExchange['rating'], askedAt: String(row['askedAt']), done: row['done'] === true,
    ...(typeof given === 'string' ? { given: JSON.parse(given) as VisitAnswer } : {}),
    ...(typeof usage === 'string' ? { usage: JSON.parse(usage) as VisitUsage } : {}),
  };
}

function toLead(row: Row): Lead {
  const of = row['conversation'];
  return {
    id: String(row['id']), visitor: String(row['visitor']), conversation: of === null ? null : String(of), name: String(row['name']), contact: String(row['contact']), question: String(row['question']),
    consentText: String(row['consentText']), sentAt: String(row['sentAt']), receivedAt: String(row['receivedAt']), locale: row['locale'] as Locale, done: row['done'] === true,
  };
}

function toDay(row: Row): DayCount {
  const count = (name: string): number => Number(row[name]);
  return { day: String(row['day']), questions: count('questions'), answered: count('answered'), missed: count('missed'), leads: count('leads'), up: count('up'), down: count('down'), visitors: count('visitors') };
}
