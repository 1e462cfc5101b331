import iconv from 'iconv-lite';
import { everydayCharacters } from './everyday-characters.data.ts';

/** Encodings of one or two bytes a character that are told apart by what is usual in their languages. */
export type LegacyEncoding = 'gb18030' | 'big5' | 'shift_jis' | 'euc-jp' | 'euc-kr' | 'windows-1252';

export interface Likelihood {
  readonly encoding: LegacyEncoding;
  /** Natural logarithm of how likely these bytes are in a text of this encoding; comparable between encodings. */
  readonly log: number;
  /** Mean per character beyond ASCII: about -6 in a text, below -9 in what is none. */
  readonly mean: number;
}

/** A kind of character: its share of a running text's characters beyond ASCII, and how many there are of the kind. */
const kind = (share: number, size: number): number => Math.log(share / size);
const impossible = -17;
/** A letter or sign of ASCII that is read as itself: where one encoding takes it for half of a character, the other has to pay for it, too. */
const asciiSign = -3.5;
/** A character by itself between ASCII, made of one byte or ending in an ASCII one, is more likely a dash or an accent of a Western text. */
const lone = -5;

/** What the bytes from `at` on are: the logarithm of their likelihood, and how many they are. */
type Hand = (bytes: Uint8Array, at: number) => readonly [log: number, length: number];

function codesOf(characters: string, encoding: string): ReadonlySet<number> {
  const codes = new Set<number>();
  for (const character of characters) {
    const bytes = iconv.encode(character, encoding);
    // What the encoding does not have becomes "?".
    if (bytes.length === 2) codes.add(bytes.readUInt16BE(0));
  }
  return codes;
}

/** Chinese as mainland China writes it: GB 2312 sorts 3,755 everyday characters by sound from B0 to D7. */
function simplifiedHand(): Hand {
  const everyday = codesOf(everydayCharacters.simplified, 'gb18030');
  const [usual, sign, common, rare, other] = [kind(0.65, everyday.size), kind(0.12, 120), kind(0.21, 3755 - everyday.size), kind(0.012, 3008), kind(0.008, 17_000)];
  return (bytes, at) => {
    const [lead, trail, third, fourth] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
    if (lead === 0x80 || lead === 0xff) return [impossible, 1];
    if (trail >= 0x30 && trail <= 0x39) return third >= 0x81 && third <= 0xfe && fourth >= 0x30 && fourth <= 0x39 ? [kind(0.001, 40_000), 4] : [impossible, 1];
    if (trail < 0x40 || trail === 0x7f || trail === 0xff) return [impossible, 1];
    if (everyday.has(lead * 256 + trail)) return [usual, 2];
    if (trail < 0xa1 || lead < 0xa1) return [other, 2];
    if (lead === 0xa1 || lead === 0xa3) return [sign, 2];
    if (lead >= 0xb0 && lead <= 0xd7) return [common, 2];
    if (lead >= 0xd8 && lead <= 0xf7) return [rare, 2];
    return [lead >= 0xaa && lead <= 0xaf ? impossible : other, 2];
  };
}

/** Chinese as Taiwan and Hong Kong write it: Big5 sorts 5,401 everyday characters by strokes from A4 to C6. */
function traditionalHand(): Hand {
  const everyday = codesOf(everydayCharacters.traditional, 'big5');
  const [usual, sign, common, rare, other] = [kind(0.65, everyday.size), kind(0.12, 120), kind(0.21, 5401 - everyday.size), kind(0.012, 7652), kind(0.008, 6000)];
  return (bytes, at) => {
    const [lead, trail] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    if (lead === 0x80 || lead === 0xff || trail < 0x40 || (trail > 0x7e && trail < 0xa1) || trail === 0xff) return [impossible, 1];
    if (everyday.has(lead * 256 + trail)) return [usual, 2];
    if (lead >= 0xa1 && lead <= 0xa3) return [sign, 2];
    if (lead >= 0xa4 && lead <= 0xc6) return [common, 2];
    if (lead >= 0xc9 && lead <= 0xf9) return [rare, 2];
    return [other, 2];
  };
}

interface JapaneseKinds { readonly everyday: ReadonlySet<number>; readonly usual: number; readonly hiragana: number; readonly katakana: number; readonly sign: number; readonly letter: number; readonly common: number; readonly rare: number; readonly other: number }

function japaneseKinds(encoding: 'shift_jis' | 'euc-jp'): JapaneseKinds {
  const everyday = codesOf(everydayCharacters.kanji, encoding);
  return { everyday, usual: kind(0.26, everyday.size), hiragana: kind(0.42, 83), katakana: kind(0.12, 86), sign: kind(0.1, 60), letter: kind(0.02, 62), common: kind(0.07, 2965 - everyday.size), rare: kind(0.005, 3390), other: kind(0.003, 2000) };
}

/** Kana and kanji in rows 1 to 84 of JIS X 0208, as `row` counts them. */
function japanese(kinds: JapaneseKinds, code: number, row: number): number {
  if (kinds.everyday.has(code)) return kinds.usual;
  if (row === 4) return kinds.hiragana;
  if (row === 5) return kinds.katakana;
  if (row === 1) return kinds.sign;
  if (row === 3) return kinds.letter;
  if (row >= 16 && row <= 47) return kinds.common;
  if (row >= 48 && row <= 84) return kinds.rare;
  return row >= 9 && row <= 15 && row !== 13 ? impossible : kinds.other;
}

function shiftJisHand(kinds: JapaneseKinds): Hand {
  return (bytes, at) => {
    const [lead, trail] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    if (lead >= 0xa1 && lead <= 0xdf) return [kind(0.002, 63), 1];
    if (lead === 0x80 || lead === 0xa0 || lead > 0xfc || trail < 0x40 || trail === 0x7f || trail > 0xfc) return [impossible, 1];
    // Two rows of 94 share a lead byte; the second begins at 9F.
    const row = (lead - (lead > 0x9f ? 0xc1 : 0x81)) * 2 + (trail >= 0x9f ? 2 : 1);
    return [row > 94 ? kinds.other : japanese(kinds, lead * 256 + trail, row), 2];
  };
}

/** Banks and tills write nothing but half-width katakana, which have one byte. */
const halfWidthHand: Hand = (bytes, at) => [(bytes[at] ?? 0) >= 0xa1 && (bytes[at] ?? 0) <= 0xdf ? kind(1, 63) : impossible, 1];

function eucJpHand(kinds: JapaneseKinds): Hand {
  return (bytes, at) => {
    const [lead, trail, third] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
    if (lead === 0x8e && trail >= 0xa1 && trail <= 0xdf) return [kind(0.002, 63), 2];
    if (lead === 0x8f && trail >= 0xa1 && third >= 0xa1) return [kind(0.001, 6000), 3];
    if (lead < 0xa1 || lead === 0xff || trail < 0xa1 || trail === 0xff) return [impossible, 1];
    return [japanese(kinds, lead * 256 + trail, lead - 0xa0), 2];
  };
}

/** Korean: 2,350 syllables in the order of the alphabet from B0 to C8, and those that Windows added where a byte is below A1. */
function koreanHand(): Hand {
  const everyday = codesOf(everydayCharacters.hangul, 'euc-kr');
  const [usual, sign, common, rare, added] = [kind(0.9, everyday.size), kind(0.02, 282), kind(0.07, 2350 - everyday.size), kind(0.004, 4888), kind(0.003, 8822)];
  return (bytes, at) => {
    const [lead, trail] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    const letter = (trail >= 0x41 && trail <= 0x5a) || (trail >= 0x61 && trail <= 0x7a) || (trail >= 0x81 && trail <= 0xfe);
    if (lead === 0x80 || lead === 0xff || !letter) return [impossible, 1];
    if (everyday.has(lead * 256 + trail)) return [usual, 2];
    if (lead < 0xa1 || trail < 0xa1) return lead <= 0xc6 ? [added, 2] : [impossible, 1];
    if (lead >= 0xb0 && lead <= 0xc8) return [common, 2];
    if (lead >= 0xca && lead <= 0xfd) return [rare, 2];
    return [lead <= 0xa3 ? sign : lead <= 0xac ? kind(0.002, 600) : impossible, 2];
  };
}

/** Western European text: single letters beyond ASCII among ASCII letters, and the quotes, dashes and signs of Windows. */
function westernHand(): Hand {
  const undefinedBytes: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
  const usualSigns: ReadonlySet<number> = new Set([0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, ...Buffer.from('£§©«®°±²³·»½¿¡µ', 'latin1')]);
  const [letter, sign, other, together] = [kind(0.62, 62), kind(0.25, usualSigns.size), kind(0.03, 40), kind(0.1, 62)];
  const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  return (bytes, at) => {
    const byte = bytes[at] ?? 0;
    if (undefinedBytes.has(byte)) return [impossible, 1];
    const [before, after] = [bytes[at - 1] ?? 0x20, bytes[at + 1] ?? 0x20];
    const alone = before < 0x80 && after < 0x80;
    if (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7) return [alone && (isLetter(before) || isLetter(after)) ? letter : together, 1];
    if (usualSigns.has(byte)) return [alone ? sign : together, 1];
    return [alone ? other : kind(0.01, 40), 1];
  };
}

interface Reading { readonly encoding: LegacyEncoding; /** Logarithm: how usual it is among owners' files before one has looked. */ readonly before: number; readonly hand: Hand }

let readings: readonly Reading[] | undefined;

/** Chinese comes first: a short Chinese text must never be taken for Japanese or Korean because of one character. */
function allReadings(): readonly Reading[] {
  return readings ??= [
    { encoding: 'gb18030', before: 0, hand: simplifiedHand() },
    { encoding: 'big5', before: -1, hand: traditionalHand() },
    { encoding: 'windows-1252', before: 0, hand: westernHand() },
    { encoding: 'shift_jis', before: -2.5, hand: shiftJisHand(japaneseKinds('shift_jis')) },
    { encoding: 'shift_jis', before: -4, hand: halfWidthHand },
    { encoding: 'euc-jp', before: -3, hand: eucJpHand(japaneseKinds('euc-jp')) },
    { encoding: 'euc-kr', before: -3, hand: koreanHand() },
  ];
}

/** How likely bytes beyond ASCII are in each encoding, the likeliest first; each encoding once. */
export function likelihoods(bytes: Uint8Array): Likelihood[] {
  const found = new Map<LegacyEncoding, Likelihood>();
  for (const reading of allReadings()) {
    const { encoding, before } = reading;
    const { log, mean } = measure(bytes, reading);
    if (log + before > (found.get(encoding)?.log ?? -Infinity)) found.set(encoding, { encoding, log: log + before, mean });
  }
  return [...found.values()].sort((a, b) => b.log - a.log);
}

function measure(bytes: Uint8Array, { encoding, hand }: Reading): { log: number; mean: number } {
  let [beyond, ascii, characters] = [0, 0, 0];
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      if (byte >= 0x40) ascii += asciiSign;
      at += 1;
      continue;
    }
    const [log, length] = hand(bytes, at);
    // A sample may break off in the middle of a character.
    if (at + length > bytes.length) break;
    const ends = bytes[at + length - 1] ?? 0;
    const isLone = encoding !== 'windows-1252' && (length === 1 || ends < 0x80) && (bytes[at - 1] ?? 0) < 0x80 && (bytes[at + length] ?? 0) < 0x80;
    beyond += isLone ? log + lone : log;
    characters += 1;
    at += length;
  }
  return { log: beyond + ascii, mean: characters === 0 ? 0 : beyond / characters };
}
