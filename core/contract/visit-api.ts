import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { askLiveSchema, publicSiteSchema, visitEventSchema, visitItemSchema } from './visit.ts';

/**
 * The gateway's public routes. All but the first two want `authorization: Bearer <token>` of a visit, and an Origin that the site allows.
 * Beside them the gateway serves the published files: `/sprout.js`, the engine, `/sites/{site}/…`.
 */
export const visitEndpoints = {
  publicSite: { method: 'GET', path: '/sites/{site}/site.json', summary: 'How the widget of a site looks and where it finds answers', response: publicSiteSchema },
  /** `token` of an earlier visit keeps the visitor the same. */
  beginVisit: { method: 'POST', path: '/sites/{site}/visit', summary: 'Begin or renew a visit', body: z.object({ token: z.string().optional() }), response: z.object({ token: z.string(), /** Seconds. */ validFor: z.int() }) },
  askLive: { method: 'POST', path: '/sites/{site}/ask', summary: 'Ask; the answer is streamed', body: askLiveSchema, answers: 'lines', response: visitEventSchema },
  resumeAnswer: { method: 'GET', path: '/sites/{site}/answers/{id}', summary: 'Go on with an answer whose stream broke', query: z.object({ from: z.coerce.number().int().min(0).default(0) }), answers: 'lines', response: visitEventSchema },
  /** Delivered at least once by the widget, taken once by their ids. */
  deliver: { method: 'POST', path: '/sites/{site}/inbox', summary: 'Bring messages, ratings and questions to the inbox', body: z.object({ items: z.array(visitItemSchema).min(1).max(50) }), response: z.object({ received: z.array(z.string()) }) },
  forgetVisitor: { method: 'DELETE', path: '/sites/{site}/visit', summary: 'Delete all that is kept of this visitor', response: z.object({}) },
} as const satisfies Record<string, Endpoint>;
