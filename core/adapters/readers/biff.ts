/** One record of a BIFF stream ([MS-XLS] 2.1.4): its type and its bytes, CONTINUE records kept apart. */
export interface BiffRecord { readonly type: number; readonly data: Buffer; readonly continued: readonly Buffer[] }

export const biff = {
  formula: 0x06, end: 0x0a, date1904: 0x22, filePass: 0x2f, continued: 0x3c, codePage: 0x42, boundSheet: 0x85, mulRk: 0xbd, xf: 0xe0, mergeCells: 0xe5,
  sst: 0xfc, labelSst: 0xfd, number: 0x203, label: 0x204, string: 0x207, rk: 0x27e, begin: 0x809, format: 0x41e, oldFormat: 0x1e, richLabel: 0xd6,
} as const;

/** Records from an offset on, until the stream ends or breaks off. */
export function* records(stream: Buffer, from = 0): Generator<BiffRecord> {
  let at = from;
  while (at + 4 <= stream.length) {
    const type = stream.readUInt16LE(at);
    const length = stream.readUInt16LE(at + 2);
    const data = stream.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    const continued: Buffer[] = [];
    while (at + 4 <= stream.length && stream.readUInt16LE(at) === biff.continued) {
      const more = stream.readUInt16LE(at + 2);
      continued.push(stream.subarray(at + 4, at + 4 + more));
      at += 4 + more;
    }
    yield { type, data, continued };
  }
}

/** The shared strings (2.4.265): a string may break off in the middle and go on in the next CONTINUE record, in another width. */
export function sharedStrings({ data, continued }: BiffRecord): string[] {
  const parts = [data, ...continued];
  const strings: string[] = [];
  let part = 0;
  let at = 8;
  const current = (): Buffer => parts[part] ?? Buffer.alloc(0);
  const settle = (): boolean => {
    while (part < parts.length && at >= current().length) { at -= current().length; part += 1; }
    return part < parts.length;
  };
  while (settle()) {
    const head = current();
    if (at + 3 > head.length) break;
    let left = head.readUInt16LE(at);
    let flags = head.readUInt8(at + 2);
    at += 3;
    const runs = (flags & 8) !== 0 && at + 2 <= head.length ? head.readUInt16LE(at) : 0;
    if ((flags & 8) !== 0) at += 2;
    const extra = (flags & 4) !== 0 && at + 4 <= head.length ? head.readUInt32LE(at) : 0;
    if ((flags & 4) !== 0) at += 4;
    let text = '';
    while (left > 0) {
      const width = (flags & 1) + 1;
      const take = Math.min(left, Math.floor((current().length - at) / width));
      if (take > 0) {
        text += current().toString(width === 2 ? 'utf16le' : 'latin1', at, at + take * width);
        at += take * width;
        left -= take;
      }
      if (left === 0) break;
      part += 1;
      at = 1;
      if (part >= parts.length || current().length === 0) return strings;
      flags = current().readUInt8(0);
    }
    strings.push(text);
    at += 4 * runs + extra;
  }
  return strings;
}

/** XLUnicodeString (2.5.294), or before Excel 97 bytes in the file's code page. */
export function unicodeString(data: Buffer, at: number, lengthBytes: 1 | 2, old: ((bytes: Buffer) => string) | undefined): string {
  if (at + lengthBytes > data.length) return '';
  const length = lengthBytes === 1 ? data.readUInt8(at) : data.readUInt16LE(at);
  const start = at + lengthBytes;
  if (old) return old(data.subarray(start, start + length));
  const wide = ((data[start] ?? 0) & 1) === 1;
  return data.toString(wide ? 'utf16le' : 'latin1', start + 1, start + 1 + length * (wide ? 2 : 1));
}

/** A number in 30 bits (2.5.122). */
export function rkNumber(rk: number): number {
  let value: number;
  if ((rk & 2) !== 0) value = rk >> 2;
  else {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32LE(rk & ~3, 4);
    value = bytes.readDoubleLE(0);
  }
  return (rk & 1) !== 0 ? value / 100 : value;
}
