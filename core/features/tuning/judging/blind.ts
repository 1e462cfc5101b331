import { z } from 'zod';
import type { BlindPair, Verdict } from '../../../contract/index.ts';
import type { RunFolders } from '../../../ports/run-folders.ts';

/** What both models wrote; `flipped` shows the tuned answer first. Never leaves the core as it is. */
const storedPairSchema = z.object({ id: z.string(), question: z.string(), wanted: z.string(), base: z.string(), tuned: z.string(), flipped: z.boolean(), choice: z.enum(['first', 'second', 'same']).optional() });
export type StoredPair = z.infer<typeof storedPairSchema>;

export const blindFile = 'blind.json';

export async function readPairs(folders: RunFolders, run: string): Promise<StoredPair[]> {
  const text = await folders.read(run, blindFile);
  return text === undefined ? [] : z.array(storedPairSchema).parse(JSON.parse(text));
}

export const writePairs = (folders: RunFolders, run: string, pairs: readonly StoredPair[]): Promise<void> => folders.write(run, blindFile, JSON.stringify(pairs, null, 2));

/** In an order drawn for each, those that are the same in both left out: there is nothing to prefer. */
export function shuffled(pairs: readonly Omit<StoredPair, 'flipped'>[], random: () => number): StoredPair[] {
  return pairs.filter(({ base, tuned }) => base !== tuned).map((pair) => ({ ...pair, flipped: random() < 0.5 }));
}

/** What the owner sees. */
export const shown = ({ base, tuned, flipped, ...pair }: StoredPair): BlindPair => ({ ...pair, first: flipped ? tuned : base, second: flipped ? base : tuned });

export function tally(pairs: readonly StoredPair[]): Verdict['judged'] {
  const tuned = pairs.filter(({ choice, flipped }) => choice === (flipped ? 'first' : 'second')).length;
  const same = pairs.filter(({ choice }) => choice === 'same').length;
  const judged = pairs.filter(({ choice }) => choice !== undefined).length;
  return { pairs: judged, tuned, base: judged - tuned - same, same };
}
