import { SproutError, type ApprovedAnswer, type DayCount, type Lead, type Locale, type VisitConversation, type VisitExchange } from '../../contract/index.ts';
import type { InboxStore, PageOptions, StoredExchange } from '../../ports/inbox-store.ts';
import { toCsv } from './inbox-csv.ts';
import { allPages } from './all-pages.ts';
import type { InboxNews } from './inbox-news.ts';
import { localDay } from '../../contract/local-day.ts';
import type { SitesForVisits } from './published-site.ts';

/** What visitors said and left, for the owner. Every method @throws SproutError site-not-found. */
export interface Inbox {
  /** @param days including today. */
  counts(site: string, days: number): Promise<{ waiting: { leads: number; missed: number; disliked: number }; days: DayCount[] }>;
  leads(site: string, page: PageOptions): Promise<Lead[]>;
  /** @throws SproutError lead-not-found. */
  markLead(site: string, id: string, done: boolean): Promise<Lead>;
  visits(site: string, page: PageOptions & { readonly only?: 'missed' | 'disliked' | undefined }): Promise<VisitConversation[]>;
  missed(site: string, page: PageOptions): Promise<VisitExchange[]>;
  /**
   * Makes an approved answer and a test question of it, and a training example where a set is named; null sets it aside. Only now, that the owner
   * has approved it, does a visitor's text reach what is published or learnt.
   * @throws SproutError exchange-not-found, dataset-not-found.
   */
  answer(site: string, exchange: string, given: { readonly question?: string | undefined; readonly answer: string | null; readonly dataset?: string | undefined }): Promise<ApprovedAnswer | null>;
  /** As `evaluate` reads them: a JSON object a line. */
  testQuestions(site: string): Promise<string>;
  exported(site: string, what: 'leads' | 'visits' | 'missed', locale: Locale): Promise<{ name: string; csv: string }>;
  /** Deletes all that is kept of a visitor. @returns how many records. */
  deleteVisitor(site: string, visitor: string): Promise<number>;
  /** Deletes all of a site that is no more. */
  deleteSite(site: string): Promise<number>;
}

export interface InboxOptions {
  readonly store: InboxStore;
  readonly sites: Pick<SitesForVisits, 'settings' | 'approve'>;
  /** Adds an example to a set, where it waits to be looked at. @throws SproutError dataset-not-found. */
  readonly teach: (dataset: string, example: { readonly question: string; readonly answer: string }) => void;
  /** Deletes what of a visitor is in memory, and in the store. */
  readonly forget: (site: string, visitor: string) => Promise<number>;
  readonly news: Pick<InboxNews, 'changed'>;
  readonly now?: () => Date;
}

const day = 86_400_000;

export function createInbox({ store, sites, teach, forget, news, now = () => new Date() }: InboxOptions): Inbox {
  async function rows(site: string, what: 'leads' | 'visits' | 'missed', locale: Locale): Promise<string[][]> {
    const title = titles[locale];
    if (what === 'leads') {
      const leads = await allPages((page) => store.leads(site, page), ({ receivedAt }) => receivedAt);
      return [[title.received, title.name, title.contact, title.question, title.agreed, title.sent, title.visitor, title.done], ...leads.map((lead) => (
        [lead.receivedAt, lead.name, lead.contact, lead.question, lead.consentText, lead.sentAt, lead.visitor, title.yesNo(lead.done)]))];
    }
    const head = [title.asked, title.question, title.answer, title.answered, title.rating, title.mode, title.conversation, title.visitor, title.done];
    const line = (exchange: VisitExchange, visitor: string): string[] => (
      [exchange.askedAt, exchange.question, exchange.answer, title.yesNo(exchange.answered), exchange.rating ?? '', exchange.mode, exchange.conversation, visitor, title.yesNo(exchange.done)]);
    if (what === 'missed') return [head, ...(await allPages((page) => store.missed(site, page), ({ askedAt }) => askedAt)).map((one) => line(one, one.visitor))];
    const visits = await allPages((page) => store.conversations(site, page), ({ updatedAt }) => updatedAt);
    return [head, ...visits.flatMap(({ visitor, exchanges }) => exchanges.map((one) => line(one, visitor)))];
  }

  return {
    async counts(site, days) {
      await sites.settings(site);
      return { waiting: await store.waiting(site), days: await store.days(site, localDay(new Date(now().getTime() - (days - 1) * day))) };
    },
    async leads(site, page) {
      await sites.settings(site);
      return store.leads(site, page);
    },
    async markLead(site, id, done) {
      await sites.settings(site);
      const lead = await store.markLead(site, id, done);
      if (!lead) throw new SproutError('lead-not-found', { id });
      news.changed(site);
      return lead;
    },
    async visits(site, page) {
      await sites.settings(site);
      return store.conversations(site, page);
    },
    async missed(site, page) {
      await sites.settings(site);
      return (await store.missed(site, page)).map(withoutVisitor);
    },
    async answer(site, id, { question, answer, dataset }) {
      await sites.settings(site);
      const exchange = await store.exchange(site, id);
      if (!exchange) throw new SproutError('exchange-not-found', { id });
      let approved: ApprovedAnswer | null = null;
      if (answer !== null) {
        const asked = (question ?? exchange.question).slice(0, longestQuestion);
        // First what may be refused: then nothing is done by half.
        if (dataset !== undefined) teach(dataset, { question: asked, answer });
        approved = await sites.approve(site, { question: asked, answer });
        await store.saveTestQuestion(site, { id: approved.id, question: asked, answer, createdAt: now().toISOString() });
      }
      await store.markExchange(site, id, true);
      news.changed(site);
      return approved;
    },
    async testQuestions(site) {
      await sites.settings(site);
      return (await store.testQuestions(site)).map(({ question, answer }) => `${JSON.stringify({ question, answers: [answer] })}\n`).join('');
    },
    async exported(site, what, locale) {
      await sites.settings(site);
      return { name: `${site}-${what}-${localDay(now())}.csv`, csv: toCsv(await rows(site, what, locale)) };
    },
    async deleteVisitor(site, visitor) {
      await sites.settings(site);
      return forget(site, visitor);
    },
    async deleteSite(site) {
      const deleted = await store.deleteSite(site);
      news.changed(site);
      return deleted;
    },
  };
}

const longestQuestion = 500;
const withoutVisitor = ({ visitor: _visitor, ...exchange }: StoredExchange): VisitExchange => exchange;

const titles = {
  en: {
    received: 'Received', sent: 'Sent', name: 'Name', contact: 'Contact', question: 'Question', answer: 'Answer', agreed: 'Agreed to', asked: 'Asked', answered: 'Answered', rating: 'Rating', mode: 'Mode', conversation: 'Conversation',
    visitor: 'Visitor', done: 'Done', yesNo: (is: boolean) => (is ? 'yes' : 'no'),
  },
  zh: {
    received: '收到时间', sent: '发送时间', name: '姓名', contact: '联系方式', question: '问题', answer: '回答', agreed: '同意内容', asked: '提问时间', answered: '已回答', rating: '评价', mode: '方式', conversation: '对话',
    visitor: '访客', done: '已处理', yesNo: (is: boolean) => (is ? '是' : '否'),
  },
} as const;
