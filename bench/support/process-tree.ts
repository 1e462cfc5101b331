import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of this process and all below it, in MB (Linux). */
export function treeMegabytes(root = process.pid): number {
  const processes = new Map<number, { parent: number; megabytes: number }>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    let status = '';
    // It may have ended between the two looks.
    try { status = readFileSync(`/proc/${name}/status`, 'utf8'); } catch { continue; }
    const number = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    processes.set(Number(name), { parent: number('PPid'), megabytes: number('VmRSS') / 1024 });
  }
  const below = (id: number): number => (processes.get(id)?.megabytes ?? 0) + [...processes].filter(([, { parent }]) => parent === id).reduce((sum, [child]) => sum + below(child), 0);
  return below(root);
}
