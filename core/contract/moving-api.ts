import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { exportedSchema, exportRequestSchema, inventorySchema, movePlanSchema, planRequestSchema, switchedSchema, verificationSchema, verifyEventSchema } from './moving.ts';

/** From this laptop to engines that scale: plan, export, proof, switch, and the way back. */
export const movingEndpoints = {
  readInventory: { method: 'GET', path: '/api/moving/inventory', summary: 'What there is, what moves and what stays', response: inventorySchema },
  startPlan: { method: 'GET', path: '/api/moving/plan', summary: 'A plan to start from: measured questions, known prices', response: planRequestSchema },
  makePlan: { method: 'POST', path: '/api/moving/plan', summary: 'What it takes and costs, from a simulated queue', body: planRequestSchema, response: movePlanSchema },
  exportMove: { method: 'POST', path: '/api/moving/exports', summary: 'Write the export; the folder is within the workspace', body: exportRequestSchema, response: exportedSchema },
  downloadExport: { method: 'GET', path: '/api/moving/exports/{target}/download', summary: 'The last export for a target as one zip file', answers: 'file', response: z.unknown() },
  verifyMove: { method: 'POST', path: '/api/moving/verify', summary: 'Ask the test questions here and there', body: z.object({ address: z.string().max(300), sites: z.array(z.string()).optional() }), answers: 'lines', response: verifyEventSchema },
  lastVerification: { method: 'GET', path: '/api/moving/verify', summary: 'The last proof', response: z.object({ verification: verificationSchema.nullable() }) },
  readSwitch: { method: 'GET', path: '/api/moving/switch/{site}', summary: 'Where a site is answered live, and where it was', response: switchedSchema },
  switchSite: { method: 'POST', path: '/api/moving/switch/{site}', summary: 'Answer a site from another address, once it proves to serve it; with null back to where it was', body: z.object({ address: z.string().max(300).nullable() }), response: switchedSchema },
} as const satisfies Record<string, Endpoint>;
