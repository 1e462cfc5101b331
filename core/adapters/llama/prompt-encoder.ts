import { SproutError } from '../../contract/index.ts';
import type { ChatMessage, Tool } from '../../ports/language-model.ts';
import type { EncodedExample } from '../../ports/model-runtime.ts';
import { ChatTemplate } from './chat-template.ts';
import type { Libllama, Pointer } from './libllama.ts';
import type { PromptPart } from './prompt-marks.ts';

/** Begins what a thinking model says to itself. */
export const thoughtMark = '<think>';

/** Turns conversations into a model's tokens, by its own chat template and vocabulary. */
export class PromptEncoder {
  readonly #lib: Libllama;
  readonly #model: Pointer;
  readonly #vocabulary: Pointer;
  readonly #file: string;
  readonly #bos: string;
  #template: ChatTemplate | undefined;

  /** @param file names the model in errors. */
  constructor(lib: Libllama, model: Pointer, file: string) {
    this.#lib = lib;
    this.#model = model;
    this.#vocabulary = lib.vocabulary(model);
    this.#file = file;
    this.#bos = this.#markText('bos');
  }

  get hasTemplate(): boolean { return this.#lib.chatTemplate(this.#model) !== undefined; }

  /**
   * What the model reads before it answers. `beginsThought`: the template opened the thought itself, and the model writes its end alone.
   * @throws SproutError model-unsupported.
   */
  prompt(messages: readonly ChatMessage[], tools?: readonly Tool[]): { tokens: Int32Array; beginsThought: boolean } {
    const parts = this.#render(messages, tools, true);
    const last = parts.at(-1);
    return { tokens: joined(this.#tokenize(parts)), beginsThought: last?.trusted === true && last.text.trimEnd().endsWith(thoughtMark) };
  }

  /**
   * A conversation that ends with the answer to be learnt: the prompt exactly as it is asked later, then the answer and the mark that ends
   * it, which are scored. Templates do not mark what the model itself writes, so the end mark is what the template puts after the answer.
   * @throws SproutError model-unsupported; input-invalid when the last message is not the assistant's.
   */
  example(messages: readonly ChatMessage[]): EncodedExample {
    const answer = messages.at(-1);
    if (answer?.role !== 'assistant') throw new SproutError('input-invalid', { reason: 'an example must end with the answer' });
    const prompt = this.prompt(messages.slice(0, -1)).tokens;
    const written = this.#lib.tokenize(this.#vocabulary, answer.content, false, false);
    const end = this.#endMarks(messages);
    const tokens = joined([prompt, written, end]);
    return { tokens, scored: new Uint8Array(tokens.length).fill(1, prompt.length) };
  }

  /** The tokens that end an answer, the last of which ends generation. */
  #endMarks(messages: readonly ChatMessage[]): Int32Array {
    const parts = this.#render(messages, undefined, false);
    const last = parts.findLastIndex(({ trusted }) => !trusted);
    const after = joined(parts.slice(last + 1).map(({ text }) => this.#lib.tokenize(this.#vocabulary, text, false, true)));
    const at = after.findIndex((token) => this.#lib.isEndOfGeneration(this.#vocabulary, token));
    if (at >= 0) return after.slice(0, at + 1);
    const eos = this.#lib.token(this.#vocabulary, 'eos');
    return eos < 0 ? after : Int32Array.of(eos);
  }

  #render(messages: readonly ChatMessage[], tools: readonly Tool[] | undefined, asks: boolean): PromptPart[] {
    try {
      this.#template ??= new ChatTemplate(this.#lib.chatTemplate(this.#model), { bos: this.#bos, eos: this.#markText('eos') });
      return this.#template.render(messages, tools, asks);
    } catch (error) {
      throw new SproutError('model-unsupported', { file: this.#file, kind: `chat template: ${error instanceof Error ? error.message : String(error)}` }, { cause: error });
    }
  }

  #tokenize(parts: readonly PromptPart[]): Int32Array[] {
    return parts.map(({ text, trusted }, at) => {
      // The template may write the beginning mark itself; there is one, not two.
      const begins = at === 0 && this.#bos !== '' && text.startsWith(this.#bos);
      return this.#lib.tokenize(this.#vocabulary, text, at === 0 && !begins, trusted);
    });
  }

  #markText(which: 'bos' | 'eos'): string {
    const token = this.#lib.token(this.#vocabulary, which);
    return token < 0 ? '' : Buffer.from(this.#lib.piece(this.#vocabulary, token, true)).toString();
  }
}

function joined(pieces: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const piece of pieces) { all.set(piece, from); from += piece.length; }
  return all;
}
