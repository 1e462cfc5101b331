import { indexTerms } from '../../shared/text/analyse.ts';
import { withoutExtension } from '../../shared/text/file-name.ts';
import type { Membership } from './read-passage.ts';

/** What a document is about as a whole: as texts, or as the terms of those where the texts are not at hand. */
export type Subject = { readonly id: string } & ({ readonly name: string; readonly subject: string } | { readonly terms: Membership });

/** Which documents a question names: "Amazon's second quarter" is asked of the reports that have both on their cover. */
export interface Named {
  /** 0–1: how much of what the question names this document is. */
  share(document: string): number;
  /** The documents with the greatest share; empty when those are too many to be a choice. */
  readonly documents: readonly string[];
}

/** Restricting a search to more documents than this costs more than it helps. */
const mostNamed = 500;

export class Subjects {
  readonly #documents: { subjects(): readonly Subject[] };
  readonly #termsOf = new Map<string, { text: string; terms: Membership }>();
  #stale = true;

  /** @param onChange calls back after every change of the documents. */
  constructor(documents: { subjects(): readonly Subject[] }, onChange: (listener: () => void) => void) {
    this.#documents = documents;
    onChange(() => { this.#stale = true; });
  }

  /** @returns undefined when the question names no document rather than another. */
  namedBy(terms: readonly string[]): Named | undefined {
    this.#refresh();
    const count = this.#termsOf.size;
    const weights = terms.flatMap((term): [string, number][] => {
      let holders = 0;
      for (const { terms: own } of this.#termsOf.values()) if (own.has(term)) holders += 1;
      return holders === 0 || holders === count ? [] : [[term, Math.log(count / holders)]];
    });
    const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
    if (total === 0) return undefined;
    const share = (document: string): number => {
      const own = this.#termsOf.get(document)?.terms;
      return own === undefined ? 0 : weights.reduce((sum, [term, weight]) => sum + (own.has(term) ? weight : 0), 0) / total;
    };
    const shares = [...this.#termsOf.keys()].map((document) => [document, share(document)] as const);
    const best = Math.max(...shares.map(([, value]) => value));
    const documents = shares.filter(([, value]) => value >= best - 1e-9).map(([document]) => document);
    return { share, documents: documents.length <= mostNamed && documents.length < count ? documents : [] };
  }

  #refresh(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const present = new Set<string>();
    for (const one of this.#documents.subjects()) {
      const { id } = one;
      present.add(id);
      if ('terms' in one) { this.#termsOf.set(id, { text: '', terms: one.terms }); continue; }
      const text = subjectText(one);
      if (this.#termsOf.get(id)?.text !== text) this.#termsOf.set(id, { text, terms: new Set(indexTerms(text)) });
    }
    for (const id of this.#termsOf.keys()) if (!present.has(id)) this.#termsOf.delete(id);
  }
}

/** What a question may name a document by. */
export const subjectText = ({ name, subject }: { readonly name: string; readonly subject: string }): string => `${withoutExtension(name)}\n${subject}`;
