import { z } from 'zod';
import { documentSchema } from './document.ts';
import { downloadSchema } from './model.ts';
import { runSchema } from './training-run.ts';

/** What `GET /api/events` streams, one JSON object a line; a line without fields but `type:"ping"` keeps it open. */
export const coreEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('document-progress'), document: z.string(), name: z.string(), stage: z.enum(['reading', 'ocr', 'indexing']), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('document-changed'), document: documentSchema }),
  z.object({ type: z.literal('document-deleted'), document: z.string() }),
  /** The batch as a whole: how many files are done of how many, seconds left where they can be told. */
  z.object({ type: z.literal('import-progress'), done: z.int(), total: z.int(), failed: z.int(), secondsLeft: z.number().optional() }),
  z.object({ type: z.literal('download-progress'), download: downloadSchema }),
  /** Models were added, removed, chosen, loaded or unloaded, or a download ended: read the list again. */
  z.object({ type: z.literal('models-changed') }),
  /** Documents that can be found by meaning, of all. */
  z.object({ type: z.literal('meaning-progress'), done: z.int(), total: z.int() }),
  /** A training as it stands, without its curves, and the step it made last. */
  z.object({ type: z.literal('run-progress'), run: runSchema.omit({ losses: true, heldLosses: true }), loss: z.number().optional(), heldLoss: z.number().optional() }),
  /** A set of examples or the list of trainings changed: read it again. */
  z.object({ type: z.literal('tuning-changed') }),
  /** Making examples from documents: how many were looked at. */
  z.object({ type: z.literal('examples-progress'), dataset: z.string(), done: z.int(), total: z.int() }),
  /** A site, its publications or its approved answers changed: read them again. */
  z.object({ type: z.literal('sites-changed') }),
  /** Something new in a site's inbox, or dealt with: read it again. `lead` and `missed` are worth telling the owner of. */
  z.object({ type: z.literal('inbox-changed'), site: z.string(), what: z.enum(['lead', 'missed', 'other']) }),
  /** Places elsewhere, their health or the rules changed: read them again. */
  z.object({ type: z.literal('compute-changed') }),
  /** Something left this computer, or money was spent. `alert`: a share of a cap was passed just now. */
  z.object({ type: z.literal('budget-changed'), alert: z.object({ scope: z.enum(['total', 'remote', 'site']), id: z.string(), period: z.enum(['day', 'month']), share: z.number() }).nullable() }),
  z.object({ type: z.literal('index-progress'), done: z.int(), total: z.int() }),
]);
export type CoreEvent = z.infer<typeof coreEventSchema>;
