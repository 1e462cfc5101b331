import { SproutError, type Locale, type Site } from '../../../contract/index.ts';
import type { WorkspaceStore } from '../../../ports/workspace-store.ts';
import type { Models } from '../../models/index.ts';
import type { SitesForVisits } from '../../visits/index.ts';
import { questionsPerDay } from '../inventory.ts';
import type { Measured } from './start-plan.ts';

/** Asked again here, for their time; what they say is not kept. */
const asked = 24;
/** As the prompt of an answer is made: rules, and the passages that a model is shown. */
const shownPassages = 6;
const rulesTokens = 160;

/** Tokens of a text, about, where no model is here that counts them: a Chinese character is two thirds of one, of other text four characters are one. */
export function estimatedTokens(text: string): number {
  const wide = text.match(/[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]/g)?.length ?? 0;
  return Math.ceil(wide * 0.66 + (text.length - wide) / 4);
}

export interface MeasureOptions {
  readonly now: Date;
  readonly locale: Locale;
  readonly billionWeights: number | undefined;
  /** That this process took so far, in seconds: a clock would count what else the laptop does meanwhile. */
  readonly processorSeconds: () => number;
  /** Counts in the tokens of the model that moves; undefined where there is none. */
  readonly encode: ((examples: Parameters<Models['encode']>[1]) => ReturnType<Models['encode']>) | undefined;
}

interface Pair { readonly prompt: string; readonly answer: string }

/** Figures of this laptop: how much was asked in the last weeks, how long prompts and answers are, and what a published answer costs a processor. */
export async function measure(store: WorkspaceStore, visited: Pick<SitesForVisits, 'published'>, { now, locale, billionWeights, processorSeconds, encode }: MeasureOptions): Promise<Measured> {
  const sites = (await store.sites.list()).filter(({ published }) => published !== null);
  let perDay = 0;
  const pairs: Pair[] = [];
  const serviceSeconds: number[] = [];
  for (const site of sites) {
    perDay += (await questionsPerDay(store, site.id, now)).perDay;
    const exchanges = (await store.inbox.conversations(site.id, { limit: 200 })).flatMap((conversation) => conversation.exchanges).filter(({ answered }) => answered);
    const questions = [...exchanges, ...await questionsOf(store, site)].slice(0, asked);
    const open = await visited.published(site.id);
    if (!open || questions.length === 0) continue;
    const { engine, search } = await open.index();
    // The first loads what all need.
    await engine.answer(questions[0]?.question ?? '', [], locale);
    for (const { question, answer } of questions) {
      const begun = processorSeconds();
      await engine.answer(question, [], locale);
      serviceSeconds.push(processorSeconds() - begun);
      const { chunks } = await search.rank(question);
      if (chunks.length > 0) pairs.push({ prompt: [...chunks.slice(0, shownPassages).map(({ chunk }) => chunk.text), question].join('\n\n'), answer });
    }
  }
  const lengths = await lengthsOf(pairs, encode);
  const mean = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : Math.max(1, Math.round(values.reduce((sum, value) => sum + value, 0) / values.length)));
  const writes = sites.some(({ model }) => model !== null);
  return { questionsPerDay: perDay, promptTokens: mean(lengths.map(({ prompt }) => prompt + rulesTokens)), answerTokens: mean(lengths.map(({ answer }) => answer)), quotedShare: writes ? undefined : 1, serviceSeconds, billionWeights };
}

/** By the model's own count where it is here, else about. */
async function lengthsOf(pairs: readonly Pair[], encode: MeasureOptions['encode']): Promise<{ prompt: number; answer: number }[]> {
  try {
    const encoded = await encode?.(pairs.map(({ prompt, answer }) => ({ messages: [{ role: 'user', content: prompt }, { role: 'assistant', content: answer }] })));
    if (encoded) return encoded.map(({ tokens, scored }) => { const answer = scored.reduce((sum, one) => sum + one, 0); return { prompt: tokens.length - answer, answer }; });
  } catch (error) {
    if (!(error instanceof SproutError)) throw error; // Its file is gone, or it cannot be loaded.
  }
  return pairs.map(({ prompt, answer }) => ({ prompt: estimatedTokens(prompt), answer: estimatedTokens(answer) }));
}

async function questionsOf(store: WorkspaceStore, { id }: Site): Promise<{ question: string; answer: string }[]> {
  const [tested, approved] = await Promise.all([store.inbox.testQuestions(id), store.sites.approved(id)]);
  return [...tested, ...approved];
}
