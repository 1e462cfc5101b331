import type { Block, Extraction } from '../../contract/index.ts';
import type { Chunk } from '../../ports/chunk-index.ts';
import { searchTokens } from '../../shared/text/analyse.ts';
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

/**
 * Cuts a document into passages: by structure first (a page, a heading or a table ends a passage), by size second.
 * A passage's text is exactly the document text from `start` to `end`.
 */
export function chunkDocument(document: { id: string; name: string; version: number }, extraction: Extraction): Chunk[] {
  const text = extraction.blocks.map((block) => block.text).join('\n');
  const subject = [withoutExtension(document.name), extraction.title ?? ''].join('\n');
  return joinSpans(spansOf(extraction.blocks, text)).map((span, ordinal) => {
    const passage = text.slice(span.start, span.end);
    return {
      id: `${document.id}:${document.version}:${ordinal}`,
      document: document.id,
      ordinal,
      text: passage,
      // The file's name and the table's header belong to what a passage is about, so they are searched with it.
      tokens: searchTokens([subject, span.heading, span.header, passage].filter((part) => part !== '').join('\n')).join(' '),
      page: span.page ?? null,
      heading: span.heading === '' ? null : span.heading,
      start: span.start,
      end: span.end,
    };
  });
}

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
