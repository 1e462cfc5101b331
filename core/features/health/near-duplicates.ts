import type { Document, Extraction, Finding, Locale } from '../../contract/index.ts';
import { fold } from '../../shared/text/fold.ts';
import { unitsOf } from '../../shared/text/units.ts';

/** MinHash of a text's runs of units (Broder 1997): equal places estimate how much of two texts is the same. */
export type Signature = Uint32Array;

const places = 96;
const runLength = 6;
/** Places that are compared as one: texts that share a band are compared in full. */
const band = 4;
/** Share of equal runs from which on two files count as versions of one. */
const alike = 0.7;
/** A text of fewer runs, a form or a slip, is like many others. */
const leastRuns = 12;

/** @returns undefined for a text too short to compare. */
export function signatureOf({ blocks }: Extraction): Signature | undefined {
  const units = blocks.flatMap((block) => unitsOf(fold(block.text)));
  if (units.length < leastRuns + runLength) return undefined;
  const signature = new Uint32Array(places).fill(0xffffffff);
  for (let at = 0; at + runLength <= units.length; at += 1) {
    let hash = 2166136261;
    for (let offset = 0; offset < runLength; offset += 1) {
      for (const character of units[at + offset] ?? '') hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
      hash = Math.imul(hash ^ 32, 16777619);
    }
    for (let place = 0; place < places; place += 1) {
      const mixed = mix(hash ^ Math.imul(place + 1, 0x9e3779b1));
      if (mixed < (signature[place] ?? 0)) signature[place] = mixed;
    }
  }
  return signature;
}

/** 0–1: the share of runs that both texts hold. */
export function likeness(a: Signature, b: Signature): number {
  return a.reduce((same, hash, place) => same + (hash === b[place] ? 1 : 0), 0) / places;
}

/** Files that say nearly the same; files with the same content are not named again. */
export function nearDuplicates(documents: readonly { document: Document; signature: Signature | undefined }[], locale: Locale): Finding[] {
  const buckets = new Map<string, number[]>();
  documents.forEach(({ signature }, at) => {
    if (signature === undefined) return;
    for (let from = 0; from < places; from += band) {
      const key = `${from}:${signature.slice(from, from + band).join()}`;
      const list = buckets.get(key);
      if (list) list.push(at); else buckets.set(key, [at]);
    }
  });
  const pairs = new Map<string, [number, number]>();
  for (const list of buckets.values()) for (const [index, a] of list.entries()) for (const b of list.slice(index + 1)) pairs.set(`${a}:${b}`, [a, b]);
  return [...pairs.values()].flatMap(([a, b]): Finding[] => {
    const [one, other] = [documents[a], documents[b]];
    if (!one?.signature || !other?.signature || one.document.hash === other.document.hash || likeness(one.signature, other.signature) < alike) return [];
    return [{
      id: `near-duplicate:${[one.document.id, other.document.id].sort().join(':')}`, kind: 'near-duplicate', severity: 'notice',
      message: { en: 'These files are nearly the same. Is one of them an old version?', zh: '这些文件内容几乎相同，其中一份是旧版本吗？' }[locale],
      places: [one.document, other.document].map(({ id, name }) => ({ document: id, name })),
    }];
  });
}

function mix(hash: number): number {
  let value = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
