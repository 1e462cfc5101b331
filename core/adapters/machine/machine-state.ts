import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import type { MachineState } from '../../ports/machine-state.ts';

interface Power { readonly onBattery: boolean | null; readonly batteryMinutes: number | null }
const untold: Power = { onBattery: null, batteryMinutes: null };
const mains: Power = { onBattery: false, batteryMinutes: null };

export interface MachineStateOptions {
  readonly platform?: NodeJS.Platform;
  /** Linux tells about batteries here. */
  readonly powerFolder?: string;
  /** Linux tells temperatures here. */
  readonly thermalFolder?: string;
  /** Runs a program of the system. @returns what it wrote; undefined when it failed. */
  readonly run?: (program: string, args: readonly string[]) => Promise<string | undefined>;
  readonly now?: () => Date;
}

/** Asks the system: Linux its power folder and session, macOS pmset and ioreg, Windows WMI. What it does not tell is null. */
export function createMachineState({ platform = process.platform, powerFolder = '/sys/class/power_supply', thermalFolder = '/sys/class/thermal', run = runProgram, now = () => new Date() }: MachineStateOptions = {}): MachineState {
  const readers: Partial<Record<NodeJS.Platform, { power: () => Promise<Power>; idle: () => Promise<number | null> }>> = {
    linux: { power: () => linuxPower(powerFolder), idle: async () => linuxIdle(await run('loginctl', ['show-session', 'auto', '-p', 'IdleHint', '-p', 'IdleSinceHint']), now()) },
    darwin: { power: async () => macPower(await run('pmset', ['-g', 'batt'])), idle: async () => macIdle(await run('ioreg', ['-c', 'IOHIDSystem', '-d', '4'])) },
    win32: { power: async () => windowsPower(await run('powershell', ['-NoProfile', '-Command', '$b = Get-CimInstance Win32_Battery | Select-Object -First 1; if ($b) { "$($b.BatteryStatus) $($b.EstimatedRunTime)" }'])), idle: () => Promise.resolve(null) },
  };
  return {
    async now() {
      const reader = readers[platform];
      const [power, idleMinutes, temperature] = await Promise.all([reader?.power() ?? untold, reader?.idle() ?? null, platform === 'linux' ? linuxTemperature(thermalFolder) : null]);
      // Windows has no load average and says 0.
      const load = platform === 'win32' ? null : Math.min(1, (loadavg()[0] ?? 0) / availableParallelism());
      return { ...power, idleMinutes, load, temperature, hour: now().getHours() };
    },
  };
}

/** A machine without a battery is never on it. */
async function linuxPower(folder: string): Promise<Power> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return untold;
  const supplies = await Promise.all(names.map(async (name) => {
    const fact = (file: string): Promise<string> => readFile(join(folder, name, file), 'utf8').then((text) => text.trim(), () => '');
    const number = async (file: string): Promise<number> => Number((await fact(file)) || NaN);
    // In microwatt(hour)s or microampere(hour)s, by the driver.
    const hours = [await number('energy_now') / await number('power_now'), await number('charge_now') / await number('current_now')].find((value) => Number.isFinite(value) && value >= 0);
    return { hours, type: await fact('type'), scope: await fact('scope'), online: await fact('online'), status: await fact('status') };
  }));
  // The battery of a mouse says nothing about the machine.
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  if (own.some(({ type, online }) => type !== 'Battery' && online === '1')) return mains;
  const drained = own.find(({ type, status }) => type === 'Battery' && status === 'Discharging');
  return drained ? { onBattery: true, batteryMinutes: drained.hours === undefined ? null : Math.round(drained.hours * 60) } : mains;
}

/** Of the hottest zone; files say thousandths of a degree. */
async function linuxTemperature(folder: string): Promise<number | null> {
  const zones = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('thermal_zone'));
  const read = await Promise.all(zones.map((zone) => readFile(join(folder, zone, 'temp'), 'utf8').then((text) => Number(text) / 1000, () => NaN)));
  const degrees = read.filter((value) => Number.isFinite(value) && value > 0 && value < 150);
  return degrees.length === 0 ? null : Math.max(...degrees);
}

function linuxIdle(text: string | undefined, now: Date): number | null {
  if (text === undefined || !text.includes('IdleHint=')) return null;
  if (!text.includes('IdleHint=yes')) return 0;
  const since = Number(/IdleSinceHint=(\d+)/.exec(text)?.[1] ?? NaN) / 1000;
  return Number.isFinite(since) && since > 0 ? Math.max(0, (now.getTime() - since) / 60_000) : null;
}

function macPower(text: string | undefined): Power {
  if (text === undefined) return untold;
  if (!text.includes("'Battery Power'")) return mains;
  // "(no estimate)" stands there for a minute after it was unplugged.
  const left = /(\d+):(\d\d) remaining/.exec(text);
  return { onBattery: true, batteryMinutes: left ? Number(left[1]) * 60 + Number(left[2]) : null };
}

/** HIDIdleTime is in nanoseconds. */
function macIdle(text: string | undefined): number | null {
  const nanoseconds = Number(/"HIDIdleTime"\s*=\s*(\d+)/.exec(text ?? '')?.[1] ?? NaN);
  return Number.isFinite(nanoseconds) ? nanoseconds / 60e9 : null;
}

/** Above this EstimatedRunTime means "unknown". Minutes. */
const longestRunTime = 7 * 24 * 60;

/** Win32_Battery: BatteryStatus 1 is discharging; EstimatedRunTime in minutes; nothing where there is no battery. */
function windowsPower(text: string | undefined): Power {
  if (text === undefined) return untold;
  const [status, minutes] = text.trim().split(' ');
  if (status !== '1') return mains;
  const left = Number(minutes ?? NaN);
  return { onBattery: true, batteryMinutes: Number.isFinite(left) && left > 0 && left < longestRunTime ? left : null };
}

const patienceMs = 5000;
function runProgram(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: patienceMs, windowsHide: true }, (error, stdout) => { resolve(error === null ? stdout : undefined); });
  });
}
