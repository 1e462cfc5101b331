import { SproutError, type Locale, type ProblemCode } from '../../contract/index.ts';

const statusOf: Partial<Record<ProblemCode, number>> = {
  'origin-refused': 403, 'visit-missing': 401, 'visit-limited': 429, 'visit-busy': 503, 'body-too-large': 413, 'live-answer-not-found': 404, 'live-site-not-found': 404, 'address-unknown': 404, 'visit-failed': 500,
};

/** `{error: {code, message}, retryAfter?}`. Visitors learn nothing of this computer: a failure of ours is `visit-failed`, whatever it was. */
export function refusal(error: unknown, locale: Locale, onBug: (error: unknown) => void): Response {
  const shown = error instanceof SproutError && (statusOf[error.code] !== undefined || error.code === 'input-invalid' || error.code === 'question-empty');
  if (!shown) onBug(error);
  const problem = shown ? error : new SproutError('visit-failed', {}, { cause: error });
  const { seconds } = problem.fields;
  const wait = typeof seconds === 'number' ? seconds : undefined;
  return Response.json({ error: problem.toProblem(locale), ...(wait === undefined ? {} : { retryAfter: wait }) }, {
    status: statusOf[problem.code] ?? 400, headers: { 'cache-control': 'no-store', ...(wait === undefined ? {} : { 'retry-after': String(wait) }) },
  });
}
