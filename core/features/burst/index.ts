export { anyPlace, createBurst } from './burst.ts';
export type { Burst, BurstOptions } from './burst.ts';
export type { CrossingGate, CrossingResult, OpenCrossing, Outgoing } from './crossing-gate.ts';
export { presets } from './presets.data.ts';
