import { z } from 'zod';
import { problemSchema } from './problem.ts';

/** A key with which another program on this computer uses the models. The key itself is shown once, when it is made, and kept nowhere. */
export const programKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first characters, so that an owner can tell keys apart. */
  prefix: z.string(),
  /** ISO 8601, UTC. */
  madeAt: z.string(),
  /** To the minute; null until it was used. */
  lastUsedAt: z.string().nullable(),
});
export type ProgramKey = z.infer<typeof programKeySchema>;
export const madeKeySchema = programKeySchema.extend({ /** What the other program is given. */ key: z.string() });
export type MadeKey = z.infer<typeof madeKeySchema>;

/** The port of the desktop window for other programs; null where the shell has a port of its own (`sprout serve`). */
export const programPortSchema = z.object({
  open: z.boolean(),
  port: z.int(),
  /** `http://127.0.0.1:<port>/v1` while it is open. */
  address: z.string().nullable(),
  /** Why it could not be opened. */
  problem: problemSchema.optional(),
}).nullable();
export type ProgramPort = z.infer<typeof programPortSchema>;
