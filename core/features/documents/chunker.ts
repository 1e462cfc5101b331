import type { Block, Extraction } from '../../contract/index.ts';
import type { Chunk } from '../../ports/chunk-index.ts';
import { passageTokens } from '../../shared/text/passage-tokens.ts';
import { splitSentences } from '../../shared/text/sentences.ts';
import { withoutExtension } from '../../shared/text/file-name.ts';

/**
 * Largest passage, in columns: a CJK character counts 2, others 1. 1,600 keeps a paragraph of a book or an
 * encyclopaedia in one piece, so that a question about it finds all of it.
 */
const maxWidth = 1600;
/** Paragraphs under one heading are put together up to this, so that a short one keeps its neighbours. */
const targetWidth = 900;
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

const widthOf = (text: string): number => text.length + (text.match(wide)?.length ?? 0);

interface Span { start: number; end: number; width: number; page: number | undefined; heading: string; header: string; row: boolean }

/** A passage of a document. Its text is exactly the document text from `start` to `end`. */
export interface Passage {
  readonly ordinal: number;
  readonly text: string;
  readonly page: number | null;
  readonly heading: string | null;
  /** Column names, of the rows of a table. */
  readonly header: string;
  readonly start: number;
  readonly end: number;
}

/** Cuts a document into passages: by structure first (a page, a heading or a table ends a passage), by size second. */
export function passagesOf({ blocks }: Pick<Extraction, 'blocks'>): Passage[] {
  const text = blocks.map((block) => block.text).join('\n');
  return joinSpans(spansOf(blocks, text)).map(({ start, end, page, heading, header }, ordinal) => (
    { ordinal, text: text.slice(start, end), page: page ?? null, heading: heading === '' ? null : heading, header, start, end }
  ));
}

/** The passages of a document as they are indexed. */
export function chunkDocument(document: { id: string; name: string; version: number }, extraction: Extraction): Chunk[] {
  const about = documentAbout(document.name, extraction);
  return passagesOf(extraction).map(({ header, ...passage }) => (
    { id: `${document.id}:${document.version}:${passage.ordinal}`, document: document.id, tokens: passageTokens({ about, header, ...passage }).join(' '), ...passage }
  ));
}

/** What of a document all its passages are found by. */
export const documentAbout = (name: string, { title = '' }: Pick<Extraction, 'title'>): string => [withoutExtension(name), title].join('\n');

/** One span for each block, or several where a block is too long, with the headings it stands under. */
function spansOf(blocks: readonly Block[], text: string): Span[] {
  const headings: { level: number; text: string }[] = [];
  const spans: Span[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading') {
      const level = block.level ?? 1;
      while ((headings.at(-1)?.level ?? 0) >= level) headings.pop();
      headings.push({ level, text: block.text });
    }
    const about = {
      page: block.page,
      heading: headings.map((heading) => heading.text).join(' › '),
      header: block.header?.join(' | ') ?? '',
      row: block.kind === 'table-row',
    };
    for (const piece of pieces(text, block.start, block.end)) spans.push({ ...piece, ...about });
  }
  return spans;
}

/** Cuts a stretch at sentence ends so that no piece is wider than `maxWidth`; a longer sentence is cut hard. */
function pieces(text: string, start: number, end: number): { start: number; end: number; width: number }[] {
  const whole = text.slice(start, end);
  const width = widthOf(whole);
  if (width <= maxWidth) return [{ start, end, width }];
  const found: { start: number; end: number; width: number }[] = [];
  for (const sentence of splitSentences(whole)) {
    for (let from = sentence.start; from < sentence.end; from += maxWidth / 2) {
      const to = widthOf(sentence.text) <= maxWidth ? sentence.end : Math.min(sentence.end, from + maxWidth / 2);
      const piece = { start: start + from, end: start + to, width: widthOf(whole.slice(from, to)) };
      const last = found.at(-1);
      if (last && last.width + piece.width <= targetWidth) Object.assign(last, { end: piece.end, width: last.width + piece.width });
      else found.push(piece);
      if (to === sentence.end) break;
    }
  }
  return found;
}

/** Puts neighbours together while they share page, heading and table and stay under the target. */
function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    const together = last && last.page === span.page && last.row === span.row && last.header === span.header
      && (last.heading === span.heading || isHeadingOf(last, span)) && last.width + span.width <= targetWidth;
    if (together) Object.assign(last, { end: span.end, width: last.width + span.width, heading: span.heading });
    else joined.push({ ...span });
  }
  return joined;
}

/** A heading stands alone in a passage only when what follows would not fit with it. */
const isHeadingOf = (last: Span, span: Span): boolean => last.width < 200 && span.heading.startsWith(last.heading) && last.heading !== '';
