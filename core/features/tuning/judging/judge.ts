import type { RecipeMeasure, Verdict } from '../../../contract/index.ts';
import type { LanguageModel } from '../../../ports/language-model.ts';
import type { ModelFile } from '../../../ports/model-runtime.ts';
import type { Trainer, TrainingSequence } from '../../../ports/trainer.ts';
import { tunedId, type Models } from '../../models/index.ts';
import type { RunData, RunExample } from '../run-data.ts';
import { questionOf } from '../system-prompt.ts';
import type { StoredPair } from './blind.ts';
import type { Evidence } from './decide.ts';
import { generalQuestions } from './general-questions.data.ts';
import { measure } from './measure.ts';
import { writeAnswer } from './write-answer.ts';

export interface JudgeParts {
  readonly models: Pick<Models, 'chat' | 'encode'>;
  readonly trainer: Trainer;
  /** One answer from the documents by a model; absent where there are none. */
  readonly fromDocuments: ((question: string, model: string, signal?: AbortSignal) => Promise<string>) | undefined;
}

export interface Judged { readonly base: ModelFile; readonly name: string; readonly adapter: string; readonly data: RunData; readonly held: readonly TrainingSequence[]; readonly measure: RecipeMeasure; readonly answerTokens: number; /** Hidden examples that are asked. */ readonly questions: number }

/** Rise of the loss on general questions that is let pass: by so much of what it was, and at least so many nats. */
const forgetting = { share: 0.12, nats: 0.15 } as const;

/** Compares before and after on what was hidden. The adapter must be known to `models` by then. @throws SproutError of model or trainer; AbortError. */
export async function judge({ models, trainer, fromDocuments }: JudgeParts, run: Judged, signal?: AbortSignal): Promise<{ evidence: Omit<Evidence, 'judged'>; pairs: Omit<StoredPair, 'flipped'>[] }> {
  const { base, adapter, held, data } = run;
  const general = await models.encode(base.id, generalQuestions.map(([question, answer]) => ({ messages: [{ role: 'user', content: question }, { role: 'assistant', content: answer }] })), signal);
  const lossOf = (sequences: readonly TrainingSequence[], with_?: string): Promise<number> => (sequences.length === 0 ? Promise.resolve(0) : trainer.loss(base, with_, sequences, signal));
  const loss = { before: await lossOf(held), after: await lossOf(held, adapter), examples: held.length };
  const [before, after] = [await lossOf(general), await lossOf(general, adapter)];
  const limit = Math.max(forgetting.nats, before * forgetting.share);

  const asked = data.examples.filter(({ hidden }) => hidden).slice(0, run.questions);
  const prompt = await answersOf(await models.chat(base.id), asked, run, signal);
  const tuned = await answersOf(await models.chat(tunedId(base.id, run.name)), asked, run, signal);
  const documents = fromDocuments && (run.measure === 'style' || run.measure === 'facts') ? await each(asked, ({ question }) => fromDocuments(question, base.id, signal)) : undefined;
  const own = data.examples.map(({ answer }) => answer);
  const score = (written: readonly string[] | undefined): number | null => (written === undefined ? null : measure(run.measure, asked.map(({ answer }, at) => ({ wanted: answer, written: written[at] ?? '' })), own));
  return {
    evidence: {
      loss, forgetting: { before, after, limit, ok: after - before <= limit },
      measure: { kind: run.measure, prompt: score(prompt), documents: score(documents), tuned: score(tuned), examples: asked.length },
    } satisfies Omit<Verdict, 'decision' | 'reason' | 'sentence' | 'judged' | 'judgedAt'>,
    pairs: asked.map(({ id, question, answer }, at) => ({ id, question, wanted: answer, base: prompt[at] ?? '', tuned: tuned[at] ?? '' })),
  };
}

const answersOf = (model: LanguageModel, asked: readonly RunExample[], { data: { system }, answerTokens }: Judged, signal: AbortSignal | undefined): Promise<string[]> => (
  each(asked, (example) => writeAnswer(model, { messages: questionOf(system, example), maxTokens: answerTokens, signal }))
);

/** One after the other: on a laptop's processor many at once are no faster, and need more memory. */
async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<string>): Promise<string[]> {
  const results: string[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
