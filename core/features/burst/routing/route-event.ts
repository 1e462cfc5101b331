import type { Remote, RouteReason, RouteStep } from '../../../contract/index.ts';
import type { GenerateEvent } from '../../../ports/language-model.ts';

export type RouteEvent = Extract<GenerateEvent, { type: 'route' }>;

/** What happens with a place elsewhere. */
export const routeEvent = ({ id, name }: Pick<Remote, 'id' | 'name'>, outcome: RouteStep['outcome'], reason: RouteReason, code?: string): RouteEvent => (
  { type: 'route', step: { place: placeId(id), name, outcome, reason, ...(code === undefined ? {} : { code }) } }
);

/** As answers, rules and `--model` name a place. */
export const placeId = (remote: string): string => `remote:${remote}`;
