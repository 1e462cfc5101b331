export { processorSeconds } from './processor-seconds.ts';
export { createMachineState } from './machine-state.ts';
