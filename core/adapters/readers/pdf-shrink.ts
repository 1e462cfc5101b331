import type { PDFPageProxy } from 'pdfjs-dist';

/** pdf.js's ImageKind: how a decoded picture's bytes are laid out. */
const kinds = { bilevel: 1, rgb: 2, rgba: 3 } as const;
/** Pixels along an A4 page's long side at 300 dpi: more tells recognition nothing. */
const longSide = 3508;

interface DecodedPicture { width: number; height: number; kind: number; data: Uint8Array | Uint8ClampedArray }

/**
 * Makes the pictures of a page smaller as pdf.js hands them over, before they are drawn: a scan at 600 dpi
 * (35 megapixels) would be held three times over at four bytes a pixel, half a gigabyte [measured].
 */
export function shrinkPictures(page: PDFPageProxy): void {
  // `objs` is where the decoder leaves a page's pictures; its types leave that method out.
  const objects = page.objs as { resolve(id: string, data: unknown): void };
  const resolve = objects.resolve.bind(objects);
  objects.resolve = (id, data) => { resolve(id, isHuge(data) ? shrunk(data) : data); };
}

function isHuge(data: unknown): data is DecodedPicture {
  if (data === null || typeof data !== 'object') return false;
  const { width, height, kind, data: bytes } = data as Partial<DecodedPicture>;
  return typeof width === 'number' && typeof height === 'number' && Math.max(width, height) > longSide * 1.2
    && (kind === kinds.bilevel || kind === kinds.rgb || kind === kinds.rgba) && ArrayBuffer.isView(bytes);
}

/** Averages whole rectangles of pixels: 1-bit lines become grey ones instead of breaking up. */
function shrunk(picture: DecodedPicture): DecodedPicture {
  const factor = Math.max(picture.width, picture.height) / longSide;
  const width = Math.max(1, Math.round(picture.width / factor));
  const height = Math.max(1, Math.round(picture.height / factor));
  const data = new Uint8Array(3 * width * height);
  const stride = picture.kind === kinds.bilevel ? (picture.width + 7) >> 3 : picture.width * (picture.kind === kinds.rgb ? 3 : 4);
  const channel = picture.kind === kinds.bilevel
    ? (row: number, x: number): number => ((picture.data[row + (x >> 3)] ?? 0) >> (7 - (x & 7)) & 1) * 255
    : (row: number, x: number, offset: number): number => picture.data[row + x * (picture.kind === kinds.rgb ? 3 : 4) + offset] ?? 0;
  for (let y = 0, to = 0; y < height; y += 1) {
    const [top, bottom] = span(y, height, picture.height);
    for (let x = 0; x < width; x += 1) {
      const [left, right] = span(x, width, picture.width);
      const area = (bottom - top) * (right - left);
      for (let offset = 0; offset < 3; offset += 1, to += 1) {
        let sum = 0;
        for (let fromY = top; fromY < bottom; fromY += 1) for (let fromX = left; fromX < right; fromX += 1) sum += channel(fromY * stride, fromX, offset);
        data[to] = sum / area;
      }
    }
  }
  return { ...picture, width, height, kind: kinds.rgb, data };
}

/** The source pixels [from, to) under one target pixel; at least one. */
function span(at: number, count: number, of: number): [number, number] {
  const from = Math.floor(at * of / count);
  return [from, Math.max(from + 1, Math.floor((at + 1) * of / count))];
}
