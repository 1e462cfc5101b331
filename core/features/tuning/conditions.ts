import type { TrainingConditions, TrainingRun } from '../../contract/index.ts';
import type { MachineState } from '../../ports/machine-state.ts';

/** Minutes without a person that count as idle; the hours that are night. */
const idleMinutes = 5;
const nightBegins = 22;
const nightEnds = 7;

type Condition = NonNullable<TrainingRun['waitingFor']>[number];

/** The conditions that do not hold now. What the machine does not tell holds nothing up. */
export async function unmet(wanted: TrainingConditions, machine: MachineState): Promise<Condition[]> {
  if (!wanted.pluggedIn && !wanted.idle && !wanted.atNight) return [];
  const { onBattery, idleMinutes: idle, hour } = await machine.now();
  const waits: Condition[] = [];
  if (wanted.pluggedIn && onBattery === true) waits.push('pluggedIn');
  if (wanted.idle && idle !== null && idle < idleMinutes) waits.push('idle');
  if (wanted.atNight && hour < nightBegins && hour >= nightEnds) waits.push('atNight');
  return waits;
}
