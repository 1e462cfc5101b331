/** What the machine is doing, so that a training can wait for a better time. Null is what it does not tell. */
export interface MachineState {
  now(): Promise<{ readonly onBattery: boolean | null; /** How long the battery lasts at what is drawn now; null on mains too. */ readonly batteryMinutes: number | null; /** 0–1 over the last minute, of all cores. */ readonly load: number | null; /** Of the hottest sensor, in degrees Celsius. */ readonly temperature: number | null; /** Minutes since a person touched it. */ readonly idleMinutes: number | null; /** Local time, 0–23. */ readonly hour: number }>;
}
