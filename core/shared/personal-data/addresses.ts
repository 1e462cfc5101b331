import { chineseAddresses, type FoundAddress } from './chinese-addresses.ts';
import { latinAddresses } from './latin-addresses.ts';

/** Places of addresses, those that touch each other as one. `text` is half-width and simplified. */
export function addresses(text: string): FoundAddress[] {
  const joined: { start: number; end: number; sure: boolean }[] = [];
  const all = [...chineseAddresses(text), ...latinAddresses(text).map((span) => ({ ...span, sure: true }))];
  for (const { start, end, sure } of all.sort((left, right) => left.start - right.start)) {
    const last = joined.at(-1);
    if (last && start < last.end) {
      last.end = Math.max(last.end, end);
      last.sure ||= sure;
    } else joined.push({ start, end, sure });
  }
  return joined;
}
