import type { ScoredChunk } from '../../core/ports/chunk-index.ts';
export declare const sharedData: string;
export declare const questionSets: readonly ["xquad-en", "xquad-zh", "cmrc2018", "drcd"];
export type QuestionSet = (typeof questionSets)[number];
export interface Passage {
    readonly id: string;
    readonly title: string;
    readonly text: string;
}
export interface Asked {
    readonly text: string;
    /** Ids of the passages that answer. */
    readonly gold: readonly string[];
    /** Right answers, as `squeeze` leaves them. */
    readonly answers: readonly string[];
}
export declare function loadPassages(set: QuestionSet): Passage[];
export declare function loadQuestions(set: QuestionSet): Asked[];
/** Width, case, variants and spaces do not make an answer wrong. */
export declare const squeeze: (text: string) => string;
/** Articles are halved, not questions: nothing of the checking half was seen in fitting. */
export declare function isFittingHalf({ gold }: Asked): boolean;
/** Full text in memory with LanceDB's BM25 (k1 1.2, b 0.75), so that ten thousand questions take minutes. */
export declare class FullText {
    #private;
    /** @param titled puts each passage under its title, as a document with a heading has it. */
    constructor(passages: readonly Passage[], titled: boolean);
    search(question: string, limit: number, without?: readonly string[]): ScoredChunk[];
}
