import type { TransferProgress } from '../../ports/model-hub.ts';
import { createSpeedMeter, type SpeedMeter } from './speed-meter.ts';

/** Tells the caller how far it is: when a stage begins and then at intervals, also when nothing comes, so that the speed falls. */
export interface ProgressReporter {
  begin(stage: TransferProgress['stage'], host: string, total: number, received: () => number): void;
  /** Bytes that just came in or were just checked. */
  add(bytes: number): void;
  stop(): void;
}

/** With one report at a stage's begin, never more than four a second. */
const intervalMs = 400;

export function createProgressReporter(onProgress: ((progress: TransferProgress) => void) | undefined): ProgressReporter {
  let meter: SpeedMeter = createSpeedMeter();
  let timer: NodeJS.Timeout | undefined;
  return {
    begin(stage, host, total, received) {
      clearInterval(timer);
      meter = createSpeedMeter();
      const report = (): void => { onProgress?.({ stage, received: received(), total, bytesPerSecond: meter.rate(), host }); };
      report();
      timer = setInterval(report, intervalMs);
    },
    add(bytes) { meter.add(bytes); },
    stop() { clearInterval(timer); },
  };
}
