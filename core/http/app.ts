import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { endpoints, openAiEndpoints, SproutError } from '../contract/index.ts';
import { openApiDocument } from './open-api.ts';
import { clientLeft, problemResponse } from './problem-response.ts';
import { answerRoutes } from './routes/answers.ts';
import { burstRoutes } from './routes/burst.ts';
import { documentRoutes } from './routes/documents.ts';
import { guardRoutes } from './routes/guard.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { movingRoutes } from './routes/moving.ts';
import { modelRoutes } from './routes/models.ts';
import { siteRoutes } from './routes/sites.ts';
import { tuningRoutes } from './routes/tuning.ts';
import { openAiRoutes } from './routes/open-ai.ts';
import { programRoutes } from './routes/programs.ts';
import type { HttpFeatures } from './http-features.ts';
import { workspaceRoutes } from './routes/workspace.ts';

/** Largest upload, in MB: a book of scans passes, a film does not. */
const uploadLimit = 512;

/**
 * The one handler that every shell carries: `/api/*`, and `/v1/*` for other programs. Who may call the first is the shell's business
 * (loopback guard, protocol handler), the second wants a key; who asks what is checked here against the contract.
 */
export function createHttp(features: HttpFeatures): { fetch(request: Request): Promise<Response> } {
  const app = new Hono();
  app.use(secureHeaders());
  // Before the limit of uploads: nobody without a key has a body read.
  app.route('/', openAiRoutes(features));
  app.use(bodyLimit({ maxSize: uploadLimit * 1024 * 1024, onError: () => { throw new SproutError('file-too-large', { file: 'upload', limit: uploadLimit }); } }));
  app.onError((error, context) => {
    // What was stopped because its caller left is no bug.
    if (error.name === 'AbortError' && context.req.raw.signal.aborted) return new Response(null, { status: clientLeft });
    return problemResponse(error, context.req.header('accept-language') ?? null, features.onBug);
  });
  app.notFound((context) => context.json({ error: { code: 'not-found', message: `No such address: ${context.req.path}` } }, 404));
  documentRoutes(app, features);
  answerRoutes(app, features);
  modelRoutes(app, features);
  tuningRoutes(app, features);
  siteRoutes(app, features);
  programRoutes(app, features);
  inboxRoutes(app, features);
  burstRoutes(app, features);
  guardRoutes(app, features);
  movingRoutes(app, features);
  workspaceRoutes(app, features);
  app.get('/api/openapi.json', (context) => context.json(openApiDocument({ ...endpoints, ...openAiEndpoints }, features.version)));
  return { fetch: async (request) => app.fetch(request) };
}
