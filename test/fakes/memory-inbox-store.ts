import type { DayCount, Lead, VisitConversation } from '../../core/contract/index.ts';
import type { InboxStore, PageOptions, StoredExchange, TestQuestionOfSite } from '../../core/ports/inbox-store.ts';

interface StoredRating { site: string; exchange: string; visitor: string; rating: 'up' | 'down'; at: string }
type OfSite<Value> = Value & { readonly site: string };

/** What visitors left, in memory. `calls` names what was asked of it; `failing` makes the next writes fail. */
export class MemoryInboxStore implements InboxStore {
  readonly calls: string[] = [];
  failing: Error | undefined;
  private exchanges: OfSite<StoredExchange>[] = [];
  private kept: OfSite<Lead>[] = [];
  private ratings: StoredRating[] = [];
  private questions: OfSite<TestQuestionOfSite>[] = [];
  private readonly tokens = new Map<string, number>();

  async saveExchange(site: string, exchange: StoredExchange): Promise<boolean> {
    this.begin('saveExchange');
    if (this.exchanges.some((one) => one.site === site && one.id === exchange.id)) return false;
    this.exchanges.push({ ...exchange, site });
    return true;
  }

  async saveLead(site: string, lead: Lead): Promise<boolean> {
    this.begin('saveLead');
    if (this.kept.some((one) => one.site === site && one.id === lead.id)) return false;
    this.kept.push({ ...lead, site });
    return true;
  }

  async saveRating(site: string, { exchange, visitor, rating, at }: Omit<StoredRating, 'site'>): Promise<void> {
    this.begin('saveRating');
    const known = this.ratings.find((one) => one.site === site && one.exchange === exchange && one.visitor === visitor);
    if (!known) this.ratings.push({ site, exchange, visitor, rating, at });
    else if (at >= known.at) Object.assign(known, { rating, at });
  }

  async exchange(site: string, id: string): Promise<StoredExchange | undefined> {
    return this.of(site).find((one) => one.id === id);
  }

  async markExchange(site: string, id: string, done: boolean): Promise<boolean> {
    this.begin('markExchange');
    const at = this.exchanges.findIndex((one) => one.site === site && one.id === id);
    const known = this.exchanges[at];
    if (known) this.exchanges[at] = { ...known, done };
    return known !== undefined;
  }

  async markLead(site: string, id: string, done: boolean): Promise<Lead | undefined> {
    this.begin('markLead');
    const at = this.kept.findIndex((one) => one.site === site && one.id === id);
    const known = this.kept[at];
    if (!known) return undefined;
    const { site: _site, ...lead } = this.kept[at] = { ...known, done };
    return lead;
  }

  async leads(site: string, page: PageOptions): Promise<Lead[]> {
    return paged(this.kept.filter((one) => one.site === site).map(({ site: _site, ...lead }) => lead), page, ({ receivedAt }) => receivedAt);
  }

  async missed(site: string, page: PageOptions): Promise<StoredExchange[]> {
    return paged(this.of(site).filter(({ answered, done }) => !answered && !done), page, ({ askedAt }) => askedAt);
  }

  async conversation(site: string, visitor: string, id: string): Promise<StoredExchange[]> {
    return this.of(site).filter((one) => one.visitor === visitor && one.conversation === id).sort((left, right) => left.askedAt.localeCompare(right.askedAt));
  }

  async conversations(site: string, { only, ...page }: PageOptions & { only?: 'missed' | 'disliked' | undefined }): Promise<VisitConversation[]> {
    const groups = Map.groupBy(this.of(site), ({ visitor, conversation }) => `${visitor}\n${conversation}`);
    const wanted = [...groups.values()].filter((exchanges) => only === undefined || exchanges.some(({ answered, done, rating }) => !done && (only === 'missed' ? !answered : rating === 'down')));
    const made = wanted.map((exchanges): VisitConversation => {
      const sorted = exchanges.sort((left, right) => left.askedAt.localeCompare(right.askedAt));
      return {
        id: sorted[0]?.conversation ?? '', visitor: sorted[0]?.visitor ?? '', startedAt: sorted[0]?.askedAt ?? '', updatedAt: sorted.at(-1)?.askedAt ?? '',
        exchanges: sorted.map(({ visitor: _visitor, ...exchange }) => exchange),
      };
    });
    return paged(made, page, ({ updatedAt }) => updatedAt);
  }

  async waiting(site: string): Promise<{ leads: number; missed: number; disliked: number }> {
    const open = this.of(site).filter(({ done }) => !done);
    return { leads: this.kept.filter((one) => one.site === site && !one.done).length, missed: open.filter(({ answered }) => !answered).length, disliked: open.filter(({ rating }) => rating === 'down').length };
  }

  async days(site: string, since: string): Promise<DayCount[]> {
    const facts = [
      ...this.of(site).map(({ askedAt, visitor, answered }) => ({ at: askedAt, visitor, questions: 1, answered: Number(answered), missed: Number(!answered) })),
      ...this.kept.filter((one) => one.site === site).map(({ receivedAt, visitor }) => ({ at: receivedAt, visitor, leads: 1 })),
      ...this.ratings.filter((one) => one.site === site).map(({ at, visitor, rating }) => ({ at, visitor, up: Number(rating === 'up'), down: Number(rating === 'down') })),
    ];
    const byDay = Map.groupBy(facts, ({ at }) => localDay(new Date(at)));
    return [...byDay].filter(([day]) => day >= since).sort(([left], [right]) => left.localeCompare(right)).map(([day, of]) => {
      const sum = (name: string): number => of.reduce((total, fact) => total + ((fact as unknown as Record<string, number>)[name] ?? 0), 0);
      return { day, questions: sum('questions'), answered: sum('answered'), missed: sum('missed'), leads: sum('leads'), up: sum('up'), down: sum('down'), visitors: new Set(of.map(({ visitor }) => visitor)).size };
    });
  }

  deleteVisitor(site: string, visitor: string): Promise<number> {
    return this.remove((one) => one.site === site && one.visitor === visitor);
  }

  deleteBefore(site: string, time: string): Promise<number> {
    return this.remove((one) => one.site === site && ('askedAt' in one ? one.askedAt : 'receivedAt' in one ? one.receivedAt : one.at) < time);
  }

  async deleteSite(site: string): Promise<number> {
    const questions = this.questions.filter((one) => one.site === site).length;
    const days = [...this.tokens.keys()].filter((key) => key.startsWith(`${site} `));
    for (const key of days) this.tokens.delete(key);
    this.questions = this.questions.filter((one) => one.site !== site);
    return await this.remove((one) => one.site === site) + questions + days.length;
  }

  async addTokens(site: string, day: string, tokens: number): Promise<number> {
    this.begin('addTokens');
    const total = (this.tokens.get(`${site} ${day}`) ?? 0) + tokens;
    this.tokens.set(`${site} ${day}`, total);
    return total;
  }

  async saveTestQuestion(site: string, question: TestQuestionOfSite): Promise<void> {
    this.begin('saveTestQuestion');
    this.questions = [...this.questions.filter((one) => one.site !== site || one.id !== question.id), { ...question, site }];
  }

  async testQuestions(site: string): Promise<TestQuestionOfSite[]> {
    return this.questions.filter((one) => one.site === site).map(({ site: _site, ...question }) => question);
  }

  private begin(call: string): void {
    this.calls.push(call);
    if (this.failing) throw this.failing;
  }

  private of(site: string): StoredExchange[] {
    return this.exchanges.filter((one) => one.site === site).map(({ site: _site, ...exchange }) => ({
      ...exchange, rating: this.ratings.find((rating) => rating.site === site && rating.exchange === exchange.id && rating.visitor === exchange.visitor)?.rating ?? null,
    }));
  }

  private async remove(gone: (one: OfSite<StoredExchange> | OfSite<Lead> | StoredRating) => boolean): Promise<number> {
    this.begin('delete');
    const count = (): number => this.exchanges.length + this.kept.length + this.ratings.length;
    const before = count();
    this.exchanges = this.exchanges.filter((one) => !gone(one));
    this.kept = this.kept.filter((one) => !gone(one));
    this.ratings = this.ratings.filter((one) => !gone(one));
    return before - count();
  }
}

function paged<Value>(values: readonly Value[], { before = '~', limit }: PageOptions, timeOf: (value: Value) => string): Value[] {
  return [...values].reverse().sort((left, right) => timeOf(right).localeCompare(timeOf(left))).filter((value) => timeOf(value) < before).slice(0, limit);
}

export const localDay = (time: Date): string => `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, '0')}-${String(time.getDate()).padStart(2, '0')}`;
