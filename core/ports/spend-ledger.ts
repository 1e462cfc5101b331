/** What a call may cost at most, set aside before it is made. Amounts are millionths of the budget's currency. */
export interface Reservation { readonly id: string; readonly at: string; /** Local day, `2026-11-25`; its first seven characters are the month. */ readonly day: string; readonly remote: string; readonly site: string | null; readonly amount: number }

/** No more than `cap` for what is settled and reserved in a day or a month: of everything, of one remote or of one site. */
export interface Cap { readonly scope: 'total' | 'remote' | 'site'; readonly id: string; readonly period: 'day' | 'month'; readonly cap: number }

export interface LedgerEntry extends Reservation {
  /** `reserved`: under way, or cut off by a crash; counts in full until it is settled. */
  readonly state: 'reserved' | 'settled';
  readonly promptTokens: number; readonly completionTokens: number;
  readonly counted: 'reported' | 'estimated';
}

/** Money that is spent: durable, and right however many ask at once, in one process or in several. Implementations: SQLite, and PostgreSQL for gateways without a disk. */
export interface SpendLedger {
  /** Atomic and durable when it resolves. @returns the cap that has no room; nothing is reserved then. */
  reserve(reservation: Reservation, caps: readonly Cap[]): Promise<Cap | undefined>;
  /** Puts what it cost in place of what was reserved; once. */
  settle(id: string, entry: { readonly amount: number; readonly promptTokens: number; readonly completionTokens: number; readonly counted: 'reported' | 'estimated' }): Promise<void>;
  /** Nothing was sent. */
  release(id: string): Promise<void>;
  /** Reservations that were neither settled nor released: under way, or cut off by a crash. */
  open(): Promise<LedgerEntry[]>;
  /** The budget's currency changed: every amount times `factor`, rounded up. */
  revalue(factor: number): Promise<void>;
  entries(since: string): Promise<LedgerEntry[]>;
  sums(period: 'day' | 'month', value: string): Promise<{ readonly scope: 'total' | 'remote' | 'site'; readonly id: string; readonly spent: number; readonly reserved: number }[]>;
  /** By local day, oldest first. */
  days(since: string): Promise<{ readonly day: string; readonly spent: number; readonly calls: number }[]>;
}
