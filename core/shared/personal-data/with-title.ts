import { titles } from './chinese-names.data.ts';
import type { PersonalData } from './kinds.ts';

const behind = new RegExp(`^(?:${titles})`);
const before = /(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? $/;

/** A name as a person reads it: "王先生", "Mr Ortega". */
export function withTitle(text: string, found: PersonalData): PersonalData {
  const start = found.start - (before.exec(text.slice(Math.max(0, found.start - 6), found.start))?.[0].length ?? 0);
  const end = found.end + (behind.exec(text.slice(found.end, found.end + 6))?.[0].length ?? 0);
  return { ...found, start, end, text: text.slice(start, end) };
}
