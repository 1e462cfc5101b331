/** MinHash of a text's runs of units (Broder 1997): equal places estimate how much of two texts is the same. */
export type Signature = Uint32Array;

const places = 96;
/** Places that are compared as one: texts that share a band are compared in full. */
const band = 4;
/** Among so many alike each is compared with the first alone: all pairs would take for ever and tell nothing more. */
const crowded = 64;

/** @param runLength units that follow one another and count as one. @returns undefined for a text of fewer than `least` runs. */
export function signatureOf(units: readonly string[], runLength: number, least = 1): Signature | undefined {
  if (units.length < least + runLength - 1) return undefined;
  const signature = new Uint32Array(places).fill(0xffffffff);
  for (let at = 0; at + runLength <= units.length; at += 1) {
    let hash = 2166136261;
    for (let offset = 0; offset < runLength; offset += 1) {
      for (const character of units[at + offset] ?? '') hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
      hash = Math.imul(hash ^ 32, 16777619);
    }
    const mixed = mix(hash);
    for (let place = 0; place < places; place += 1) {
      const value = (Math.imul(mixed, factors[place] ?? 1) ^ (offsets[place] ?? 0)) >>> 0;
      if (value < (signature[place] ?? 0)) signature[place] = value;
    }
  }
  return signature;
}

/** 0–1: the share of runs that both texts hold. */
export function likeness(a: Signature, b: Signature): number {
  return a.reduce((same, hash, place) => same + (hash === b[place] ? 1 : 0), 0) / places;
}

/** Pairs of places in the list whose texts are at least `alike` the same; found by bands, so that not all are compared with all. */
export function alikePairs(signatures: readonly (Signature | undefined)[], alike: number): [number, number][] {
  const buckets = new Map<string, number[]>();
  signatures.forEach((signature, at) => {
    if (signature === undefined) return;
    for (let from = 0; from < places; from += band) {
      const key = `${from}:${signature.slice(from, from + band).join()}`;
      const list = buckets.get(key);
      if (list) list.push(at); else buckets.set(key, [at]);
    }
  });
  const pairs = new Map<number, [number, number]>();
  for (const list of buckets.values()) {
    for (const [index, a] of list.entries()) {
      if (index > 0 && list.length > crowded) break;
      for (const b of list.slice(index + 1)) pairs.set(a * signatures.length + b, [a, b]);
    }
  }
  return [...pairs.values()].filter(([a, b]) => { const [one, other] = [signatures[a], signatures[b]]; return one !== undefined && other !== undefined && likeness(one, other) >= alike; });
}

/** One odd factor and one offset a place: an order of the hashes for each. */
const factors = Uint32Array.from({ length: places }, (_, place) => mix(Math.imul(place + 1, 0x9e3779b1)) | 1);
const offsets = Uint32Array.from({ length: places }, (_, place) => mix(Math.imul(place + 1001, 0x9e3779b1)));

function mix(hash: number): number {
  let value = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
