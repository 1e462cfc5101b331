/** What an RTF file is made of (RTF 1.9.1, "Basic entities"). */
export type RtfToken =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'word'; readonly word: string; readonly value: number | undefined }
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'text'; readonly bytes: Buffer };

const backslash = 0x5c;
const opening = 0x7b;
const closing = 0x7d;
const isLetter = (byte: number): boolean => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

export function* rtfTokens(bytes: Buffer): Generator<RtfToken> {
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === opening) { at += 1; yield { kind: 'open' }; }
    else if (byte === closing) { at += 1; yield { kind: 'close' }; }
    else if (byte === 0x0a || byte === 0x0d || byte === 0) at += 1;
    else if (byte !== backslash) {
      const from = at;
      while (at < bytes.length && ![backslash, opening, closing, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at += 1;
      yield { kind: 'text', bytes: bytes.subarray(from, at) };
    } else if (isLetter(bytes[at + 1] ?? 0)) {
      let end = at + 1;
      while (isLetter(bytes[end] ?? 0)) end += 1;
      const word = bytes.toString('latin1', at + 1, end);
      const digits = end;
      if (bytes[end] === 0x2d) end += 1;
      while (isDigit(bytes[end] ?? 0)) end += 1;
      const value = end > digits ? Number(bytes.toString('latin1', digits, end)) : undefined;
      at = bytes[end] === 0x20 ? end + 1 : end;
      // Binary data may hold anything, brackets too.
      if (word === 'bin') at += Math.max(0, value ?? 0);
      else yield { kind: 'word', word, value };
    } else if (bytes[at + 1] === 0x27) {
      yield { kind: 'byte', byte: Number.parseInt(bytes.toString('latin1', at + 2, at + 4), 16) || 0 };
      at += 4;
    } else {
      yield { kind: 'word', word: String.fromCharCode(bytes[at + 1] ?? 0), value: undefined };
      at += 2;
    }
  }
}
