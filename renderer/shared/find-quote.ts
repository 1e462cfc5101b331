/** The part of one text item that a quote covers, in UTF-16 code units of that item. */
export interface ItemRange { readonly item: number; readonly start: number; readonly end: number }

/** From–to in the page's letters, end exclusive. */
type Span = readonly [from: number, to: number];
interface Letters {
  readonly text: string;
  /** Where each letter stands: its item, and its place in it. */
  readonly places: readonly { readonly item: number; readonly at: number; readonly length: number }[];
}

/** A piece of a broken quote is trusted from this many letters on; a Chinese sign says as much as several Latin letters. */
const trusted = { latin: 10, cjk: 4 };
/** A quote counts as found when this share of its letters is. */
const enough = 0.6;

/**
 * Finds a quote in the text items of a PDF page. Letters and digits alone are compared: spaces, hyphens and marks are
 * where each PDF likes them. A quote that is not there in one run (a table row, a column or page break, a small
 * raised figure amid the words) is put together from its pieces.
 */
export function findQuote(items: readonly string[], quote: string): ItemRange[] {
  const page = lettersOf(items);
  const wanted = plain(quote);
  if (!wanted) return [];
  const at = page.text.indexOf(wanted);
  const spans: Span[] = at >= 0 ? [[at, at + wanted.length]] : quote.includes(' | ') ? cellSpans(page, items, quote.split(' | ').map(plain)) : pieceSpans(page.text, wanted);
  const found = spans.reduce((sum, [from, to]) => sum + to - from, 0);
  if (found < wanted.length * enough) return [];
  return spans.flatMap((span, index) => rangesOf(page, items, span, index === 0 && /^\p{P}/u.test(quote.trim()), index === spans.length - 1 && /\p{P}$/u.test(quote.trim())));
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function lettersOf(items: readonly string[]): Letters {
  const places: { item: number; at: number; length: number }[] = [];
  let text = '';
  items.forEach((whole, item) => {
    let at = 0;
    for (const sign of whole) {
      const letters = plain(sign);
      text += letters;
      for (let unit = 0; unit < letters.length; unit += 1) places.push({ item, at, length: sign.length });
      at += sign.length;
    }
  });
  return { text, places };
}

/** The longest pieces of the quote that the page holds, in order, each as near to the one before as can be. */
function pieceSpans(page: string, wanted: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  while (at < wanted.length) {
    let [low, high] = [0, wanted.length - at];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (page.includes(wanted.slice(at, at + middle))) low = middle;
      else high = middle - 1;
    }
    const piece = wanted.slice(at, at + low);
    if (low < (/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(piece) ? trusted.cjk : trusted.latin)) at += 1;
    else {
      const from = nearest(page, piece, spans.at(-1)?.[1] ?? 0);
      spans.push([from, from + low]);
      at += low;
    }
  }
  return spans;
}

/** The cells of a table row, which a PDF may hold in any order: those that lie closest together. */
function cellSpans(page: Letters, items: readonly string[], cells: readonly string[]): Span[] {
  const wanted = cells.filter((cell) => cell !== '');
  const anchor = wanted.toSorted((a, b) => b.length - a.length).find((cell) => page.text.includes(cell));
  if (anchor === undefined) return [];
  let best: Span[] = [];
  let bestScore = -Infinity;
  for (const start of occurrences(page, items, anchor)) {
    const spans = wanted.flatMap((cell): Span[] => {
      const from = cell === anchor ? start : occurrences(page, items, cell).toSorted((a, b) => Math.abs(a - start) - Math.abs(b - start))[0];
      return from === undefined ? [] : [[from, from + cell.length]];
    });
    const letters = spans.reduce((sum, [from, to]) => sum + to - from, 0);
    const spread = Math.max(...spans.map(([, to]) => to)) - Math.min(...spans.map(([from]) => from));
    if (letters * 1000 - spread > bestScore) [best, bestScore] = [spans, letters * 1000 - spread];
  }
  return best.toSorted(([a], [b]) => a - b);
}

/** Where a cell's text stands. A short one ("9") must be a word of its own, or it would be found in any number. */
function occurrences({ text, places }: Letters, items: readonly string[], cell: string): number[] {
  const found: number[] = [];
  const letterAt = (item: number, at: number): boolean => /[\p{L}\p{N}]/u.test(items[item]?.slice(at, at + 1) ?? '');
  for (let at = text.indexOf(cell); at >= 0 && found.length < 50; at = text.indexOf(cell, at + 1)) {
    const first = places[at];
    const last = places[at + cell.length - 1];
    const alone = first && last && !letterAt(first.item, first.at - 1) && !letterAt(last.item, last.at + last.length);
    if (cell.length > 3 || alone) found.push(at);
  }
  return found;
}

function nearest(page: string, piece: string, to: number): number {
  const after = page.indexOf(piece, to);
  const before = page.lastIndexOf(piece, to);
  return after >= 0 && (before < 0 || after - to <= to - before) ? after : before;
}

/** The items that a span runs over; at its ends with the marks that the quote itself has there. */
function rangesOf({ places }: Letters, items: readonly string[], [from, to]: Span, markBefore: boolean, markAfter: boolean): ItemRange[] {
  const ranges = new Map<number, ItemRange>();
  for (const { item, at, length } of places.slice(from, to)) ranges.set(item, { item, start: ranges.get(item)?.start ?? at, end: at + length });
  const list = [...ranges.values()];
  return list.map(({ item, start, end }, index) => ({
    item,
    start: start - (markBefore && index === 0 ? (/\p{P}*$/u.exec(items[item]?.slice(0, start) ?? '')?.[0].length ?? 0) : 0),
    end: end + (markAfter && index === list.length - 1 ? (/^\p{P}*/u.exec(items[item]?.slice(end) ?? '')?.[0].length ?? 0) : 0),
  }));
}
