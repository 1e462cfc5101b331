export { createMoving } from './moving.ts';
export type { Moving, MovingOptions, VerifyCall } from './moving.ts';
export type { AskedQuestion } from './proof/verify.ts';
export { makePlan, simulateGateway } from './plan/make-plan.ts';
