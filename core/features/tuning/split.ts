import type { Example } from '../../contract/index.ts';
import { groupsOf, nearlyTheSame, plainText } from './checks/duplicates.ts';

/** What is hidden from training: 15 %, at least 3 and at most 200 examples. */
export const hiddenShare = { share: 0.15, least: 3, most: 200 } as const;
/** A group larger than this share of what is to be hidden is trained with: alone it would be the test. */
const largestGroup = 0.5;

/**
 * The examples to judge by. Examples that are nearly the same, ask the same or come from one conversation stay on one side, so that what is
 * asked later was not seen. The choice depends on the texts and the seed alone, not on the order or on the ids.
 * @returns ids.
 */
export function hiddenOf(examples: readonly Example[], seed: number): Set<string> {
  const wanted = Math.min(hiddenShare.most, Math.max(hiddenShare.least, Math.round(examples.length * hiddenShare.share)));
  if (examples.length < 2 * hiddenShare.least) return new Set();
  const groups = groupsIn(examples).map((members) => ({ members, rank: Math.min(...members.map(({ question, answer }) => hash(`${seed}\n${plainText(question)}\n${plainText(answer)}`))) }));
  const hidden = new Set<string>();
  for (const { members } of groups.sort((a, b) => a.rank - b.rank)) {
    if (hidden.size >= wanted) break;
    if (members.length > Math.max(hiddenShare.least, wanted * largestGroup) || hidden.size + members.length > wanted + hiddenShare.least) continue;
    for (const { id } of members) hidden.add(id);
  }
  return hidden;
}

function groupsIn(examples: readonly Example[]): Example[][] {
  const pairs = nearlyTheSame(examples);
  const firsts = new Map<string, number>();
  const join = (key: string, at: number): void => { const first = firsts.get(key); if (first === undefined) firsts.set(key, at); else pairs.push([first, at]); };
  examples.forEach(({ question, group }, at) => {
    join(`question ${plainText(question)}`, at);
    if (group !== undefined) join(`group ${group}`, at);
  });
  const groups = groupsOf(pairs, examples.length);
  const grouped = new Set(groups.flat());
  return [...groups, ...examples.flatMap((_, at) => (grouped.has(at) ? [] : [[at]]))].map((members) => members.flatMap((at) => examples[at] ?? []));
}

/** FNV-1a with a final mixing. */
function hash(text: string): number {
  let value = 2166136261;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 16777619);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
