import { z } from 'zod';
import { messages, type ProblemCode } from './problem-messages.ts';
import type { Locale } from './locale.ts';

/** An expected failure as it crosses a process: a stable code for programs, a sentence for people. */
export const problemSchema = z.object({
  code: z.string(),
  /** What happened, to which file, what to do now; in the caller's language. */
  message: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

/** Values that fill a message: `{file}`, `{limit}` … */
export type ProblemFields = Readonly<Record<string, string | number>>;

/** Writes the sentence for a code. An unfilled `{name}` stays visible, so that a test can find it. */
export function problemMessage(code: ProblemCode, fields: ProblemFields = {}, locale: Locale = 'en'): string {
  return messages[code][locale].replace(/\{(\w+)\}/g, (whole, name: string) => String(fields[name] ?? whole));
}

/**
 * An expected failure: bad input, a full disk, a file that cannot be read. Carries no stack for people to see.
 * A bug is any other Error; a cancellation is an AbortError.
 */
export class SproutError extends Error {
  override readonly name = 'SproutError';
  readonly code: ProblemCode;
  readonly fields: ProblemFields;

  constructor(code: ProblemCode, fields: ProblemFields = {}, options?: { cause?: unknown }) {
    super(problemMessage(code, fields), options);
    this.code = code;
    this.fields = fields;
  }

  toProblem(locale: Locale): Problem {
    return { code: this.code, message: problemMessage(this.code, this.fields, locale) };
  }
}
