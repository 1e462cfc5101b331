/** What an answered question was like, so that a policy can be judged by what was. No text beyond the question. */
export interface AskedQuestion {
  /** Of its exchange: it is deleted with it, whoever deletes that. */
  readonly id: string;
  /** The site whose visitor asked; null is the owner. */
  readonly site: string | null;
  readonly askedAt: string;
  readonly question: string;
  /** Ids of the documents whose text the answer was made of. */
  readonly documents: readonly string[];
  /** `local`, `quote` or `remote:<id>`. */
  readonly place: string;
  /** Read and written; estimated where the documents were quoted. */
  readonly promptTokens: number; readonly completionTokens: number;
  /** What it would have waited for the model here when it came. */
  readonly waitSeconds: number;
  /** The model here could not read so much. */
  readonly tooLong: boolean;
  /** Whether the documents support what the model here wrote; null where it wrote nothing. */
  readonly supported: boolean | null;
}

export interface AskedStore {
  add(question: AskedQuestion): void;
  /** The oldest first. */
  since(time: string): AskedQuestion[];
}
