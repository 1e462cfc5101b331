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

/** A failure that is kept, with what fills its message: who reads of it later may want another language. */
export interface KeptProblem extends Problem { readonly fields: ProblemFields }

const isKept = (value: unknown): value is KeptProblem => typeof value === 'object' && value !== null && 'fields' in value && 'message' in value && 'code' in value && Object.hasOwn(messages, String(value.code));

/** A kept failure in another language; one of which only the sentence is known as it is. */
export function retold(problem: Problem, locale: Locale): Problem {
  return isKept(problem) ? { code: problem.code, message: problemMessage(problem.code as ProblemCode, problem.fields, locale) } : problem;
}

/** For `JSON.stringify`: all failures in a value are told in this language. */
export function retelling(locale: Locale): (key: string, value: unknown) => unknown {
  return (_, value) => (isKept(value) ? retold(value, locale) : value);
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

  /** For what is stored, and for what is held for whoever asks. @param locale of those who read it as it is. */
  toKept(locale: Locale): KeptProblem {
    return { ...this.toProblem(locale), fields: this.fields };
  }
}
