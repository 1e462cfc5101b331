import type { TrainingJob, TrainingSequence } from '../../ports/trainer.ts';
import type { Architecture } from './architecture.ts';
import { makePack, packSequences, planEpoch, usedTokens, type Pack } from './pack.ts';

/** What is learnt in which order: the same whenever the job is the same. Packs are made when their turn comes. */
export interface TrainingPlan {
  readonly steps: number;
  /** Step counts from 1. `scored` is the step's number of answer tokens. */
  step(step: number): { readonly epoch: number; readonly packs: readonly (() => Pack)[]; readonly scored: number; readonly tokens: number };
}

const share = <Value>(items: readonly Value[], size: number): (readonly Value[])[] => Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

export function planTraining({ train, config }: Pick<TrainingJob, 'train' | 'config'>): TrainingPlan {
  const lengths = train.map(usedTokens);
  const scored = train.map(({ scored: marks }) => marks.reduce((sum, mark, at) => sum + (at > 0 && mark === 1 ? 1 : 0), 0));
  const steps = Array.from({ length: config.epochs }, (_, epoch) =>
    share(planEpoch(lengths, config.sequenceTokens, config.seed, epoch), Math.max(1, config.accumulation)).map((packs) => ({ epoch, packs }))).flat();
  return {
    steps: steps.length,
    step(step) {
      const planned = steps[step - 1];
      if (!planned) throw new RangeError(`There is no step ${step}.`);
      const members = planned.packs.flat();
      return {
        epoch: planned.epoch, packs: planned.packs.map((pack) => () => makePack(pack.flatMap((at) => train[at] ?? []))),
        scored: members.reduce((sum, at) => sum + (scored[at] ?? 0), 0), tokens: members.reduce((sum, at) => sum + (lengths[at] ?? 0), 0),
      };
    },
  };
}

/** All sequences once, for measuring. */
export function planMeasuring(sequences: readonly TrainingSequence[], most: number): readonly Pack[] {
  const lengths = sequences.map(usedTokens);
  return packSequences(lengths, lengths.map((_, at) => at), most).map((pack) => makePack(pack.flatMap((at) => sequences[at] ?? [])));
}

/** Arithmetic of learning from a pack, in products: what time grows with. */
export function workOf(pack: Pack, { layers, width, hidden, heads, keyHeads, headSize, vocabulary }: Architecture): number {
  const weights = width * headSize * (heads + 2 * keyHeads) + heads * headSize * width + 3 * width * hidden;
  const attention = pack.spans.reduce((sum, { count }) => sum + count * count * heads * headSize, 0);
  return layers * (2 * weights * pack.tokens.length + 4 * attention) + 2 * width * vocabulary * pack.rows.length;
}
