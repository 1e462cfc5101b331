import iconv from 'iconv-lite';
import { likelihoods, type LegacyEncoding } from './encoding-likelihood.ts';
import { utf16Score } from './utf16-score.ts';

export interface Decoded { readonly text: string; readonly encoding: string; readonly doubtful: boolean }

const sampleBytes = 16 * 1024;
/** A mean likelihood below this is no text of the encoding that fits best. */
const leastMean = -9;
/** The likeliest must be this much ahead of the next: e^6 is 400 to 1. */
const leastLead = 6;
/** A few characters are Chinese or Western, never Japanese or Korean, unless those are this much ahead. */
const leastLeadOfOthers = 10;

/** What Sprout's owners write. */
const owners: ReadonlySet<LegacyEncoding> = new Set(['gb18030', 'big5', 'windows-1252']);

/** Text of bytes in an unknown encoding: a mark at the start decides, then valid UTF-8, then what the bytes look like. */
export function decode(bytes: Uint8Array): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = [[[0xef, 0xbb, 0xbf], 'utf-8'], [[0xff, 0xfe], 'utf-16le'], [[0xfe, 0xff], 'utf-16be']] as const;
  for (const [mark, encoding] of marked) {
    if (mark.every((byte, at) => buffer[at] === byte)) return { text: iconv.decode(buffer, encoding), encoding, doubtful: false };
  }
  const wide = unmarkedUtf16(buffer);
  if (wide) return { text: iconv.decode(buffer, wide), encoding: wide, doubtful: false };
  // Japanese in seven bits: it would pass for UTF-8.
  if (/\x1b\$[@B]/.test(buffer.subarray(0, sampleBytes).toString('latin1')) && !buffer.some((byte) => byte >= 0x80)) return { text: new TextDecoder('iso-2022-jp').decode(buffer), encoding: 'iso-2022-jp', doubtful: false };
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
  const [little, big] = [utf16Score(sample, 'utf-16le'), utf16Score(sample, 'utf-16be')];
  if (Math.max(little, big) <= 0.8 || Math.abs(little - big) < 0.2) return undefined;
  return little > big ? 'utf-16le' : 'utf-16be';
}

function guess(buffer: Buffer): Decoded {
  const all = likelihoods(sampleOf(buffer));
  const likeliest = all[0] ?? { encoding: 'windows-1252', log: 0, mean: 0 };
  const rival = all.find(({ encoding, log }) => encoding !== likeliest.encoding && likeliest.log - log < leastLead);
  const usual = owners.has(likeliest.encoding) ? undefined : all.find(({ encoding, log }) => owners.has(encoding) && likeliest.log - log < leastLeadOfOthers);
  const best = usual ?? likeliest;
  return { text: iconv.decode(buffer, best.encoding), encoding: best.encoding, doubtful: rival !== undefined || usual !== undefined || best.mean < leastMean };
}

/** The part that has something to tell: a table may begin with pages of ASCII. */
function sampleOf(buffer: Buffer): Buffer {
  const first = buffer.findIndex((byte) => byte >= 0x80);
  return buffer.subarray(Math.max(0, first - 1), first + sampleBytes);
}
