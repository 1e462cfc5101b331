/**
 * What an answer is for a gateway's process: turns at its one thread, and between them trips to the database. Who comes back from a trip waits behind the turns of others,
 * so answers slow each other down more than in a queue where each is served to its end; that is most of what a plain queue does not see.
 */
export const gatewayWork = {
  /** Statements that a question asks of the database, one after the other: two limits, whether it was answered before, its conversation, and what is kept of it (tested in gateway-trips.test.ts). */
  trips: 5,
  /** Before which turn passages are ranked and quoted, at a stretch; the others are short. The last trip keeps the answer. */
  rankingAfter: 4,
  /** Processor seconds of all turns but the ranking: connection, signature, reading and writing. Measured by `bench/gateway-replicas.ts`. */
  besideSeconds: 0.0023,
  /** That a durable commit takes a disk, beside any processor: 1–4 ms were measured. */
  commitSeconds: 0.0025,
} as const;
