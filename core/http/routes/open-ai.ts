import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { localeFrom, openAiEndpoints, SproutError, toOpenAiError, type ChatCompletionRequest, type EmbeddingRequest, type Locale } from '../../contract/index.ts';
import { endpointRoute } from '../endpoint-route.ts';
import { clientLeft } from '../problem-response.ts';
import { eventStream } from '../event-stream.ts';
import type { HttpFeatures } from '../http-features.ts';

/** Largest request, in MB: far more text than any model reads. */
const limit = 32;

/** `/v1/*`: for other programs, each with a key of its own. */
export function openAiRoutes({ programs, onBug }: Pick<HttpFeatures, 'programs' | 'onBug'>): Hono {
  const app = new Hono();
  app.onError((error, context) => {
    if (context.req.raw.signal.aborted) return new Response(null, { status: clientLeft });
    const { status, headers, body } = toOpenAiError(expected(error, onBug), localeOf(context));
    return Response.json(body, { status, headers });
  });
  app.use('/v1/*', async (context, next) => {
    await programs.keys.admit(/^Bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '')?.[1]);
    await next();
  });
  app.use('/v1/*', bodyLimit({ maxSize: limit * 1024 * 1024, onError: () => { throw new SproutError('file-too-large', { file: 'request', limit }); } }));

  endpointRoute(app, openAiEndpoints.listOpenAiModels, async () => ({ object: 'list', data: await programs.models() }));
  endpointRoute(app, openAiEndpoints.readOpenAiModel, ({ params }) => programs.model(params['model'] ?? ''));
  endpointRoute(app, openAiEndpoints.createEmbeddings, ({ body, signal }) => programs.embed(body as EmbeddingRequest, signal));
  endpointRoute(app, openAiEndpoints.createChatCompletion, async ({ body, context, signal }) => {
    const request = body as ChatCompletionRequest;
    // A signal of our own: who leaves a stream ends it, too.
    const left = new AbortController();
    const leave = (): void => { left.abort(); };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    const completion = await programs.complete(request, left.signal);
    if (request.stream !== true) return completion.whole();
    const locale = localeOf(context);
    return eventStream(completion.chunks(), { onLeave: leave, failure: (error) => (left.signal.aborted ? undefined : toOpenAiError(expected(error, onBug), locale).body) });
  });
  app.all('/v1/*', ({ req }) => { throw new SproutError('address-unknown', { method: req.method, path: req.path }); });
  return app;
}

const localeOf = (context: Context): Locale => localeFrom(context.req.header('accept-language'));

/** A bug becomes `internal`: its text stays in the log. */
function expected(error: unknown, onBug: (error: unknown) => void): SproutError {
  if (error instanceof SproutError) return error;
  onBug(error);
  return new SproutError('internal', {}, { cause: error });
}
