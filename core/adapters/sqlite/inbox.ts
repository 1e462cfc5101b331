import type { DayCount, Lead, Locale, VisitExchange, VisitUsage } from '../../contract/index.ts';
import type { InboxStore, PageOptions, StoredExchange } from '../../ports/inbox-store.ts';
import type { GroupCommit } from './group-commit.ts';
import * as sql from './sql/inbox.ts';
import type { Row, Statements } from './statements.ts';

/** Later than any time. */
const always = '~';

export function createInbox(statements: Statements, { write }: GroupCommit): InboxStore {
  const conversation = (site: string, visitor: string, id: string): StoredExchange[] => statements.all(sql.listConversation, site, visitor, id).map(toExchange);

  /** Runs deletions; what the log still holds of them is cut off, so that nothing remains in any file. */
  async function erase(deletions: readonly string[], ...values: string[]): Promise<number> {
    const deleted = await write(() => deletions.reduce((sum, deletion) => sum + statements.run(deletion, ...values), 0));
    if (deleted > 0) statements.get(sql.truncateLog);
    return deleted;
  }

  return {
    saveExchange: (site, { id, visitor, conversation: of, askedAt, answered, mode, done, question, answer, usage }) => write(() => (
      statements.run(sql.saveExchange, site, id, visitor, of, askedAt, Number(answered), mode, Number(done), question, answer, usage === undefined ? null : JSON.stringify(usage)) > 0)),
    saveLead: (site, { id, visitor, conversation: of, sentAt, receivedAt, locale, done, name, contact, question, consentText }) => write(() => (
      statements.run(sql.saveLead, site, id, visitor, of, sentAt, receivedAt, locale, Number(done), name, contact, question, consentText) > 0)),
    saveRating: (site, { exchange, visitor, rating, at }) => write(() => { statements.run(sql.saveRating, site, exchange, visitor, at, rating); }),
    exchange: async (site, id) => optional(statements.get(sql.getExchange, site, id), toExchange),
    markExchange: (site, id, done) => write(() => statements.run(sql.markExchange, Number(done), site, id) > 0),
    markLead: (site, id, done) => write(() => optional(statements.get(sql.markLead, Number(done), site, id), toLead)),
    leads: async (site, { before = always, limit }) => statements.all(sql.listLeads, site, before, limit).map(toLead),
    missed: async (site, { before = always, limit }) => statements.all(sql.listMissed, site, before, limit).map(toExchange),
    conversation: async (site, visitor, id) => conversation(site, visitor, id),
    conversations: async (site, { before = always, limit, only }: PageOptions & { only?: 'missed' | 'disliked' | undefined }) => (
      statements.all(sql.listConversations[only ?? 'all'], site, before, limit).map((row) => {
        const [id, visitor] = [String(row['id']), String(row['visitor'])];
        return { id, visitor, startedAt: String(row['startedAt']), updatedAt: String(row['updatedAt']), exchanges: conversation(site, visitor, id).map(({ visitor: _visitor, ...exchange }) => exchange) };
      })),
    async waiting(site) {
      const row = statements.get(sql.countWaiting, { site });
      return { leads: Number(row?.['leads']), missed: Number(row?.['missed']), disliked: Number(row?.['disliked']) };
    },
    days: async (site, since) => statements.all(sql.countDays, { site, since }).map(toDay),
    deleteVisitor: (site, visitor) => erase(sql.deleteVisitor, site, visitor),
    deleteBefore: (site, time) => erase(sql.deleteBefore, site, time),
    deleteSite: (site) => erase(sql.deleteSite, site),
    addTokens: (site, day, tokens) => write(() => Number(statements.get(sql.addTokens, site, day, tokens)?.['tokens'])),
    saveTestQuestion: (site, { id, question, answer, createdAt }) => write(() => { statements.run(sql.saveTestQuestion, site, id, question, answer, createdAt); }),
    testQuestions: async (site) => statements.all(sql.listTestQuestions, site).map((row) => ({ id: String(row['id']), question: String(row['question']), answer: String(row['answer']), createdAt: String(row['createdAt']) })),
  };
}

const optional = <Value>(row: Row | undefined, read: (row: Row) => Value): Value | undefined => (row === undefined ? undefined : read(row));

function toExchange(row: Row): StoredExchange {
  const { usage } = row;
  return {
    id: String(row['id']), visitor: String(row['visitor']), conversation: String(row['conversation']), question: String(row['question']), answer: String(row['answer']),
    answered: row['answered'] === 1, mode: row['mode'] as VisitExchange['mode'], rating: row['rating'] as VisitExchange['rating'], askedAt: String(row['askedAt']), done: row['done'] === 1,
    ...(typeof usage === 'string' ? { usage: JSON.parse(usage) as VisitUsage } : {}),
  };
}

function toLead(row: Row): Lead {
  const of = row['conversation'];
  return {
    id: String(row['id']), visitor: String(row['visitor']), conversation: of === null ? null : String(of), name: String(row['name']), contact: String(row['contact']), question: String(row['question']),
    consentText: String(row['consentText']), sentAt: String(row['sentAt']), receivedAt: String(row['receivedAt']), locale: row['locale'] as Locale, done: row['done'] === 1,
  };
}

function toDay(row: Row): DayCount {
  const count = (name: string): number => Number(row[name]);
  return { day: String(row['day']), questions: count('questions'), answered: count('answered'), missed: count('missed'), leads: count('leads'), up: count('up'), down: count('down'), visitors: count('visitors') };
}
