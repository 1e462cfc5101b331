import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineState } from '../../ports/machine-state.ts';

export interface MachineStateOptions {
  readonly platform?: NodeJS.Platform;
  /** Linux tells about batteries here. */
  readonly powerFolder?: string;
  /** Runs a program of the system. @returns what it wrote; undefined when it failed. */
  readonly run?: (program: string, args: readonly string[]) => Promise<string | undefined>;
  readonly now?: () => Date;
}

/** Asks the system: Linux its power folder and session, macOS pmset and ioreg, Windows WMI. What it does not tell is null. */
export function createMachineState({ platform = process.platform, powerFolder = '/sys/class/power_supply', run = runProgram, now = () => new Date() }: MachineStateOptions = {}): MachineState {
  const readers: Partial<Record<NodeJS.Platform, { battery: () => Promise<boolean | null>; idle: () => Promise<number | null> }>> = {
    linux: { battery: () => linuxBattery(powerFolder), idle: async () => linuxIdle(await run('loginctl', ['show-session', 'auto', '-p', 'IdleHint', '-p', 'IdleSinceHint']), now()) },
    darwin: { battery: async () => macBattery(await run('pmset', ['-g', 'batt'])), idle: async () => macIdle(await run('ioreg', ['-c', 'IOHIDSystem', '-d', '4'])) },
    win32: { battery: async () => windowsBattery(await run('powershell', ['-NoProfile', '-Command', '(Get-CimInstance Win32_Battery | Select-Object -First 1).BatteryStatus'])), idle: () => Promise.resolve(null) },
  };
  return {
    async now() {
      const reader = readers[platform];
      const [onBattery, idleMinutes] = await Promise.all([reader?.battery() ?? null, reader?.idle() ?? null]);
      return { onBattery, idleMinutes, hour: now().getHours() };
    },
  };
}

/** A machine without a battery is never on it. */
async function linuxBattery(folder: string): Promise<boolean | null> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return null;
  const supplies = await Promise.all(names.map(async (name) => {
    const fact = (file: string): Promise<string> => readFile(join(folder, name, file), 'utf8').then((text) => text.trim(), () => '');
    return { type: await fact('type'), scope: await fact('scope'), online: await fact('online'), status: await fact('status') };
  }));
  // The battery of a mouse says nothing about the machine.
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  if (own.some(({ type, online }) => type !== 'Battery' && online === '1')) return false;
  return own.some(({ type, status }) => type === 'Battery' && status === 'Discharging');
}

function linuxIdle(text: string | undefined, now: Date): number | null {
  if (text === undefined || !text.includes('IdleHint=')) return null;
  if (!text.includes('IdleHint=yes')) return 0;
  const since = Number(/IdleSinceHint=(\d+)/.exec(text)?.[1] ?? NaN) / 1000;
  return Number.isFinite(since) && since > 0 ? Math.max(0, (now.getTime() - since) / 60_000) : null;
}

function macBattery(text: string | undefined): boolean | null {
  return text === undefined ? null : /'Battery Power'/.test(text);
}

/** HIDIdleTime is in nanoseconds. */
function macIdle(text: string | undefined): number | null {
  const nanoseconds = Number(/"HIDIdleTime"\s*=\s*(\d+)/.exec(text ?? '')?.[1] ?? NaN);
  return Number.isFinite(nanoseconds) ? nanoseconds / 60e9 : null;
}

/** Win32_Battery.BatteryStatus: 1 is discharging; nothing where there is no battery. */
function windowsBattery(text: string | undefined): boolean | null {
  return text === undefined ? null : text.trim() === '1';
}

const patienceMs = 5000;
function runProgram(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: patienceMs, windowsHide: true }, (error, stdout) => { resolve(error === null ? stdout : undefined); });
  });
}
