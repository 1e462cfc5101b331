import { readdir, readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { MachineVitals } from '../../ports/machine-vitals.ts';

export interface MachineVitalsOptions {
  readonly platform?: NodeJS.Platform;
  /** Linux tells of heat here. */
  readonly thermalFolder?: string;
  readonly loads?: () => readonly number[];
  /** Milliseconds that each core was idle, and in all. */
  readonly cores?: () => readonly { readonly idle: number; readonly all: number }[];
}

/** Names of the zones that are the processor's; others are of a battery, a radio, a disk. */
const processorZone = /x86_pkg_temp|cpu|soc|k10temp|coretemp|package|tctl/i;
const fewest = -20;
const most = 130;

/**
 * Load from the system's own average, or from the cores' times between two looks where it keeps none (Windows). Heat on Linux alone: macOS and Windows tell
 * it to administrators only.
 */
export function createMachineVitals({ platform = process.platform, thermalFolder = '/sys/class/thermal', loads = loadavg, cores = coreTimes }: MachineVitalsOptions = {}): MachineVitals {
  let before = cores();
  return {
    async now() {
      return { load: platform === 'win32' ? between() : (loads()[0] ?? 0) / Math.max(1, cores().length), temperature: platform === 'linux' ? await heat(thermalFolder) : null };
    },
  };

  /** Null where no time has passed. */
  function between(): number | null {
    const after = cores();
    const sum = (times: typeof after, key: 'idle' | 'all'): number => times.reduce((total, each) => total + each[key], 0);
    const all = sum(after, 'all') - sum(before, 'all');
    const load = all > 0 ? 1 - (sum(after, 'idle') - sum(before, 'idle')) / all : null;
    if (load !== null) before = after;
    return load === null ? null : Math.min(1, Math.max(0, load));
  }
}

function coreTimes(): { idle: number; all: number }[] {
  return cpus().map(({ times }) => ({ idle: times.idle, all: times.user + times.nice + times.sys + times.idle + times.irq }));
}

/** The hottest of the processor's zones; null in virtual machines, which have none. */
async function heat(folder: string): Promise<number | null> {
  const zones = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('thermal_zone'));
  const found = await Promise.all(zones.map(async (zone) => {
    const fact = (file: string): Promise<string> => readFile(join(folder, zone, file), 'utf8').then((text) => text.trim(), () => '');
    const [type, text] = [await fact('type'), await fact('temp')];
    const degrees = text === '' ? NaN : Number(text) / 1000;
    return processorZone.test(type) && degrees > fewest && degrees < most ? [degrees] : [];
  }));
  const all = found.flat();
  return all.length === 0 ? null : Math.max(...all);
}
