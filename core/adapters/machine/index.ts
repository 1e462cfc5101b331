export { createMachineState } from './machine-state.ts';
