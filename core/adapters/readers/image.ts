import { readFile } from 'node:fs/promises';
import { SproutError, type Warning } from '../../contract/index.ts';
import { withOffsets, type FormatReader } from './format-reader.ts';
import { greyOf } from './grey-image.ts';
import { PageRecogniser } from './ocr.ts';
import { warnOfOcr } from './ocr-warnings.ts';
import type { GreyImage } from './tesseract.ts';

const mostPixels = 60_000_000;
/** Recognition works best on letters about 30 pixels high: small pictures are drawn larger, huge ones smaller. */
const wantedPixels = { least: 1_200_000, most: 10_000_000 };

/** Pictures of text: photographs, screenshots, scans. */
export const reader: FormatReader = {
  extensions: ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff'],
  mime: ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp', 'image/tiff'],
  async read(input) {
    const bytes = await readFile(input.path);
    const { fileTypeFromBuffer } = await import('file-type');
    const mime = (await fileTypeFromBuffer(bytes))?.mime ?? 'image/png';
    if (mime === 'image/tiff') return await (await import('./tiff.ts')).readTiff(bytes, input);
    input.onProgress({ stage: 'ocr', done: 0, total: 1 });
    const image = await decode(bytes, input.name);
    const { blocks, confidence } = await new PageRecogniser().recognise(image, 1);
    if (blocks.length === 0) throw new SproutError('no-text', { file: input.name });
    const warnings: Warning[] = [warnOfOcr(true, confidence, 1)];
    return { mime, pages: 1, pageKind: 'page', blocks: withOffsets(blocks), warnings };
  },
};

async function decode(bytes: Buffer, name: string): Promise<GreyImage> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const image = await loadImage(bytes).catch((cause: unknown) => { throw new SproutError('file-damaged', { file: name }, { cause }); });
  const pixels = image.width * image.height;
  if (pixels === 0) throw new SproutError('file-damaged', { file: name });
  if (pixels > mostPixels) throw new SproutError('file-hostile', { file: name, reason: `${image.width} × ${image.height} pixels` });
  const wanted = Math.min(Math.max(pixels, wantedPixels.least), wantedPixels.most);
  const scale = Math.min(3, Math.sqrt(wanted / pixels));
  const border = 20;
  const canvas = createCanvas(Math.round(image.width * scale) + 2 * border, Math.round(image.height * scale) + 2 * border);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, border, border, canvas.width - 2 * border, canvas.height - 2 * border);
  return greyOf(canvas);
}
