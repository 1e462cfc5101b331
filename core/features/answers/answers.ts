import { SproutError, type Answer, type AnswerEvent, type Evaluation, type Exchange, type TestQuestion } from '../../contract/index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { Search } from '../search/index.ts';
import { buildAnswer } from './build-answer.ts';
import { createConversations, type Conversations } from './conversations.ts';
import { evaluateQuestions } from './evaluate.ts';
import { completed } from './follow-up.ts';
import { quote, type Quote } from './quote.ts';

export interface AskRequest { readonly question: string; readonly conversation?: string; readonly model?: string; readonly signal?: AbortSignal }

export interface Answers {
  /** Streams the answer and keeps the exchange. @throws SproutError question-empty, conversation-not-found, model-not-found. */
  ask(request: AskRequest): AsyncIterable<AnswerEvent>;
  /** One answer outside any conversation; nothing is kept. */
  answerOnce(question: string, options?: { model?: string }): Promise<Answer>;
  evaluate(questions: readonly TestQuestion[]): Promise<Evaluation>;
  readonly conversations: Conversations;
}

/** Longest question that is read, in characters: a page. */
const longest = 4000;

export function createAnswers({ search, store, now = () => new Date(), id = () => crypto.randomUUID() }: { search: Search; store: WorkspaceStore; now?: () => Date; id?: () => string }): Answers {
  const conversations = createConversations(store);

  function checked(question: string, model: string | undefined): string {
    if (question.trim() === '') throw new SproutError('question-empty');
    if (model !== undefined && model !== 'quote') throw new SproutError('model-not-found', { id: model });
    return question.trim().slice(0, longest);
  }

  async function answer(question: string, before?: Exchange): Promise<Answer> {
    const startedAt = performance.now();
    const understoodAs = completed(question, before);
    const asked = understoodAs ?? question;
    const found = await search.rank(asked);
    return buildAnswer({ quotes: quote(found), found, search, question, understoodAs, startedAt, tableHeader });
  }

  function tableHeader({ passage: { chunk }, start }: Quote): string | undefined {
    const hash = store.documents.get(chunk.document)?.hash;
    const block = hash === undefined ? undefined : store.documents.extraction(hash)?.blocks.find((candidate) => candidate.start <= start && start < candidate.end);
    return block?.kind === 'table-row' && !block.isHeader ? block.header?.filter((name) => name !== '').join(' | ') : undefined;
  }

  return {
    conversations,
    async answerOnce(question, { model } = {}) {
      return answer(checked(question, model));
    },
    evaluate: (questions) => evaluateQuestions(questions, (question) => answer(checked(question, undefined))),
    async* ask({ question: given, conversation: known, model, signal }) {
      const question = checked(given, model);
      const before = known === undefined ? undefined : conversations.read(known).exchanges.at(-1);
      const conversation = known ?? id();
      const exchange = id();
      yield { type: 'answer-start', conversation, id: exchange };
      const made = await answer(question, before);
      signal?.throwIfAborted();
      store.transaction(() => {
        if (known === undefined) store.conversations.create(conversation, question.slice(0, 80));
        store.conversations.addExchange(conversation, { id: exchange, question, answer: made, files: citedFiles(made), askedAt: now().toISOString() });
      });
      yield { type: 'text-delta', text: made.answer };
      yield { type: 'answer-end', id: exchange, answer: made };
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
