import { readdirSync, readFileSync } from 'node:fs';

/** Processor time of a process and of all below it so far, in seconds, of those that ended too. Linux counts it in hundredths. */
export function cpuSeconds(root: number | undefined): number {
  const processes = new Map<number, { parent: number; seconds: number }>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').map(Number);
      const [, parent = 0] = fields;
      processes.set(Number(name), { parent, seconds: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) / 100 });
    } catch {
      // It has ended between the two looks.
    }
  }
  const below = (id: number): number => (processes.get(id)?.seconds ?? 0) + [...processes].filter(([, { parent }]) => parent === id).reduce((sum, [child]) => sum + below(child), 0);
  return root === undefined ? 0 : below(root);
}
