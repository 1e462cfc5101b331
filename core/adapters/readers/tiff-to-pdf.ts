import { SproutError } from '../../contract/index.ts';

const mostPages = 500;
const mostStrips = 20_000;
const tag = { width: 256, height: 257, bits: 258, compression: 259, photometric: 262, fillOrder: 266, offsets: 273, samples: 277, rowsPerStrip: 278, byteCounts: 279, faxOptions: 292, predictor: 317, jpegTables: 347 } as const;
type Directory = ReadonlyMap<number, readonly number[]>;

/**
 * Each page becomes a PDF page of its strips: PDF took its picture compressions (fax, LZW, Deflate, PackBits, JPEG) from TIFF.
 * Not covered: tiles, palettes, split planes. @throws SproutError file-damaged, format-unsupported.
 */
export function tiffToPdf(bytes: Buffer, name: string): Uint8Array {
  const little = bytes.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const parts: Buffer[] = [];
  const objects: string[] = [];
  try {
    const seen = new Set<number>();
    const pages: Directory[] = [];
    for (let at = long(4); at !== 0 && !seen.has(at) && pages.length < mostPages;) {
      seen.add(at);
      const count = short(at);
      pages.push(readDirectory(at + 2, count, short, long));
      at = long(at + 2 + 12 * count);
    }
    return writePdf(pages, bytes, name, parts, objects);
  } catch (cause) {
    if (cause instanceof SproutError) throw cause;
    throw new SproutError('file-damaged', { file: name }, { cause });
  }
}

function readDirectory(at: number, count: number, short: (at: number) => number, long: (at: number) => number): Directory {
  const entries = new Map<number, number[]>();
  for (let index = 0; index < count; index += 1) {
    const entry = at + 12 * index;
    const isShort = short(entry + 2) === 3;
    const size = isShort ? 2 : 4;
    const values = Math.min(long(entry + 4), mostStrips);
    if (short(entry) === tag.jpegTables) { entries.set(tag.jpegTables, [long(entry + 8), long(entry + 4)]); continue; }
    if (short(entry + 2) !== 3 && short(entry + 2) !== 4) continue;
    const from = values * size <= 4 ? entry + 8 : long(entry + 8);
    entries.set(short(entry), Array.from({ length: values }, (_, value) => (isShort ? short(from + value * size) : long(from + value * size))));
  }
  return entries;
}

function writePdf(pages: readonly Directory[], bytes: Buffer, name: string, parts: Buffer[], kids: string[]): Uint8Array {
  let length = 0;
  let number = 3;
  const write = (data: string | Buffer): void => { const part = typeof data === 'string' ? Buffer.from(data, 'latin1') : data; parts.push(part); length += part.length; };
  const starts: number[] = [];
  const object = (id: number, head: string, body?: Buffer): void => {
    starts[id] = length;
    write(`${id} 0 obj\n${head}\n`);
    if (body !== undefined) { write('stream\n'); write(body); write('\nendstream\n'); }
    write('endobj\n');
  };
  write('%PDF-1.5\n');
  for (const page of pages) {
    const value = (key: number, otherwise: number): number => page.get(key)?.[0] ?? otherwise;
    const width = value(tag.width, 0);
    const height = value(tag.height, 0);
    const offsets = page.get(tag.offsets);
    if (offsets === undefined || width === 0 || height === 0 || value(tag.photometric, 1) === 3) throw new SproutError('format-unsupported', { file: name, kind: 'TIFF, tiles or palette' });
    const rows = Math.min(value(tag.rowsPerStrip, height), height);
    // 300 dots an inch is assumed: it sets the size of the drawn page only.
    const points = (pixels: number): string => (pixels * 72 / 300).toFixed(3);
    const images: number[] = [];
    let content = '';
    offsets.forEach((offset, strip) => {
      const stripRows = Math.min(rows, height - strip * rows);
      const data = withJpegTables(bytes.subarray(offset, offset + (page.get(tag.byteCounts)?.[strip] ?? 0)), page, bytes);
      const id = number++;
      object(id, imageHead(page, width, stripRows, data.length, name), data);
      images.push(id);
      content += `q ${points(width)} 0 0 ${points(stripRows)} 0 ${points(height - strip * rows - stripRows)} cm /I${id} Do Q\n`;
    });
    const stream = number++;
    object(stream, `<< /Length ${content.length} >>`, Buffer.from(content, 'latin1'));
    const id = number++;
    object(id, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${points(width)} ${points(height)}] /Contents ${stream} 0 R /Resources << /XObject << ${images.map((image) => `/I${image} ${image} 0 R`).join(' ')} >> >> >>`);
    kids.push(`${id} 0 R`);
  }
  object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  object(2, `<< /Type /Pages /Count ${kids.length} /Kids [${kids.join(' ')}] >>`);
  const table = length;
  write(`xref\n0 ${number}\n0000000000 65535 f \n${Array.from({ length: number - 1 }, (_, index) => `${String(starts[index + 1] ?? 0).padStart(10, '0')} 00000 n \n`).join('')}`);
  write(`trailer\n<< /Size ${number} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  return new Uint8Array(Buffer.concat(parts));
}

/** JPEG strips share one set of tables; each needs its own copy to stand alone: tables without their end mark, strip without its start mark. */
function withJpegTables(strip: Buffer, page: Directory, bytes: Buffer): Buffer {
  const [at, length] = page.get(tag.jpegTables) ?? [];
  if (at === undefined || length === undefined) return strip;
  return Buffer.concat([bytes.subarray(at, at + length - 2), strip.subarray(2)]);
}

function imageHead(page: Directory, width: number, rows: number, length: number, name: string): string {
  const value = (key: number, otherwise: number): number => page.get(key)?.[0] ?? otherwise;
  const samples = value(tag.samples, 1);
  const bits = value(tag.bits, 1);
  const whiteIsZero = value(tag.photometric, 1) === 0;
  const space = samples === 1 ? '/DeviceGray' : samples === 4 ? '/DeviceCMYK' : '/DeviceRGB';
  const predictor = value(tag.predictor, 1);
  const delta = predictor === 2 ? ` /DecodeParms << /Predictor 2 /Colors ${samples} /BitsPerComponent ${bits} /Columns ${width} >>` : '';
  const fax = (k: number): string => `/Filter /CCITTFaxDecode /DecodeParms << /K ${k} /Columns ${width} /Rows ${rows} /BlackIs1 ${whiteIsZero ? 'false' : 'true'} >>`;
  const compression = value(tag.compression, 1);
  const filters: Readonly<Record<number, string>> = {
    1: '', 2: fax(0).replace('/K 0', '/K 0 /EncodedByteAlign true'), 3: fax((value(tag.faxOptions, 0) & 1) === 1 ? 1 : 0), 4: fax(-1),
    5: `/Filter /LZWDecode${delta}`, 7: '/Filter /DCTDecode', 8: `/Filter /FlateDecode${delta}`, 32946: `/Filter /FlateDecode${delta}`, 32773: '/Filter /RunLengthDecode',
  };
  const filter = filters[compression];
  if (filter === undefined || samples === 2) throw new SproutError('format-unsupported', { file: name, kind: `TIFF, compression ${compression}` });
  const isFax = compression >= 2 && compression <= 4;
  const decode = whiteIsZero && !isFax && samples === 1 ? ' /Decode [1 0]' : '';
  return `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${rows} /BitsPerComponent ${bits} /ColorSpace ${space} ${filter}${decode} /Length ${length} >>`;
}
