import { z } from 'zod';
import { budgetSettingsSchema, budgetStateSchema } from './budget.ts';
import { crossingCheckSchema, crossingDetailSchema, crossingLineSchema, guardPreviewSchema, guardSettingsSchema } from './crossing.ts';
import type { Endpoint } from './endpoint.ts';

/** What may leave this computer, for how much, and what did. */
export const guardEndpoints = {
  readBudget: { method: 'GET', path: '/api/budget', summary: 'Caps, what is spent, and what the month will come to', response: budgetStateSchema },
  updateBudget: { method: 'PATCH', path: '/api/budget', summary: 'Change currency, rates and caps; in another currency, what was spent is converted, and without a rate between the two nothing is changed', body: budgetSettingsSchema.partial(), response: budgetStateSchema },

  readGuard: { method: 'GET', path: '/api/guard', summary: 'What is masked besides what is found by itself', response: guardSettingsSchema },
  updateGuard: { method: 'PATCH', path: '/api/guard', summary: 'Change the words that are always or never masked, and how long texts are kept', body: guardSettingsSchema.partial(), response: guardSettingsSchema },
  previewGuard: { method: 'POST', path: '/api/guard/preview', summary: 'What would leave of a text', body: z.object({ text: z.string().max(100_000) }), response: guardPreviewSchema },

  listCrossings: { method: 'GET', path: '/api/crossings', summary: 'What left this computer, newest first', query: z.object({ before: z.coerce.number().int().positive().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }), response: z.object({ crossings: z.array(crossingLineSchema) }) },
  checkCrossings: { method: 'GET', path: '/api/crossings/check', summary: 'Whether the log is whole', response: crossingCheckSchema },
  exportCrossings: { method: 'GET', path: '/api/crossings/export', summary: 'The log, one JSON object a line', answers: 'file', response: z.unknown() },
  readCrossing: { method: 'GET', path: '/api/crossings/{id}', summary: 'The exact text that left, and what came back', response: crossingDetailSchema },
} as const satisfies Record<string, Endpoint>;
