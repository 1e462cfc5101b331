import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pid as own } from 'node:process';

/** Short, so that a process which has used its share up goes on soon: an answer takes some milliseconds. Microseconds. */
const period = 20_000;

export interface CpuShare { /** The process and all its threads, from now on. */ hold(pid: number): void; remove(): void }

/**
 * A control group of Linux whose processes get so many cores and no more, as a container with a limit does.
 * @param cores may be a fraction. @returns undefined where control groups are not to be had: not Linux, not root, or they are someone else's.
 */
export function cpuShare(name: string, cores: number): CpuShare | undefined {
  const quota = Math.round(cores * period);
  for (const make of [firstVersion, secondVersion]) {
    try {
      const folder = make(`sprout-${own}-${name}`, quota);
      if (folder === undefined) continue;
      return { hold: (pid) => { writeFileSync(join(folder, 'cgroup.procs'), String(pid)); }, remove: () => { rmdirSync(folder); } };
    } catch {
      // Tried, and it is not ours to make: the next.
    }
  }
  return undefined;
}

function firstVersion(name: string, quota: number): string | undefined {
  const root = '/sys/fs/cgroup/cpu';
  if (!existsSync(join(root, 'cgroup.procs'))) return undefined;
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'cpu.cfs_period_us'), String(period));
  writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quota));
  return folder;
}

function secondVersion(name: string, quota: number): string | undefined {
  const root = '/sys/fs/cgroup';
  if (!existsSync(join(root, 'cgroup.controllers'))) return undefined;
  writeFileSync(join(root, 'cgroup.subtree_control'), '+cpu');
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'cpu.max'), `${quota} ${period}`);
  return folder;
}
