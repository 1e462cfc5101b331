/** Longer Latin words are cut to this many letters: "restore" and "restoration" are then one. */
const letters = 5;
const pattern = /[\u3400-\u9fff\uf900-\ufaff]|[\p{L}\p{N}]+/gu;

/** The smallest parts that carry meaning, of folded text: single CJK characters and beginnings of words. They find what whole terms miss. */
export function unitsOf(folded: string): string[] {
  return (folded.match(pattern) ?? []).map((unit) => (unit.length > letters && /^[a-z]/.test(unit) ? unit.slice(0, letters) : unit));
}

/** Folded text without spaces and punctuation. */
export function flatten(folded: string): string {
  return folded.replace(/[\s\p{P}]+/gu, '');
}

/** Length of the longest stretch that both texts hold. */
export function longestCommon(short: string, long: string): number {
  let best = 0;
  for (let at = 0; at + best < short.length; at += 1) while (at + best < short.length && long.includes(short.slice(at, at + best + 1))) best += 1;
  return best;
}

/** How much of the first text stands in the second in long pieces, 0–1: n characters in a row count n√n. */
export function commonBlocks(short: string, long: string): number {
  let sum = 0;
  for (let at = 0; at < short.length;) {
    let length = 0;
    while (at + length < short.length && long.includes(short.slice(at, at + length + 1))) length += 1;
    if (length > 1) sum += length * Math.sqrt(length);
    at += length > 1 ? length : 1;
  }
  return sum / Math.max(1, short.length ** 1.5);
}
