import type { Locale } from './locale.ts';
import type { VisitAnswer } from './visit.ts';

/** Reads a file of the published index by its path relative to the index' folder. @throws what a fetch throws; a missing file is an error. */
export type ReadPublished = (path: string) => Promise<Uint8Array>;

/** Answers a visitor from a published index alone: in the visitor's browser, and in the gateway, by the same code. */
export interface VisitEngine {
  /** Loads ahead what a question that is being typed will need. Never fails. */
  prepare(question: string): void;
  /** @param before earlier questions and answers of the conversation, the oldest first. @throws what reading throws. */
  answer(question: string, before: readonly { readonly question: string; readonly answer: VisitAnswer }[], locale: Locale): Promise<VisitAnswer>;
}

/** What the ES module named by `PublicSite.index.engine` exports: `openEngine`. */
export interface VisitEngineModule { openEngine(options: { readonly read: ReadPublished }): Promise<VisitEngine> }
