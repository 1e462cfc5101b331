/** How the machine is just now. Null is what the system does not tell. */
export interface MachineVitals {
  now(): Promise<{ /** Work for the processor over the last minute, 1 is all it can; more waits. */ readonly load: number | null; /** Of the processor, in degrees Celsius. */ readonly temperature: number | null }>;
}
