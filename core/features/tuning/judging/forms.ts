import { fold } from '../../../shared/text/fold.ts';

export type Form = Readonly<Record<string, unknown>>;

/** The JSON object of an answer, alone or in a code fence; undefined when there is none. */
export function formOf(text: string): Form | undefined {
  const plain = text.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/i, '$1');
  try {
    const value = JSON.parse(plain) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Form : undefined;
  } catch {
    return undefined;
  }
}

/** Same fields with the same values; the order of fields, spaces and width do not count. */
export const sameForm = (a: Form, b: Form): boolean => canonical(a) === canonical(b);

/**
 * 0–1: share of the wanted form's fields that hold exactly what is wanted, fields that are not wanted counting against it; 0 when it is no
 * JSON object.
 */
export function formScore(wanted: string, written: string): number {
  const want = formOf(wanted);
  const got = formOf(written);
  if (!want || !got) return 0;
  const fields = new Set([...Object.keys(want), ...Object.keys(got)]);
  if (fields.size === 0) return 1;
  return [...fields].filter((field) => field in want && field in got && canonical(want[field]) === canonical(got[field])).length / fields.size;
}

function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(fold(value).replaceAll(/\s+/g, ' ').trim());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
  return JSON.stringify(value);
}
