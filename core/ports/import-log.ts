/** Which bundle the stores of a cloud gateway hold. Implementations: a file beside SQLite, and PostgreSQL. */
export interface ImportLog {
  /** Digests of the bundles that were taken in whole, the newest first. */
  taken(): Promise<readonly string[]>;
  /** Durable when it resolves. The same digest again becomes the newest. */
  record(digest: string): Promise<void>;
  /** Runs work that no other gateway of the same stores does meanwhile. A process that dies in it keeps nobody out. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
}
