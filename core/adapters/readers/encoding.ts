import iconv from 'iconv-lite';
import { multibyteScore, utf16Score, windows1252Score, type EncodingScore } from './encoding-score.ts';

export interface Decoded { readonly text: string; readonly encoding: string; readonly doubtful: boolean }

const sampleBytes = 64 * 1024;
/** Less than this, and no guess is worth the name. */
const leastScore = 0.5;
/** The winner must be this much ahead; the fewer characters there are to judge by, the more. */
const leastLead = (characters: number): number => (characters < 8 ? 0.35 : 0.1);

/** Text of bytes in an unknown encoding: a mark at the start decides, then valid UTF-8, then what the bytes look like. */
export function decode(bytes: Uint8Array): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = [[[0xef, 0xbb, 0xbf], 'utf-8'], [[0xff, 0xfe], 'utf-16le'], [[0xfe, 0xff], 'utf-16be']] as const;
  for (const [mark, encoding] of marked) {
    if (mark.every((byte, at) => buffer[at] === byte)) return { text: iconv.decode(buffer, encoding), encoding, doubtful: false };
  }
  const wide = unmarkedUtf16(buffer);
  if (wide) return { text: iconv.decode(buffer, wide), encoding: wide, doubtful: false };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer), encoding: 'utf-8', doubtful: false };
  } catch {
    return guess(buffer);
  }
}

/** UTF-16 without a mark shows in its zero bytes, which no other text has: line ends, digits and "一" hold one. Which side they are on says little in Chinese; what the characters are says it. */
export function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, 4096);
  if (!sample.includes(0)) return undefined;
  const [little, big] = [utf16Score(sample, 'utf-16le').score, utf16Score(sample, 'utf-16be').score];
  if (Math.max(little, big) <= 0.8 || Math.abs(little - big) < 0.2) return undefined;
  return little > big ? 'utf-16le' : 'utf-16be';
}

function guess(buffer: Buffer): Decoded {
  const sample = sampleOf(buffer);
  const scores: [string, EncodingScore][] = [
    ['gb18030', multibyteScore('gb18030', sample)], ['big5', multibyteScore('big5', sample)],
    ['shift_jis', multibyteScore('shift_jis', sample)], ['windows-1252', windows1252Score(sample)],
  ];
  scores.sort(([, a], [, b]) => b.score - a.score);
  const [[encoding, best], second] = [scores[0] ?? ['windows-1252', { score: 0, characters: 0 }], scores[1]?.[1]];
  return { text: iconv.decode(buffer, encoding), encoding, doubtful: best.score < leastScore || best.score - (second?.score ?? 0) < leastLead(best.characters) };
}

/** The part that has something to tell: a table may begin with pages of ASCII. */
function sampleOf(buffer: Buffer): Buffer {
  const first = buffer.findIndex((byte) => byte >= 0x80);
  return buffer.subarray(Math.max(0, first - 1), first + sampleBytes);
}
