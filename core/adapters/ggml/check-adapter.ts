import { SproutError } from '../../contract/index.ts';
import type { AdapterExpectation } from '../../ports/adapter-exchange.ts';
import { loraTargets } from '../../ports/trainer.ts';
import type { Adapter } from './adapter-file.ts';

/** Numbers that spoil every answer, or change none. @throws SproutError adapter-damaged. */
export function checkNumbers({ layout, values }: Adapter, file: string): void {
  const damaged = (reason: string): SproutError => new SproutError('adapter-damaged', { file, reason });
  for (const value of values) if (!Number.isFinite(value)) throw damaged('not all that it holds are numbers');
  const changes = layout.parts.some(({ columns, rows, a, b }) => hasOther(values, a, columns * layout.rank) && hasOther(values, b, rows * layout.rank));
  if (!changes) throw damaged('it changes nothing; it was not trained');
}

function hasOther(values: Float32Array, from: number, count: number): boolean {
  for (let at = from; at < from + count; at += 1) if (values[at] !== 0) return true;
  return false;
}

/** @param base what the adapter says that it was trained on. @throws SproutError sent-other where it is not the result of what was sent. */
export function checkExpected({ layout, alpha }: Adapter, expected: AdapterExpectation, base: string | undefined, file: string): void {
  const other = (reason: string): SproutError => new SproutError('sent-other', { file, reason });
  if (layout.rank !== expected.rank) throw other(`rank ${layout.rank}, not ${expected.rank}`);
  if (Math.abs(alpha - expected.alpha) > 1e-4 * expected.alpha) throw other(`alpha ${alpha}, not ${expected.alpha}`);
  const has = new Set(layout.parts.map(({ target }) => target));
  const differs = loraTargets.filter((target) => has.has(target) !== expected.targets.includes(target));
  if (differs.length > 0) throw other(`it changes other parts (${differs.join(', ')})`);
  if (base !== undefined && expected.repository !== undefined && isHubName(base) && lastPart(base) !== lastPart(expected.repository)) throw other(`it was trained on ${base}, not ${expected.repository}`);
}

/** Folders are where somebody put them. */
const isHubName = (name: string): boolean => /^[\w-][\w.-]*\/[\w.-]+$/.test(name);
const lastPart = (name: string): string => (name.split('/').at(-1) ?? '').toLowerCase();
