import type { z } from 'zod';

/**
 * One operation of the API. Routes, the typed client and the OpenAPI page are all made from tables of these.
 * `params` fill `{name}` in the path; `query` and `body` are what the caller sends.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: `/api/${string}` | `/v1/${string}` | `/sites/${string}`;
  readonly summary: string;
  readonly query?: z.ZodObject;
  /** JSON body; `form` bodies are multipart and described in the summary. */
  readonly body?: z.ZodType;
  /** `json` unless said; `lines` is a stream of JSON objects, one a line, each of `response`. */
  readonly answers?: 'json' | 'lines' | 'file';
  readonly takes?: 'form';
  readonly response: z.ZodType;
  /** What each server-sent event holds, where the caller may ask for them instead of `response`. */
  readonly streams?: z.ZodType;
}
