import { problemSchema } from '../../core/contract/problem.ts';

/** A failure that the server explained: a stable code, and a sentence in the owner's language. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Reads `{error:{code,message}}` or `{code,message}`; anything else becomes `internal` with the HTTP status. */
export function problemFrom(body: unknown, status: number): ApiProblem {
  const inner = typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
  const parsed = problemSchema.safeParse(inner);
  return parsed.success ? new ApiProblem(parsed.data.code, parsed.data.message) : new ApiProblem('internal', `HTTP ${status}`);
}
