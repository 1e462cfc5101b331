import type { TrainingSequence } from '../../ports/trainer.ts';
import { seeded, shuffle } from './random.ts';

/** Examples that share one pass. Each sees only itself, and its positions begin at 0. */
export interface Pack {
  readonly tokens: Int32Array; readonly positions: Int32Array;
  /** Where each example lies. */
  readonly spans: readonly Span[];
  /** Places whose next token is scored, in order, and that token. */
  readonly rows: Int32Array; readonly labels: Int32Array;
}
export interface Span { readonly from: number; readonly count: number }

/** Bins that stay open while packing: more fill no better. */
const openBins = 32;

/** Tokens of a sequence that take part: the last scored token is only ever a label, and what follows it changes nothing. 0 when nothing is scored. */
export function usedTokens({ scored }: TrainingSequence): number {
  // The first token has nothing before it.
  for (let at = scored.length - 1; at > 0; at -= 1) if (scored[at] === 1) return at;
  return 0;
}

export function makePack(sequences: readonly TrainingSequence[]): Pack {
  const used = sequences.filter((sequence) => usedTokens(sequence) > 0);
  const spans: Span[] = [];
  const tokens: number[] = [];
  const positions: number[] = [];
  const rows: number[] = [];
  const labels: number[] = [];
  for (const sequence of used) {
    const count = usedTokens(sequence);
    const from = tokens.length;
    spans.push({ from, count });
    for (let at = 0; at < count; at += 1) {
      tokens.push(sequence.tokens[at] ?? 0);
      positions.push(at);
      if (sequence.scored[at + 1] === 1) { rows.push(from + at); labels.push(sequence.tokens[at + 1] ?? 0); }
    }
  }
  return { tokens: Int32Array.from(tokens), positions: Int32Array.from(positions), spans, rows: Int32Array.from(rows), labels: Int32Array.from(labels) };
}

/** Puts sequences together, each pack at most `most` tokens (a longer sequence is a pack of its own): the first open bin with room takes it. Gives places in the list. */
export function packSequences(lengths: readonly number[], order: readonly number[], most: number): readonly (readonly number[])[] {
  const open: { members: number[]; room: number }[] = [];
  const all: { members: number[]; room: number }[] = [];
  for (const at of order) {
    const length = lengths[at] ?? 0;
    if (length === 0) continue;
    let bin = open.find(({ room }) => room >= length);
    if (!bin) {
      bin = { members: [], room: most };
      all.push(bin);
      open.push(bin);
      if (open.length > openBins) open.splice(open.reduce((least, { room }, place) => (room < (open[least]?.room ?? 0) ? place : least), 0), 1);
    }
    bin.members.push(at);
    bin.room -= length;
  }
  return all.map(({ members }) => members);
}

/** One epoch's packs in the order in which they are learnt, from seed and epoch alone. */
export function planEpoch(lengths: readonly number[], most: number, seed: number, epoch: number): readonly (readonly number[])[] {
  const random = seeded(seed, 2, epoch);
  const order = shuffle(lengths.map((_, at) => at), random);
  return shuffle([...packSequences(lengths, order, most)], random);
}
