import type { Answer, AnswerEvent, Citation, Exchange, RouteStep } from '../../contract/index.ts';
import type { GenerateRequest, LanguageModel, Priority, Usage } from '../../ports/language-model.ts';
import { splitSentences } from '../../shared/text/sentences.ts';
import { ThoughtSplitter } from '../../shared/text/thoughts.ts';
import type { Found, RankedChunk, Search } from '../search/index.ts';
import { scriptOf } from '../../shared/text/script.ts';
import { declined, declines } from './declined.ts';
import { buildPrompt } from './prompt.ts';
import { documentsOf } from './provenance.ts';
import { supportOf } from './support.ts';

/** Tokens of passages at most: more make an answer slower and hardly better. */
const promptTokens = 3000;
const longestAnswer = 700;
/** Tokens that an answer reads and writes at most. */
export const answerTokensAtMost = promptTokens + longestAnswer;
/** Share of a model's context that is kept for the answer where it reads little. */
const answerShare = 1 / 4;
/** Passages that a model is shown at most. */
export const passagesAtMost = 6;
/** Passages offered when nothing answers. */
const offered = 3;

export interface ModelAnswerOptions {
  readonly model: LanguageModel;
  readonly question: string;
  readonly understoodAs: string | undefined;
  readonly found: Found;
  readonly search: Pick<Search, 'nameOf' | 'toHit'>;
  /** The owner's own, after the rules. */
  readonly instructions?: string | undefined;
  readonly before: readonly Exchange[];
  /** Whether nothing of a document may leave this computer. */
  readonly isPrivate?: ((document: string) => boolean) | undefined;
  /** Whose visitor asks; null is the owner. */
  readonly site: string | null;
  readonly priority: Priority;
  readonly startedAt: number;
  readonly signal: AbortSignal | undefined;
}

/** An answer in the making: what has been written can be had at any time. */
export class ModelAnswer {
  readonly #options: ModelAnswerOptions;
  #text = '';
  #thoughts = '';
  #used: readonly RankedChunk[] = [];
  #usage: Usage | undefined;
  #waitMs = 0;
  readonly #route: RouteStep[] = [];

  constructor(options: ModelAnswerOptions) {
    this.#options = options;
  }

  get begun(): boolean { return this.#text.trim() !== ''; }
  /** Whether it was to be had from more than one place, and where it was looked for. */
  get routed(): boolean { return this.#route.length > 0; }
  get route(): readonly RouteStep[] { return this.#route; }
  /** What it cost; undefined until the model has ended. */
  get usage(): Usage | undefined { return this.#usage; }

  /** Streams the model's words. @throws SproutError of the model; AbortError. */
  async* write(): AsyncGenerator<AnswerEvent> {
    const { model, question, understoodAs, found, search, before, site, priority, signal, instructions } = this.#options;
    const answerTokens = Math.min(longestAnswer, Math.floor(model.contextLength * answerShare));
    const promptOf = (passages: readonly RankedChunk[], said: readonly Exchange[]): ReturnType<typeof buildPrompt> => buildPrompt({
      question: understoodAs === undefined ? question : `${question}\n(${understoodAs})`, passages, before: said, instructions,
      nameOf: (document) => search.nameOf(document), budget: Math.min(promptTokens, model.contextLength - answerTokens), countTokens: (text) => model.countTokens(text),
    });
    const { messages, used } = await promptOf(found.chunks.slice(0, passagesAtMost), before);
    this.#used = used;
    const outward = await this.#outward(promptOf);
    let splitter = new ThoughtSplitter();
    const askedAt = performance.now();
    const provenance = { documents: documentsOf(before, used.map(({ chunk }) => chunk.document)), site, purpose: 'answer' as const };
    for await (const event of model.generate({ messages, maxTokens: answerTokens, priority, provenance, ...(outward ? { elsewhere: outward.request } : {}), supported: (text) => this.#supported(text), ...(signal ? { signal } : {}) })) {
      if (event.type === 'queued') {
        this.#waitMs = performance.now() - askedAt;
        yield { type: 'queued', place: event.place };
      } else if (event.type === 'route') {
        this.#route.push(event.step);
        if (event.step.outcome !== 'asked') continue;
        // It begins anew there.
        splitter = new ThoughtSplitter();
        this.#text = '';
        this.#thoughts = '';
        this.#used = outward && event.step.place !== 'local' ? outward.used : used;
        yield { type: 'route', step: event.step };
      } else {
        if (event.type === 'end') this.#usage = event.usage;
        yield* this.#take(event.type === 'text' ? splitter.push(event.text) : splitter.end());
      }
    }
  }

  /**
   * The prompt without private documents, where it would hold some. Undefined where there are none, and where the question rests on them: when the best passage
   * is private, or when it was completed from an answer that read private ones.
   */
  async #outward(promptOf: (passages: readonly RankedChunk[], said: readonly Exchange[]) => ReturnType<typeof buildPrompt>): Promise<{ request: NonNullable<GenerateRequest['elsewhere']>; used: readonly RankedChunk[] } | undefined> {
    const { found, before, understoodAs, site, isPrivate = () => false } = this.#options;
    const open = (exchange: Exchange): boolean => !documentsOf([exchange]).some(isPrivate);
    const passages = found.chunks.slice(0, passagesAtMost);
    const mayLeave = passages.filter(({ chunk }) => !isPrivate(chunk.document));
    const said = before.filter(open);
    const [best] = passages;
    const last = before.at(-1);
    if (mayLeave.length === passages.length && said.length === before.length) return undefined;
    if (!best || mayLeave[0] !== best || (understoodAs !== undefined && last && !open(last))) return undefined;
    const { messages, used } = await promptOf(mayLeave, said);
    return { request: { messages, provenance: { documents: documentsOf(said, used.map(({ chunk }) => chunk.document)), site, purpose: 'answer' } }, used };
  }

  /** Whether anything of a finished text is proven. One that says that nothing answers needs no proof. */
  #supported(written: string): boolean {
    const splitter = new ThoughtSplitter();
    const text = (splitter.push(written).text + splitter.end().text).trim();
    return text !== '' && (declines(text) || statementsOf(text).some((sentence) => supportOf(sentence, this.#used) !== undefined));
  }

  /** Where it comes from, for the receipt: the model here by its name, a place elsewhere by its id. */
  #place(): string {
    const last = this.#route.findLast(({ outcome }) => outcome === 'answered' || outcome === 'asked');
    return last === undefined ? this.#options.model.id : last.place === 'local' ? last.name : last.place;
  }

  *#take({ text, thought }: { text: string; thought: string }): Generator<AnswerEvent> {
    this.#thoughts += thought;
    this.#text += text;
    if (thought !== '') yield { type: 'thought-delta', text: thought };
    if (text !== '') yield { type: 'text-delta', text };
  }

  /** The answer as it stands: each sentence with the place that supports it, found by the program and not told by the model. */
  finish(stopped: boolean): Answer {
    const { question, understoodAs, found, search, startedAt } = this.#options;
    const totalMs = performance.now() - startedAt;
    const text = this.#text.trim();
    const base = {
      model: this.#place(), timings: { searchMs: found.ms, answerMs: totalMs - found.ms, totalMs },
      ...(understoodAs === undefined ? {} : { understoodAs }), ...(this.#thoughts.trim() === '' ? {} : { thoughts: this.#thoughts.trim() }), ...(stopped ? { stopped: true } : {}),
      ...(this.#used.length > 0 ? { shown: [...new Set(this.#used.map(({ chunk }) => chunk.document))] } : {}), ...(this.#route.length > 0 ? { route: this.#route } : {}),
      ...(this.#usage ? { usage: { promptTokens: this.#usage.promptTokens, completionTokens: this.#usage.completionTokens, waitMs: this.#waitMs } } : {}),
    };
    const nearest = found.chunks.slice(0, offered).map(search.toHit);
    if (text === '' || declines(text)) {
      return { ...base, answer: text === '' ? declined[scriptOf(question)] : text, sentences: [], citations: [], answered: false, nearest };
    }
    const citations: Citation[] = [];
    const sentences = statementsOf(text).map((sentence) => {
      const support = supportOf(sentence, this.#used);
      if (!support) return { text: sentence, citations: [] };
      const { passage: { chunk }, start, end } = support;
      const known = citations.find((citation) => citation.document === chunk.document && citation.start === start && citation.end === end);
      const n = known?.n ?? citations.push({
        n: citations.length + 1, document: chunk.document, name: search.nameOf(chunk.document), quote: support.text, start, end, ...(chunk.page === null ? {} : { page: chunk.page }),
      });
      return { text: sentence, citations: [n] };
    });
    // Nothing of it is proven: the reader is shown where to look instead.
    return { ...base, answer: text, sentences, citations, answered: true, ...(citations.length === 0 ? { nearest } : {}) };
  }
}

/**
 * The parts of an answer that can be proved or not, as slices in order. "Yes." and "1." say nothing alone, and "The prices are:" announces:
 * they go with what follows.
 */
function statementsOf(text: string): string[] {
  const parts: { start: number; end: number }[] = [];
  let begin: number | undefined;
  for (const sentence of splitSentences(text)) {
    begin ??= sentence.start;
    if (/[:：]\W*$/u.test(sentence.text) || sentence.text.replace(/[^\p{L}\p{N}]/gu, '').length < shortest) continue;
    parts.push({ start: begin, end: sentence.end });
    begin = undefined;
  }
  if (begin !== undefined) {
    const last = parts.at(-1);
    if (last) last.end = text.length;
    else parts.push({ start: begin, end: text.length });
  }
  return parts.map(({ start, end }) => text.slice(start, end));
}

const shortest = 4;
