import type { Locale, Starter, TestQuestion } from '../../contract/index.ts';
import type { StarterSource } from '../../ports/starter-source.ts';

export interface Starters {
  list(): Promise<Starter[]>;
  /** Paths of the sample documents in a language. @throws SproutError starter-not-found. */
  documents(id: string, locale: Locale): Promise<string[]>;
  /** Test questions with the answers expected from the sample documents. */
  questions(id: string, locale: Locale): Promise<TestQuestion[]>;
}

export const createStarters = ({ source }: { source: StarterSource }): Starters => source;
