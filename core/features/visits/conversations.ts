import type { VisitAnswer } from '../../contract/index.ts';
import type { InboxStore, StoredExchange } from '../../ports/inbox-store.ts';
import type { SaidBefore } from './visit-answer.ts';

/** Exchanges that a question is understood by. */
const remembered = 6;
/** Conversations that are remembered with all that was understood and proven; of others the inbox knows the words. */
const mostConversations = 1000;

/** What was said before in a conversation of a visitor. Where several gateways share the inbox, each asks it: another may have answered since. */
export class Conversations {
  readonly #inbox: Pick<InboxStore, 'conversation'>;
  readonly #shared: boolean;
  readonly #recent = new Map<string, readonly SaidBefore[]>();

  constructor(inbox: Pick<InboxStore, 'conversation'>, shared = false) {
    this.#inbox = inbox;
    this.#shared = shared;
  }

  /** The oldest first. @param since what was said earlier is not read: ISO 8601. */
  async before(site: string, visitor: string, conversation: string, since = ''): Promise<readonly SaidBefore[]> {
    return this.#recent.get(keyOf(site, visitor, conversation)) ?? (await this.#inbox.conversation(site, visitor, conversation)).filter(({ askedAt }) => askedAt > since).slice(-remembered).map(toSaid);
  }

  add(site: string, visitor: string, conversation: string, said: SaidBefore): void {
    if (this.#shared) return;
    const key = keyOf(site, visitor, conversation);
    const all = [...this.#recent.get(key) ?? [], said].slice(-remembered);
    this.#recent.delete(key);
    this.#recent.set(key, all);
    if (this.#recent.size > mostConversations) this.#recent.delete(this.#recent.keys().next().value ?? '');
  }

  /** Something was said elsewhere: the inbox knows. */
  forget(site: string, visitor: string, conversation: string): void {
    this.#recent.delete(keyOf(site, visitor, conversation));
  }

  forgetVisitor(site: string, visitor: string): void { this.#forget(keyOf(site, visitor, '')); }

  forgetSite(site: string): void { this.#forget(`${site}\n`); }

  #forget(beginning: string): void {
    for (const key of this.#recent.keys()) if (key.startsWith(beginning)) this.#recent.delete(key);
  }
}

const keyOf = (site: string, visitor: string, conversation: string): string => `${site}\n${visitor}\n${conversation}`;

function toSaid({ question, ...stored }: StoredExchange): SaidBefore {
  return { question, answer: storedAnswer(stored) };
}

/** An answer as it is kept: whole, or its words alone. */
export function storedAnswer({ answer, answered, mode, given }: Pick<StoredExchange, 'answer' | 'answered' | 'mode' | 'given'>): VisitAnswer {
  return given ?? { answer, sentences: [], citations: [], answered, approved: false, mode };
}
