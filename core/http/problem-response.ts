import { localeFrom, SproutError, type Locale, type ProblemCode } from '../contract/index.ts';

const statusOf: Partial<Record<ProblemCode, number>> = {
  'document-not-found': 404, 'conversation-not-found': 404, 'answer-not-found': 404, 'starter-not-found': 404, 'folder-not-found': 404, 'model-not-found': 404, 'key-not-found': 404,
  'recipe-not-found': 404, 'dataset-not-found': 404, 'example-not-found': 404, 'run-not-found': 404, 'adapter-missing': 404, 'run-busy': 409, 'run-state': 409, 'run-name': 409,
  'site-not-found': 404, 'site-version-not-found': 404, 'site-unpublished': 404, 'approved-not-found': 404, 'site-findings': 409, 'site-documents': 409, 'site-empty': 409,
  'exchange-not-found': 404, 'lead-not-found': 404, 'notification-not-found': 404, 'live-site-not-found': 404, 'notification-failed': 502,
  'export-none': 404, 'move-private': 409, 'move-changed': 409, 'move-unpublished': 409, 'bundle-site-differs': 409, 'switch-elsewhere': 409, 'switch-nowhere': 409, 'verify-unreachable': 502, 'verify-refused': 502,
  forbidden: 403, 'workspace-busy': 409, 'workspace-not-empty': 409, 'file-too-large': 413, 'disk-full': 507, internal: 500,
};

/** What a server answers whose client has left; nobody reads it. */
export const clientLeft = 499;

/** `{error: {code, message}}` in the caller's language. A bug becomes `internal`: its text stays in the log. */
export function problemResponse(error: unknown, acceptLanguage: string | null, onBug: (error: unknown) => void): Response {
  const locale: Locale = localeFrom(acceptLanguage);
  if (!(error instanceof SproutError)) onBug(error);
  const problem = error instanceof SproutError ? error : new SproutError('internal', {}, { cause: error });
  return Response.json({ error: problem.toProblem(locale) }, { status: statusOf[problem.code] ?? 400 });
}
