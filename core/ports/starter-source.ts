import type { Locale, Starter, TestQuestion } from '../contract/index.ts';

/** Sample shops as data. Implementation: the `templates/` folder. */
export interface StarterSource {
  list(): Promise<Starter[]>;
  /** Absolute paths of the sample documents. @throws SproutError starter-not-found. */
  documents(id: string, locale: Locale): Promise<string[]>;
  questions(id: string, locale: Locale): Promise<TestQuestion[]>;
}
