/** A sequence in the conversation memory: what it holds can be used again by a prompt that begins alike. */
export interface Slot {
  readonly sequence: number;
  /** The adapters that it was computed with: it serves no others. */
  lane: string;
  /** Tokens in memory, in order. */
  cached: number[];
  busy: boolean;
  usedAt: number;
}

export interface Prefix { readonly slot: Slot; readonly source: Slot; readonly length: number }

export function createSlots(count: number): Slot[] {
  return Array.from({ length: count }, (_, sequence) => ({ sequence, lane: '', cached: [], busy: false, usedAt: 0 }));
}

/**
 * A free slot for a prompt, and the sequence that holds the longest beginning of it: the slot itself, or one whose beginning is shared.
 * A free slot that holds most of the prompt is taken; else the one unused longest, so that the others keep what they hold.
 */
export function choosePrefix(slots: readonly Slot[], prompt: ArrayLike<number>, lane = ''): Prefix | undefined {
  const free = slots.filter(({ busy }) => !busy);
  const [oldest] = free.toSorted((a, b) => a.usedAt - b.usedAt);
  if (!oldest) return undefined;
  // The last token is always read again: its scores choose the first word.
  const most = prompt.length - 1;
  const held = slots.map((slot) => ({ slot, length: slot.lane === lane ? Math.min(most, commonLength(slot.cached, prompt)) : 0 }));
  const longest = Math.max(0, ...held.map(({ length }) => length));
  const source = held.filter(({ length }) => length === longest).map(({ slot }) => slot);
  // Taking over a slot forgets the rest of what it holds; sharing from it forgets nothing.
  const takeover = source.find((slot) => !slot.busy && longest * 2 >= slot.cached.length);
  const slot = takeover ?? oldest;
  return { slot, source: takeover ?? (longest > 0 ? source[0] ?? slot : slot), length: longest };
}

export function commonLength(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const most = Math.min(left.length, right.length);
  let length = 0;
  while (length < most && left[length] === right[length]) length += 1;
  return length;
}
