import { z } from 'zod';
import type { Locale } from './locale.ts';
import type { SproutError } from './problem.ts';
import type { ProblemCode } from './problem-messages.ts';

export const openAiErrorSchema = z.object({ error: z.object({ message: z.string(), type: z.string(), code: z.string(), param: z.string().nullable() }) });
export type OpenAiError = z.output<typeof openAiErrorSchema>;

interface Kind { readonly status: number; /** OpenAI's code, where programs look for one. */ readonly code?: string; readonly type?: string; readonly param?: string; readonly retryAfter?: number }

/** Seconds after which a place may be free, or a process back. */
const soon = 2;
const kinds: Partial<Record<ProblemCode, Kind>> = {
  'key-wrong': { status: 401, code: 'invalid_api_key' },
  forbidden: { status: 403, type: 'permission_error' },
  'address-unknown': { status: 404, code: 'unknown_url' },
  'model-not-found': { status: 404, code: 'model_not_found', param: 'model' },
  'model-role': { status: 400, param: 'model' },
  'prompt-too-long': { status: 400, code: 'context_length_exceeded', param: 'messages' },
  'file-too-large': { status: 413 },
  'model-busy': { status: 429, code: 'rate_limit_exceeded', type: 'rate_limit_error', retryAfter: soon },
  'model-none': { status: 503, type: 'server_error' },
  'model-crashed': { status: 503, type: 'server_error', retryAfter: soon },
  'model-too-large': { status: 503, type: 'server_error' },
  'model-damaged': { status: 503, type: 'server_error' },
  'model-unsupported': { status: 503, type: 'server_error' },
  'native-missing': { status: 503, type: 'server_error' },
  internal: { status: 500, type: 'server_error' },
};

/** A failure as OpenAI's clients read it. A field `param` of the error names the part of the request that is wrong. */
export function toOpenAiError(error: SproutError, locale: Locale): { status: number; headers: Record<string, string>; body: OpenAiError } {
  const { code, message } = error.toProblem(locale);
  const kind = kinds[error.code] ?? { status: 400 };
  const param = error.fields['param'] ?? kind.param ?? null;
  return {
    status: kind.status, headers: kind.retryAfter === undefined ? {} : { 'retry-after': String(kind.retryAfter) },
    body: { error: { message, type: kind.type ?? 'invalid_request_error', code: kind.code ?? code.replaceAll('-', '_'), param: param === null ? null : String(param) } },
  };
}
