export { createMachineState } from './machine-state.ts';
export { createMachineVitals } from './machine-vitals.ts';
