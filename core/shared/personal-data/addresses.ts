import { chineseAddresses } from './chinese-addresses.ts';
import type { Span } from './kinds.ts';
import { latinAddresses } from './latin-addresses.ts';

/** Places of addresses, those that touch each other as one. `text` is half-width and simplified. */
export function addresses(text: string): Span[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of [...chineseAddresses(text), ...latinAddresses(text)].sort((left, right) => left.start - right.start)) {
    const last = joined.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}
