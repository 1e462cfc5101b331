/**
 * Writing and reading plain data on a page that may have changed what every page has: old libraries put `toJSON` on Array.prototype, others
 * replace JSON.stringify or put names on Object.prototype. So writing calls nobody, and reading sees own fields only.
 */
const quoted = (text: string): string => `"${text.replace(/["\\\u0000-\u001f]/g, (character) => `\\u${(character.charCodeAt(0) + 0x1_0000).toString(16).slice(1)}`)}"`;

/** JSON of strings, finite numbers, booleans, null, arrays and plain objects; fields that are undefined are left out. */
export function writeJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  let written = '';
  for (const key of Object.keys(value)) {
    const inner = (value as { readonly [key: string]: unknown })[key];
    if (inner !== undefined) written += `${written && ','}${isList ? '' : `${quoted(key)}:`}${writeJson(inner)}`;
  }
  return isList ? `[${written}]` : `{${written}}`;
}

/** @returns undefined for what is no JSON. */
export function readJson(text: string): unknown {
  // Making an error costs a slow computer milliseconds.
  try { return text ? JSON.parse(text) : undefined; } catch { return undefined; }
}

const owns = Object.prototype.hasOwnProperty;

/** The field's value, undefined where `value` has no such field of its own. */
export const field = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null && owns.call(value, key) ? (value as { readonly [key: string]: unknown })[key] : undefined);

export const isText = (value: unknown): value is string => typeof value === 'string';

/** The text in a field, cut to `longest` characters; '' where there is none. */
export function textOf(value: unknown, key: string, longest = 500): string {
  const found = field(value, key);
  return isText(found) ? found.slice(0, longest) : '';
}

export function listOf(value: unknown, key: string): unknown[] {
  const found = field(value, key);
  return Array.isArray(found) ? found : [];
}

/** The whole number in a field if it is at least `least`. */
export function countOf(value: unknown, key: string, least = 1): number | undefined {
  const found = field(value, key);
  return Number.isSafeInteger(found) && (found as number) >= least ? found as number : undefined;
}

export function oneOf<T extends string>(value: unknown, key: string, choices: readonly T[]): T | undefined {
  const found = field(value, key);
  return choices.find((choice) => choice === found);
}

/** The same fields without a prototype, so that one that is left out is not found on what a page made of Object.prototype: by us, or by a function of the browser. */
export const bare = <T extends object>(fields: T): T => Object.assign(Object.create(null) as T, fields);
