import type { SampleAnswer } from '../../contract/index.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import { writeAnswer } from './judging/write-answer.ts';
import type { RunData } from './run-data.ts';
import { questionOf } from './system-prompt.ts';

export interface SampleParts {
  readonly data: RunData;
  readonly answerTokens: number;
  /** The base model; loads it where needed. */
  readonly chat: () => Promise<LanguageModel>;
  readonly onSample: (sample: SampleAnswer) => void;
  /** No answers can be shown, which does not keep the model from learning. */
  readonly onProblem: (error: unknown) => void;
  readonly discard: (adapter: string) => Promise<void>;
}

/** Questions that are asked each time. */
const asked = 2;
/** A glance, not a judgement: the training waits for none of it, and shares the processor. */
const longestSample = 80;

/** Shows how a model answers while it learns: asks the base with the adapter as it is so far. */
export class SampleAnswers {
  readonly #parts: SampleParts;
  readonly #ending = new AbortController();
  #work = Promise.resolve();
  #busy = false;

  constructor(parts: SampleParts) { this.#parts = parts; }

  /** Asks with the adapter at `path`, then deletes it; while one is being asked, later ones are passed over. */
  take(step: number, path: string): void {
    if (this.#busy) { void this.#parts.discard(path).catch(this.#parts.onProblem); return; }
    this.#busy = true;
    this.#work = this.#ask(step, path);
  }

  /** Ends what is being asked, so that nothing of it goes on beside the verdict. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#work;
  }

  async #ask(step: number, path: string): Promise<void> {
    const { data: { system, examples }, answerTokens, chat, onSample, onProblem, discard } = this.#parts;
    const { signal } = this.#ending;
    try {
      const model = await chat();
      const hidden = examples.filter((example) => example.hidden);
      for (const { question, answer, ...rest } of (hidden.length > 0 ? hidden : examples).slice(0, asked)) {
        const messages = questionOf(system, { question, ...rest });
        const written = await writeAnswer(model, { messages, maxTokens: Math.min(answerTokens, longestSample), adapters: [{ path, scale: 1 }], signal });
        onSample({ step, question, wanted: answer, written });
      }
    } catch (error) {
      if (!signal.aborted) onProblem(error);
    } finally {
      this.#busy = false;
      await discard(path).catch(onProblem);
    }
  }
}
