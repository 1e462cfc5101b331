import type { ScoredChunk } from '../../../ports/chunk-index.ts';
import { passageTokens } from '../../../shared/text/passage-tokens.ts';
import type { Manifest } from '../published/manifest.ts';
import type { PublishedPassage, TextFile } from '../published/texts.ts';

/** Passages that were read, by their numbers. */
export class PassageStore {
  /** Passages of each document, and the number of its first. */
  readonly #counts: readonly number[];
  readonly #firsts: number[] = [];
  readonly #documentOf: readonly number[];
  readonly #names: string[] = [];
  readonly #abouts: (readonly string[])[] = [];
  readonly #passages = new Map<number, PublishedPassage>();
  readonly #chunks = new Map<number, ScoredChunk>();

  constructor({ documents }: Pick<Manifest, 'documents'>) {
    this.#counts = documents;
    documents.reduce((first, count) => { this.#firsts.push(first); return first + count; }, 0);
    this.#documentOf = documents.flatMap((count, document) => new Array<number>(count).fill(document));
  }

  /** @param first number of the first of them. */
  hold(first: number, { documents, passages }: TextFile): void {
    for (const [document, { name, about }] of documents) { this.#names[document] = name; this.#abouts[document] = about; }
    for (const [at, passage] of passages.entries()) this.#passages.set(first + at, passage);
  }

  /** Whether all passages of these numbers are here. @param end past the last. */
  holds(first: number, end: number): boolean {
    for (let place = first; place < end; place += 1) if (!this.#passages.has(place)) return false;
    return true;
  }

  documentOf(place: number): number { return this.#documentOf[place] ?? 0; }

  nameOf(document: number): string { return this.#names[document] ?? ''; }

  /** '' of a passage that is not here. */
  headerOf(document: number, ordinal: number): string { return this.#passages.get((this.#firsts[document] ?? 0) + ordinal)?.header ?? ''; }

  passage(document: number, ordinal: number): ScoredChunk | undefined {
    const place = (this.#firsts[document] ?? 0) + ordinal;
    return ordinal >= 0 && ordinal < (this.#counts[document] ?? 0) && this.#passages.has(place) ? this.chunk(place) : undefined;
  }

  tokensOf(place: number): string[] {
    const passage = this.#passages.get(place);
    return passage ? passageTokens({ about: this.#abouts[this.documentOf(place)] ?? [], ...passage }) : [];
  }

  /** As a search gives it; with its place alone, if it is not here. */
  chunk(place: number): ScoredChunk {
    const known = this.#chunks.get(place);
    if (known) return known;
    const document = this.documentOf(place);
    const ordinal = place - (this.#firsts[document] ?? 0);
    const passage = this.#passages.get(place);
    const { text = '', heading = null, page = null, start = 0 } = passage ?? {};
    const chunk: ScoredChunk = { id: `${document}:${ordinal}`, document: String(document), ordinal, text, tokens: this.tokensOf(place).join(' '), page, heading, start, end: start + text.length, score: 0 };
    if (passage) this.#chunks.set(place, chunk);
    return chunk;
  }
}
