import type { DayCount, Lead, VisitAnswer, VisitConversation, VisitExchange } from '../contract/index.ts';

export interface StoredExchange extends VisitExchange {
  readonly visitor: string;
  /** The whole answer as its visitor was shown it, where it is kept: by stores that several gateways share, so that each goes on from it. */
  readonly given?: VisitAnswer;
}
/** A question made from the inbox, by which answers are judged. */
export interface TestQuestionOfSite { readonly id: string; readonly question: string; readonly answer: string; readonly createdAt: string }
export interface PageOptions { /** ISO time: older ones only. */ readonly before?: string | undefined; readonly limit: number }

/**
 * What visitors said and left. Everything that is saved has an id that the visitor's browser made: what comes twice counts once.
 * Implementations: SQLite, and PostgreSQL for gateways without a disk.
 */
export interface InboxStore {
  /** Durable when it resolves; many at once may share one commit. @returns whether it was new. */
  saveExchange(site: string, exchange: StoredExchange): Promise<boolean>;
  /** Durable when it resolves. @returns whether it was new. */
  saveLead(site: string, lead: Lead): Promise<boolean>;
  /** The last rating counts. Unknown exchanges are kept for: an exchange may arrive after its rating. */
  saveRating(site: string, rating: { readonly exchange: string; readonly visitor: string; readonly rating: 'up' | 'down'; readonly at: string }): Promise<void>;
  exchange(site: string, id: string): Promise<StoredExchange | undefined>;
  markExchange(site: string, id: string, done: boolean): Promise<boolean>;
  markLead(site: string, id: string, done: boolean): Promise<Lead | undefined>;
  leads(site: string, page: PageOptions): Promise<Lead[]>;
  /** `only`: those with an exchange of this kind that the owner has not dealt with. */
  conversations(site: string, page: PageOptions & { readonly only?: 'missed' | 'disliked' | undefined }): Promise<VisitConversation[]>;
  /** Exchanges of one conversation of one visitor, the oldest first. */
  conversation(site: string, visitor: string, id: string): Promise<StoredExchange[]>;
  missed(site: string, page: PageOptions): Promise<StoredExchange[]>;
  waiting(site: string): Promise<{ leads: number; missed: number; disliked: number }>;
  /** @param since local day, `2026-11-25`. The oldest first; days on which nothing happened are left out. */
  days(site: string, since: string): Promise<DayCount[]>;
  /** Deletes from the file too, not only from sight. @returns how many records. */
  deleteVisitor(site: string, visitor: string): Promise<number>;
  /** Deletes what visitors said and left before; test questions are the owner's and stay. @returns how many records. */
  deleteBefore(site: string, time: string): Promise<number>;
  /** Deletes all of a site, test questions and counts too. @returns how many records. */
  deleteSite(site: string): Promise<number>;
  saveTestQuestion(site: string, question: TestQuestionOfSite): Promise<void>;
  /** The oldest first. */
  testQuestions(site: string): Promise<TestQuestionOfSite[]>;
  /** Tokens that models read and wrote for a site's visitors on a day (`2026-11-25`). Adds `tokens` first; atomic. */
  addTokens(site: string, day: string, tokens: number): Promise<number>;
}
