import { fold } from '../../../shared/text/fold.ts';

/** Words that carry no content and betray a writer all the more (Mosteller & Wallace 1964); single characters for Chinese. */
const functionWords = `the a an and or but so if then of in on at to for with from by as is are was were be been have has had do does did will would can could may might shall should must not no
i you we he she they it my your our their his her its me us them this that these those here there what when where which who how why all any some just only also very please thanks thank sorry hello hi dear kind regards best`.split(/\s+/);
const chineseWords = [...'的了是在和与及或也都就被把对为以于之而其这那有不没很更最还再又才只吗呢吧啊呀哦哈您你我他她们请谢好可会要能将已'];
const mostCharacters = 400_000;
/** Most texts share most of their shape: what differs is weighted. */
const shapeMatters = 2.5;

interface Profile { readonly runs: Map<string, number>; readonly words: Map<string, number>; readonly shape: readonly number[] }

/**
 * 0–1: how alike two sets of texts are written: runs of two or three characters, function words, and lengths, punctuation and greetings. The same
 * texts give 1; what they are about counts little.
 */
export function styleLikeness(written: readonly string[], own: readonly string[]): number {
  if (written.every((text) => text.trim() === '') || own.length === 0) return 0;
  const [a, b] = [profileOf(written), profileOf(own)];
  const apart = a.shape.reduce((sum, value, at) => sum + Math.abs(value - (b.shape[at] ?? 0)), 0) / a.shape.length;
  const shape = Math.max(0, 1 - shapeMatters * apart);
  return Math.min(1, Math.max(0, 0.4 * cosine(a.runs, b.runs) + 0.3 * cosine(a.words, b.words) + 0.3 * shape));
}

function profileOf(texts: readonly string[]): Profile {
  const runs = new Map<string, number>();
  const words = new Map<string, number>();
  const known = new Set([...functionWords, ...chineseWords]);
  let left = mostCharacters;
  const read: string[] = [];
  for (const text of texts) { if (left <= 0) break; read.push(text.slice(0, left)); left -= text.length; }
  for (const text of read) {
    // Beginnings and ends, greetings and closings, are part of a style.
    const padded = `\u0002${fold(text.trim()).replaceAll(/\d/g, '0').replaceAll(/[^\S\n]+/g, ' ')}\u0003`;
    // Two Chinese characters tell as much as three letters.
    for (let at = 0; at + 2 <= padded.length; at += 1) { const two = padded.slice(at, at + 2); count(runs, /[\u3400-\u9fff]/.test(two) ? two : padded.slice(at, at + 3)); }
    for (const word of fold(text).match(/[\u3400-\u9fff]|[a-z']+/g) ?? []) if (known.has(word)) count(words, word);
  }
  return { runs, words, shape: shapeOf(read) };
}

/** Each 0–1: how long answers and sentences are, and how often marks come. */
function shapeOf(texts: readonly string[]): number[] {
  const all = texts.join('\n');
  const characters = Math.max(1, all.length);
  const sentences = Math.max(1, (all.match(/[.!?。！？]+/g) ?? []).length);
  const per = (pattern: RegExp): number => Math.min(1, (all.match(pattern) ?? []).length / sentences);
  const squash = (value: number, usual: number): number => value / (value + usual);
  return [
    squash(characters / Math.max(1, texts.length), 200), squash(characters / sentences, 40), per(/[!！]/g), per(/[?？]/g), per(/[,，、;；:：]/g), per(/\n\s*(?:[-*•]|\d+[.)、])/g), per(/\p{Extended_Pictographic}/gu),
    texts.filter((text) => /^\s*(?:hello|hi|dear|good (?:morning|day)|您好|你好|亲|尊敬)/i.test(text)).length / Math.max(1, texts.length),
    texts.filter((text) => /(?:regards|wishes|sincerely|cheers|thanks|thank you|此致|祝好|谢谢|敬上)[^\n]{0,40}(?:\n[^\n]{0,40})?\s*$/i.test(text)).length / Math.max(1, texts.length),
  ];
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Of square roots, so that what is frequent in any text does not decide alone. */
function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  if (a.size === 0 || b.size === 0) return a.size === b.size ? 1 : 0;
  let dot = 0;
  for (const [key, value] of a) dot += Math.sqrt(value * (b.get(key) ?? 0));
  const length = (counts: ReadonlyMap<string, number>): number => Math.sqrt([...counts.values()].reduce((sum, value) => sum + value, 0));
  return dot / (length(a) * length(b));
}
