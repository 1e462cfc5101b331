/** Numbers drawn from a seed and a name (step, layer …): the same wherever they are drawn, so that a resumed run draws what an uninterrupted one would have. */
export function seeded(...parts: readonly number[]): () => number {
  let state = 0x9e3779b9;
  // Each part is stirred in by itself: near seeds give unrelated rows.
  for (const part of parts) state = mix((state ^ part) >>> 0);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state) / 2 ** 32;
  };
}

/** A bijection of 32 bits in which every bit of the input moves half of the output's (the finaliser "lowbias32" by Ellis, after Steele's SplitMix). */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Fisher–Yates; in place. */
export function shuffle<Item>(items: Item[], random: () => number): Item[] {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other] as Item, items[at] as Item];
  }
  return items;
}
