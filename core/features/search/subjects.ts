import type { DocumentStore } from '../../ports/workspace-store.ts';
import { indexTerms } from '../../shared/text/analyse.ts';
import { withoutExtension } from '../../shared/text/file-name.ts';

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
  readonly #documents: DocumentStore;
  readonly #termsOf = new Map<string, { text: string; terms: ReadonlySet<string> }>();
  #stale = true;

  /** @param onChange calls back after every change of the documents. */
  constructor(documents: DocumentStore, onChange: (listener: () => void) => void) {
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
    for (const { id, name, subject } of this.#documents.subjects()) {
      present.add(id);
      const text = `${withoutExtension(name)}\n${subject}`;
      if (this.#termsOf.get(id)?.text !== text) this.#termsOf.set(id, { text, terms: new Set(indexTerms(text)) });
    }
    for (const id of this.#termsOf.keys()) if (!present.has(id)) this.#termsOf.delete(id);
  }
}
