import type { Exchange, Locale, SiteSettings, VisitAnswer, VisitUsage } from '../../contract/index.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import { answerTokensAtMost, declined, ModelAnswer } from '../answers/index.ts';
import { visitAnswer } from '../sites/index.ts';
import type { PublishedIndex } from './published-site.ts';
import type { Reservation } from './token-budget.ts';

/** An earlier question of the conversation, as its visitor saw it answered. */
export interface SaidBefore { readonly question: string; readonly answer: VisitAnswer }

export interface VisitQuestion {
  readonly question: string;
  readonly locale: Locale;
  /** The oldest first. */
  readonly before: readonly SaidBefore[];
  readonly settings: SiteSettings;
  readonly index: PublishedIndex;
  readonly site: string;
  /** Loads what answers for the site; undefined quotes. */
  readonly model: (site: string, id: string | null) => (() => Promise<LanguageModel>) | undefined;
  /** @returns undefined when today's tokens are used up. */
  readonly reserve: (tokens: number) => Promise<Reservation | undefined>;
  readonly signal: AbortSignal;
  readonly onBug: (error: unknown) => void;
}

export type VisitProgress = { readonly type: 'queued'; readonly place: number } | { readonly type: 'text-delta'; readonly text: string } | { readonly type: 'answer-end'; readonly answer: VisitAnswer; /** Where a model was asked, whatever became of its words. */ readonly usage?: VisitUsage };

/**
 * Answers a visitor: in the owner's own words where there are any, else in a model's words over the published passages, else by quoting. Where a model
 * cannot answer, whatever the reason, the quotes do: no visitor is shown a failure that need not be.
 */
export async function* answerVisitor(asked: VisitQuestion): AsyncGenerator<VisitProgress> {
  const { question, locale, before, index, signal } = asked;
  const quoted: VisitAnswer = { ...await index.engine.answer(question, before, locale), mode: 'live' };
  if (!quoted.approved) {
    const written = yield* byModel(asked, quoted);
    signal.throwIfAborted();
    // Words that a model began with are replaced by the answer, not followed by it.
    if (written !== 'quote') return yield { type: 'answer-end', answer: written?.answer ?? quoted, ...(written?.usage ? { usage: written.usage } : {}) };
  }
  yield { type: 'text-delta', text: quoted.answer };
  yield { type: 'answer-end', answer: quoted };
}

/** @returns undefined where the model could not answer, `quote` where there is none. */
async function* byModel(asked: VisitQuestion, quoted: VisitAnswer): AsyncGenerator<VisitProgress, { readonly answer: VisitAnswer | undefined; readonly usage: VisitUsage | undefined } | 'quote' | undefined> {
  const { question, locale, before, settings, site, index, signal, onBug } = asked;
  const load = asked.model(site, settings.model);
  if (!load) return 'quote';
  let reserved: Reservation | undefined;
  let spent = answerTokensAtMost;
  try {
    const found = await index.search.rank(quoted.understoodAs ?? question);
    if (found.chunks.length === 0) return undefined;
    reserved = await asked.reserve(answerTokensAtMost);
    if (!reserved) return undefined;
    spent = 0;
    const model = await load();
    signal.throwIfAborted();
    // From here on it costs, and how much is known only when it has ended by itself.
    spent = Math.min(answerTokensAtMost, model.contextLength);
    const writing = new ModelAnswer({
      model, question, understoodAs: quoted.understoodAs, found, search: index.search, instructions: settings.instructions, before: before.map(toExchange), site, priority: 'visitor', startedAt: performance.now(), signal,
    });
    yield* shown(writing);
    if (writing.usage) spent = writing.usage.promptTokens + writing.usage.completionTokens;
    const made = writing.finish(false);
    return { answer: made.answered ? visitAnswer(made, { question, locale, sources: settings.sources, mode: 'live' }) : undefined, usage: made.usage && { model: made.model, ...made.usage } };
  } catch (error) {
    if (!signal.aborted) onBug(error);
    return undefined;
  } finally {
    await reserved?.settle(spent);
  }
}

/** The model's words, held back while they may become "this is not in your documents": that is said to owners. */
async function* shown(writing: ModelAnswer): AsyncGenerator<VisitProgress> {
  let held = '';
  let told = false;
  let anew = false;
  for await (const event of writing.write()) {
    if (event.type === 'queued') yield { type: 'queued', place: event.place };
    if (event.type === 'route') {
      held = '';
      // A visitor saw words that are void now: the answer will take their place, whole.
      anew ||= told;
    }
    if (event.type !== 'text-delta' || anew) continue;
    held += event.text;
    const words = held.trimStart();
    if (Object.values(declined).some((sentence) => sentence.startsWith(words) || words.startsWith(sentence))) continue;
    yield { type: 'text-delta', text: held };
    told = true;
    held = '';
  }
}

/** Of an earlier answer the prompt takes its words and what was proven of them. */
function toExchange({ question, answer }: SaidBefore): Exchange {
  const { answer: text, sentences, answered, understoodAs } = answer;
  return { id: '', question, files: {}, askedAt: '', answer: { answer: text, sentences, citations: [], answered, model: '', timings: { searchMs: 0, answerMs: 0, totalMs: 0 }, ...(understoodAs === undefined ? {} : { understoodAs }) } };
}
