import type { Locale, Site } from '../../../contract/index.ts';
import type { WorkspaceStore } from '../../../ports/workspace-store.ts';
import type { SitesForVisits } from '../../visits/index.ts';
import { questionsPerDay } from '../inventory.ts';
import type { Measured } from './start-plan.ts';

/** Asked again here, for their time; what they say is not kept. */
const asked = 24;
/** As the prompt of an answer is made: rules, and the passages that a model is shown. */
const shownPassages = 6;
const rulesTokens = 160;

/** Tokens of a text, about: a Chinese character is two thirds of one, of other text four characters are one. Within a fifth of Qwen's own count. */
export function estimatedTokens(text: string): number {
  const wide = text.match(/[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]/g)?.length ?? 0;
  return Math.ceil(wide * 0.66 + (text.length - wide) / 4);
}

/** Figures of this laptop: how much was asked in the last weeks, how long prompts and answers are, and what a published answer costs a processor. */
export async function measure(store: WorkspaceStore, visited: Pick<SitesForVisits, 'published'>, { now, locale, billionWeights }: { readonly now: Date; readonly locale: Locale; readonly billionWeights: number | undefined }): Promise<Measured> {
  const sites = (await store.sites.list()).filter(({ published }) => published !== null);
  let perDay = 0;
  const answers: number[] = [];
  const prompts: number[] = [];
  const serviceSeconds: number[] = [];
  for (const site of sites) {
    perDay += (await questionsPerDay(store, site.id, now)).perDay;
    const exchanges = (await store.inbox.conversations(site.id, { limit: 200 })).flatMap((conversation) => conversation.exchanges);
    for (const { answer, answered } of exchanges) if (answered) answers.push(estimatedTokens(answer));
    const questions = [...exchanges.map(({ question }) => question), ...(await questionsOf(store, site))].slice(0, asked);
    const open = await visited.published(site.id);
    if (!open || questions.length === 0) continue;
    const { engine, search } = await open.index();
    // The first loads what all need.
    await engine.answer(questions[0] ?? '', [], locale);
    for (const question of questions) {
      const begun = performance.now();
      await engine.answer(question, [], locale);
      serviceSeconds.push((performance.now() - begun) / 1000);
      const { chunks } = await search.rank(question);
      if (chunks.length > 0) prompts.push(rulesTokens + estimatedTokens(question) + chunks.slice(0, shownPassages).reduce((sum, { chunk }) => sum + estimatedTokens(chunk.text), 0));
    }
  }
  const mean = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : Math.max(1, Math.round(values.reduce((sum, value) => sum + value, 0) / values.length)));
  const writes = sites.some(({ model }) => model !== null);
  return { questionsPerDay: perDay, promptTokens: mean(prompts), answerTokens: mean(answers), quotedShare: writes ? undefined : 1, serviceSeconds, billionWeights };
}

async function questionsOf(store: WorkspaceStore, { id }: Site): Promise<string[]> {
  const [tested, approved] = await Promise.all([store.inbox.testQuestions(id), store.sites.approved(id)]);
  return [...tested, ...approved].map(({ question }) => question);
}
