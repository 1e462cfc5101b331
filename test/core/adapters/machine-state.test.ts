import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMachineState } from '../../../core/adapters/machine/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder as Linux has it under /sys/class/power_supply. */
async function power(supplies: Record<string, Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, files] of Object.entries(supplies)) {
    await mkdir(join(folder, name));
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), `${text}\n`);
  }
  return folder;
}
const said = (answers: Readonly<Record<string, string>>) => (program: string): Promise<string | undefined> => Promise.resolve(answers[program]);
const now = (): Date => new Date(2026, 0, 5, 23, 30);

describe('the state of the machine', () => {
  it('on Linux: mains, battery, none, and the battery of a mouse', async () => {
    const battery = async (supplies: Record<string, Record<string, string>>): Promise<boolean | null> => (await createMachineState({ platform: 'linux', powerFolder: await power(supplies), run: said({}), now }).now()).onBattery;
    expect(await battery({ AC: { type: 'Mains', online: '1' }, BAT0: { type: 'Battery', status: 'Charging' } })).toBe(false);
    expect(await battery({ AC: { type: 'Mains', online: '0' }, BAT0: { type: 'Battery', status: 'Discharging' } })).toBe(true);
    expect(await battery({ mouse: { type: 'Battery', scope: 'Device', status: 'Discharging' } })).toBe(false);
    expect(await battery({})).toBe(false);
    expect((await createMachineState({ platform: 'linux', powerFolder: '/nowhere/at/all', run: said({}), now }).now())).toMatchObject({ onBattery: null, batteryMinutes: null, idleMinutes: null, hour: 23 });
  });
  it('how long the battery lasts, by what each system tells', async () => {
    const linux = async (files: Record<string, string>): Promise<number | null> => (await createMachineState({ platform: 'linux', powerFolder: await power({ BAT0: { type: 'Battery', status: 'Discharging', ...files } }), run: said({}), now }).now()).batteryMinutes;
    expect(await linux({ energy_now: '30000000', power_now: '20000000' })).toBe(90);
    expect(await linux({ charge_now: '2000000', current_now: '4000000' })).toBe(30);
    expect(await linux({ energy_now: '30000000', power_now: '0' })).toBeNull();
    expect(await linux({})).toBeNull();
    expect((await createMachineState({ platform: 'linux', powerFolder: await power({ AC: { type: 'Mains', online: '1' }, BAT0: { type: 'Battery', status: 'Charging', energy_now: '1', power_now: '1' } }), run: said({}), now }).now()).batteryMinutes).toBeNull();
    const mac = (pmset: string): Promise<number | null> => createMachineState({ platform: 'darwin', now, run: said({ pmset }) }).now().then(({ batteryMinutes }) => batteryMinutes);
    expect(await mac("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1) 80%; discharging; 3:24 remaining present: true")).toBe(204);
    expect(await mac("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1) 80%; discharging; (no estimate) present: true")).toBeNull();
    expect(await mac("Now drawing from 'AC Power'\n -InternalBattery-0 (id=1) 80%; charging; 0:50 remaining present: true")).toBeNull();
    const windows = (powershell: string): Promise<number | null> => createMachineState({ platform: 'win32', now, run: said({ powershell }) }).now().then(({ batteryMinutes }) => batteryMinutes);
    expect(await windows('1 145\r\n')).toBe(145);
    expect(await windows('1 71582788\r\n')).toBeNull();
    expect(await windows('2 71582788\r\n')).toBeNull();
  });
  it('on Linux: how long nobody touched it', async () => {
    const since = (now().getTime() - 12 * 60_000) * 1000;
    const idle = async (text: string): Promise<number | null> => (await createMachineState({ platform: 'linux', powerFolder: await power({}), run: said({ loginctl: text }), now }).now()).idleMinutes;
    expect(await idle(`IdleHint=yes\nIdleSinceHint=${since}\n`)).toBeCloseTo(12);
    expect(await idle('IdleHint=no\nIdleSinceHint=0\n')).toBe(0);
  });
  it('on macOS and Windows, from what their programs say', async () => {
    const mac = createMachineState({ platform: 'darwin', now, run: said({ pmset: "Now drawing from 'Battery Power'\n -InternalBattery-0 80%", ioreg: '    | |   "HIDIdleTime" = 600000000000' }) });
    expect(await mac.now()).toMatchObject({ onBattery: true, batteryMinutes: null, idleMinutes: 10, hour: 23, temperature: null });
    expect(await createMachineState({ platform: 'darwin', now, run: said({ pmset: "Now drawing from 'AC Power'" }) }).now()).toMatchObject({ onBattery: false, idleMinutes: null });
    expect(await createMachineState({ platform: 'win32', now, run: said({ powershell: '1\r\n' }) }).now()).toMatchObject({ onBattery: true });
    expect(await createMachineState({ platform: 'win32', now, run: said({ powershell: '' }) }).now()).toMatchObject({ onBattery: false });
    expect(await createMachineState({ platform: 'win32', now, run: said({}) }).now()).toMatchObject({ onBattery: null });
  });
  it('of this machine is told without a failure', async () => {
    const state = await createMachineState().now();
    expect([true, false, null]).toContain(state.onBattery);
    expect(state.hour).toBe(new Date().getHours());
  });
});
