import chardet from 'chardet';
import iconv from 'iconv-lite';

export interface Decoded { readonly text: string; readonly encoding: string; readonly doubtful: boolean }

/** Text of bytes in an unknown encoding: a mark at the start decides, then valid UTF-8, then statistics. */
export function decode(bytes: Uint8Array): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = [[[0xef, 0xbb, 0xbf], 'utf-8'], [[0xff, 0xfe], 'utf-16le'], [[0xfe, 0xff], 'utf-16be']] as const;
  for (const [mark, encoding] of marked) {
    if (mark.every((byte, at) => buffer[at] === byte)) return { text: iconv.decode(buffer, encoding), encoding, doubtful: false };
  }
  const wide = zeroBytes(buffer);
  if (wide) return { text: iconv.decode(buffer, wide), encoding: wide, doubtful: false };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer), encoding: 'utf-8', doubtful: false };
  } catch {
    return guess(buffer);
  }
}

/** UTF-16 without a mark shows in its zero bytes, all on one side. */
function zeroBytes(buffer: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const sample = buffer.subarray(0, 4096);
  let even = 0;
  let odd = 0;
  sample.forEach((byte, at) => {
    if (byte !== 0) return;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  });
  if (odd > sample.length / 8 && even < odd / 8) return 'utf-16le';
  if (even > sample.length / 8 && odd < even / 8) return 'utf-16be';
  return undefined;
}

const known = new Map([['GB18030', 'gb18030'], ['Big5', 'big5'], ['Shift_JIS', 'shift_jis'], ['windows-1252', 'windows-1252'], ['ISO-8859-1', 'windows-1252'], ['UTF-16LE', 'utf-16le'], ['UTF-16BE', 'utf-16be']]);

function guess(buffer: Buffer): Decoded {
  const matches = chardet.analyse(buffer).filter(({ name }) => known.has(name));
  const candidates = matches.length > 0 ? matches : [{ name: 'windows-1252', confidence: 0 }];
  const decoded = candidates.slice(0, 4).map(({ name, confidence }) => {
    const encoding = known.get(name) ?? 'windows-1252';
    const text = iconv.decode(buffer, encoding);
    // A replacement character is proof against a guess.
    return { text, encoding, score: confidence - 100 * ((text.match(/\uFFFD/g)?.length ?? 0) / Math.max(1, text.length)) * 10 };
  }).sort((a, b) => b.score - a.score);
  const [best, second] = decoded;
  if (!best) throw new Error('no candidate encoding');
  return { text: best.text, encoding: best.encoding, doubtful: best.score < 30 || (second !== undefined && second.score > best.score - 5 && second.text !== best.text) };
}
