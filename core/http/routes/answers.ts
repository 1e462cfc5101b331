import type { Hono } from 'hono';
import { endpoints, SproutError, type AnswerEvent, type BodyOf, type Locale } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import type { HttpFeatures } from '../http-features.ts';
import { asFile } from './documents.ts';

type AnswerFeatures = Pick<HttpFeatures, 'search' | 'answers' | 'onBug'>;

export function answerRoutes(app: Hono, { search, answers, onBug }: AnswerFeatures): void {
  endpointRoute(app, endpoints.search, ({ query }) => search.find(query.q as string, { limit: query.limit as number }));
  endpointRoute(app, endpoints.ask, ({ body, locale, signal }) => {
    const request = body as { question: string; conversation?: string; model?: string; keep?: boolean };
    // Checked before the stream begins, so that a wrong request has a status of its own.
    if (request.question.trim() === '') throw new SproutError('question-empty');
    return withErrors(answers.ask({ ...request, signal }), { signal, locale, onBug });
  });
  endpointRoute(app, endpoints.evaluate, ({ body, signal }) => { const { questions, model } = body as BodyOf<'evaluate'>; return answers.evaluate(questions, { signal, ...(model === undefined ? {} : { model }) }); });
  endpointRoute(app, endpoints.listConversations, ({ query }) => ({ conversations: answers.conversations.list(query.q as string | undefined) }));
  endpointRoute(app, endpoints.readConversation, ({ params }) => answers.conversations.read(params.id ?? ''));
  endpointRoute(app, endpoints.renameConversation, ({ params, body }) => answers.conversations.rename(params.id ?? '', (body as { title: string }).title));
  endpointRoute(app, endpoints.deleteConversation, ({ params }) => answers.conversations.delete(params.id ?? ''));
  endpointRoute(app, endpoints.exportConversation, ({ params, query, locale }) => {
    const { name, markdown } = answers.conversations.export(params.id ?? '', (query.locale as Locale | undefined) ?? locale);
    return new Response(markdown, { headers: { ...asFile(name), 'content-type': 'text/markdown; charset=utf-8' } });
  });
  endpointRoute(app, endpoints.readExchange, ({ params }) => answers.conversations.exchange(params.id ?? ''));
}

/** A failure in mid-stream reaches the reader as the last event: the status line is long gone. */
async function* withErrors(events: AsyncIterable<AnswerEvent>, { signal, locale, onBug }: { signal: AbortSignal; locale: Locale; onBug: (error: unknown) => void }): AsyncGenerator<AnswerEvent> {
  try {
    yield* events;
  } catch (error) {
    // The reader has left: there is nobody to tell.
    if (signal.aborted) return;
    if (!(error instanceof SproutError)) onBug(error);
    const problem = error instanceof SproutError ? error : new SproutError('internal', {}, { cause: error });
    yield { type: 'error', error: problem.toProblem(locale) };
  }
}
