/**
 * How much bytes look like text in an encoding: mean over their characters beyond ASCII, 1 for common ones, less for
 * rare ones, negative for impossible ones. The bytes of one East Asian encoding are nearly always possible in the
 * others, but seldom common there: each of them has its everyday characters in a block of its own.
 */
export interface EncodingScore { readonly score: number; /** Characters beyond ASCII. */ readonly characters: number }

export type MultibyteEncoding = 'gb18030' | 'big5' | 'shift_jis';

const rare = 0.2;
const impossible = -1.5;
const loneValue = 0.1;

/** Value of the character that starts with `lead`, and its length in bytes. */
type Judge = (lead: number, trail: number, third: number, fourth: number) => readonly [value: number, length: number];

const judges: Readonly<Record<MultibyteEncoding, Judge>> = {
  gb18030(lead, trail, third, fourth) {
    if (lead === 0x80 || lead === 0xff) return [impossible, 1];
    if (trail >= 0x30 && trail <= 0x39) return third >= 0x81 && third <= 0xfe && fourth >= 0x30 && fourth <= 0x39 ? [rare, 4] : [impossible, 1];
    if (trail < 0x40 || trail === 0x7f || trail === 0xff) return [impossible, 1];
    if (trail < 0xa1) return [rare, 2];
    // Level 1 of GB 2312, sorted by sound, is 99 % of Chinese; then punctuation, then level 2.
    if (lead >= 0xb0 && lead <= 0xd7) return [1, 2];
    if (lead === 0xa1 || lead === 0xa3) return [0.9, 2];
    if (lead >= 0xd8 && lead <= 0xf7) return [0.5, 2];
    return [rare, 2];
  },
  big5(lead, trail) {
    if (lead === 0x80 || lead === 0xff || trail < 0x40 || (trail > 0x7e && trail < 0xa1) || trail === 0xff) return [impossible, 1];
    // Level 1 of Big5, sorted by strokes.
    if (lead >= 0xa4 && lead <= 0xc6) return [1, 2];
    if (lead === 0xa1) return [0.9, 2];
    if (lead === 0xa2 || lead === 0xa3) return [0.5, 2];
    if (lead >= 0xc9 && lead <= 0xf9) return [0.35, 2];
    return [0, 2];
  },
  shift_jis(lead, trail) {
    // Half-width katakana: whole texts of them are from machines.
    if (lead >= 0xa1 && lead <= 0xdf) return [rare, 1];
    if (lead === 0x80 || lead === 0xa0 || lead > 0xfc || trail < 0x40 || trail === 0x7f || trail > 0xfc) return [impossible, 1];
    // Katakana stand at 83 40 to 83 96, hiragana at 82 9F to 82 F1.
    if (lead === 0x82 || lead === 0x83 || lead === 0x81) return [1, 2];
    if (lead >= 0x88 && lead <= 0x97) return [0.95, 2];
    if (lead >= 0x98 && lead <= 0x9f) return [0.35, 2];
    return [rare, 2];
  },
};

export function multibyteScore(encoding: MultibyteEncoding, bytes: Uint8Array): EncodingScore {
  const judge = judges[encoding];
  let sum = 0;
  let characters = 0;
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) { at += 1; continue; }
    // A sample may break off in the middle of a character.
    if (at + 1 >= bytes.length) break;
    const [value, length] = judge(lead, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
    // A lone character between Latin letters, ending in one of them, is more likely a dash or an accent of a Western text.
    const lone = length === 2 && (bytes[at + 1] ?? 0) < 0x80 && (bytes[at - 1] ?? 0) < 0x80 && (bytes[at + 2] ?? 0) < 0x80;
    sum += lone ? Math.min(value, loneValue) : value;
    characters += 1;
    at += length;
  }
  return { score: characters === 0 ? 0 : sum / characters, characters };
}

/** Western European text: single letters beyond ASCII among ASCII letters, and the quotes and dashes of Windows. */
export function windows1252Score(bytes: Uint8Array): EncodingScore {
  const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  const undefinedBytes = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
  let sum = 0;
  let characters = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const before = bytes[at - 1] ?? 0x20;
    const after = bytes[at + 1] ?? 0x20;
    const alone = before < 0x80 && after < 0x80;
    characters += 1;
    if (undefinedBytes.has(byte)) sum += impossible;
    else if (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7) sum += isLetter(before) || isLetter(after) ? (alone ? 1 : 0.4) : 0.2;
    else if ((byte >= 0x91 && byte <= 0x97) || byte === 0x85 || byte === 0x80) sum += alone ? 0.9 : 0.3;
    else if ('£©«®°±·»¿¡§²³×½¼¾µ'.includes(String.fromCharCode(byte))) sum += alone ? 0.7 : 0.1;
    else sum += 0.15;
  }
  return { score: characters === 0 ? 0 : sum / characters, characters };
}

/** UTF-16 without a mark: the share of its units that are everyday letters, signs and characters. */
export function utf16Score(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): EncodingScore {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, bytes.length & ~1));
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0x180) || (code >= 0x2010 && code <= 0x2027)) sum += 1;
    else if ((code >= 0x3000 && code <= 0x30ff) || (code >= 0x4e00 && code <= 0x9fa5) || (code >= 0xff01 && code <= 0xff5e) || (code >= 0xac00 && code <= 0xd7a3)) sum += 0.9;
    else if (code < 32 || code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff)) sum += impossible;
  }
  return { score: text.length === 0 ? 0 : sum / text.length, characters: text.length };
}
