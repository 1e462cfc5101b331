import { SproutError, type Answer, type AnswerEvent, type Evaluation, type Exchange, type TestQuestion } from '../../contract/index.ts';
import type { LanguageModel, Priority } from '../../ports/language-model.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { Search } from '../search/index.ts';
import { buildAnswer } from './build-answer.ts';
import { createConversations, type Conversations } from './conversations.ts';
import { evaluateQuestions } from './evaluate.ts';
import { completed } from './follow-up.ts';
import { ModelAnswer } from './model-answer.ts';
import type { Quote } from './quote.ts';
import { quoteAnswer } from './quote-answer.ts';
import { rewritten } from './rewrite.ts';

export interface AskRequest { readonly question: string; readonly conversation?: string; readonly model?: string; readonly priority?: Priority; readonly signal?: AbortSignal; /** False: an answer outside of conversations, which is not stored. */ readonly keep?: boolean }

/** The chat model in use, and the others on this machine. */
export interface ChatModels {
  /** Id of the model chosen; null is quote mode. */
  chosen(): string | null;
  /** Loads it where needed. @throws SproutError model-not-found, model-role, model-damaged, model-too-large. */
  get(id: string): Promise<LanguageModel>;
}

export interface Answers {
  /**
   * Streams the answer and keeps the exchange; leaving the stream keeps what was written until then.
   * @throws SproutError question-empty, conversation-not-found, and those of the model.
   */
  ask(request: AskRequest): AsyncIterable<AnswerEvent>;
  /** One answer outside any conversation; nothing is kept. */
  answerOnce(question: string, options?: { model?: string; signal?: AbortSignal }): Promise<Answer>;
  evaluate(questions: readonly TestQuestion[], options?: { model?: string; signal?: AbortSignal }): Promise<Evaluation>;
  readonly conversations: Conversations;
}

/** Longest question that is read, in characters: a page. */
const longest = 4000;
/** Word for word from the documents, with no model at all. */
const quoteMode = 'quote';

export interface AnswersOptions { readonly search: Search; readonly store: WorkspaceStore; readonly models?: ChatModels; /** Whether nothing of a document may leave this computer. */ readonly isPrivate?: (document: string) => boolean; readonly now?: () => Date; readonly id?: () => string }

export function createAnswers({ search, store, models, isPrivate, now = () => new Date(), id = () => crypto.randomUUID() }: AnswersOptions): Answers {
  const conversations = createConversations(store);

  function checked(question: string): string {
    if (question.trim() === '') throw new SproutError('question-empty');
    return question.trim().slice(0, longest);
  }

  async function modelFor(asked: string | undefined): Promise<LanguageModel | undefined> {
    const wanted = asked ?? models?.chosen() ?? quoteMode;
    if (wanted === quoteMode) return undefined;
    if (!models) throw new SproutError('model-not-found', { id: wanted });
    return models.get(wanted);
  }

  /** Quotes or writes; the last event carries the answer. @param draft is told of an answer that is being written. */
  async function* answer(question: string, request: Pick<AskRequest, 'model' | 'priority' | 'signal'>, before: readonly Exchange[], draft: (made: ModelAnswer) => void = () => undefined): AsyncGenerator<AnswerEvent | { type: 'made'; answer: Answer }> {
    const startedAt = performance.now();
    const model = await modelFor(request.model);
    const last = before.at(-1);
    if (!model) {
      yield* given(await quoteAnswer({ question, before: last, search, tableHeader }), request);
      return;
    }
    const followUp = completed(question, last);
    const understoodAs = followUp && last ? await rewritten(question, last, model, request) ?? followUp.text : followUp?.text;
    const found = await search.rank(understoodAs ?? question);
    request.signal?.throwIfAborted();
    if (found.chunks.length === 0) {
      yield* given(buildAnswer({ quotes: [], found, search, question, understoodAs, startedAt, tableHeader }), request);
      return;
    }
    const writing = new ModelAnswer({ model, question, understoodAs, found, search, before, site: null, isPrivate, startedAt, priority: request.priority ?? 'owner', signal: request.signal });
    draft(writing);
    try {
      yield* writing.write();
    } catch (error) {
      // It was to be had from several places, and from none: the documents still answer.
      if (!writing.routed || !(error instanceof SproutError)) throw error;
      const step = { place: 'quote', name: '', reason: 'nothing-else' } as const;
      yield { type: 'route', step: { ...step, outcome: 'asked' } };
      const quoted = await quoteAnswer({ question, before: last, search, tableHeader });
      yield* given({ ...quoted, route: [...writing.route, { ...step, outcome: 'answered', code: error.code }] }, request);
      return;
    }
    yield { type: 'made', answer: writing.finish(false) };
  }

  function* given(made: Answer, { signal }: Pick<AskRequest, 'signal'>): Generator<AnswerEvent | { type: 'made'; answer: Answer }> {
    signal?.throwIfAborted();
    yield { type: 'text-delta', text: made.answer };
    yield { type: 'made', answer: made };
  }

  async function answerOnce(question: string, options: { model?: string; signal?: AbortSignal } = {}): Promise<Answer> {
    for await (const event of answer(checked(question), options, [])) if (event.type === 'made') return event.answer;
    throw new Error('An answer ended without one.');
  }

  function tableHeader({ passage: { chunk }, start }: Quote): string | undefined {
    const hash = store.documents.get(chunk.document)?.hash;
    const block = hash === undefined ? undefined : store.documents.extraction(hash)?.blocks.find((candidate) => candidate.start <= start && start < candidate.end);
    return block?.kind === 'table-row' && !block.isHeader ? block.header?.filter((name) => name !== '').join(' | ') : undefined;
  }

  return {
    conversations, answerOnce,
    evaluate: (questions, options = {}) => evaluateQuestions(questions, (question) => answerOnce(question, options)),
    async* ask({ question: given, conversation: known, ...request }) {
      const question = checked(given);
      const before = known === undefined ? [] : conversations.read(known).exchanges;
      const conversation = known ?? id();
      const exchange = id();
      let writing: ModelAnswer | undefined;
      let kept = false;
      const keep = (made: Answer): void => {
        kept = true;
        if (request.keep === false) return;
        store.transaction(() => {
          if (known === undefined) store.conversations.create(conversation, question.slice(0, 80));
          store.conversations.addExchange(conversation, { id: exchange, question, answer: made, files: citedFiles(made), askedAt: now().toISOString() });
        });
      };
      yield { type: 'answer-start', conversation, id: exchange };
      try {
        for await (const event of answer(question, request, before, (made) => { writing = made; })) {
          if (event.type !== 'made') { yield event; continue; }
          request.signal?.throwIfAborted();
          keep(event.answer);
          yield { type: 'answer-end', id: exchange, answer: event.answer };
        }
      } finally {
        // Stopped, or the model died: what was written is worth keeping.
        if (!kept && writing?.begun === true) keep(writing.finish(true));
      }
    },
  };

  /** Which version of each cited file the answer was taken from: a receipt stays true when the file changes. */
  function citedFiles(made: Answer): Exchange['files'] {
    return Object.fromEntries(made.citations.flatMap(({ document }) => {
      const file = store.documents.get(document);
      return file ? [[document, { hash: file.hash, version: file.version }]] : [];
    }));
  }
}
