import type { Locale, VisitAnswer } from '../../contract/index.ts';

type Before = readonly { readonly question: string; readonly answer: VisitAnswer }[];

/** To the thread. */
export type EngineOrder =
  | { readonly type: 'answer'; readonly id: number; readonly question: string; readonly before: Before; readonly locale: Locale }
  /** What was read; null where reading failed. */
  | { readonly type: 'file'; readonly id: number; readonly bytes: Uint8Array | null };

/** From the thread. */
export type EngineReport =
  | { readonly type: 'ready' }
  | { readonly type: 'answered'; readonly id: number; readonly answer: VisitAnswer }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string }
  | { readonly type: 'read'; readonly id: number; readonly path: string };
