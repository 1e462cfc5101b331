const impossible = -1.5;

/** UTF-16 without a mark: the share of its units that are everyday letters, signs and characters; below 0 when many cannot be. */
export function utf16Score(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): number {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, bytes.length & ~1));
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0x180) || (code >= 0x2010 && code <= 0x2027)) sum += 1;
    else if ((code >= 0x3000 && code <= 0x30ff) || (code >= 0x4e00 && code <= 0x9fa5) || (code >= 0xff01 && code <= 0xff5e) || (code >= 0xac00 && code <= 0xd7a3)) sum += 0.9;
    else if (code < 32 || code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff)) sum += impossible;
  }
  return text.length === 0 ? 0 : sum / text.length;
}
