import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { Warning } from '../../contract/index.ts';
import type { FormatInput, LooseBlock } from './format-reader.ts';
import { greyOf } from './grey-image.ts';
import { PageRecogniser, releaseRecogniser } from './ocr.ts';
import { warnOfOcr } from './ocr-warnings.ts';
import { shrinkPictures } from './pdf-shrink.ts';

const dotsPerInch = 250;
/** A scan at 600 dpi (35 megapixels) takes 500 MB while it is decoded [measured]. */
const hugePixels = 15_000_000;
/** A page so large (a plan, a poster) is drawn smaller, so that the picture fits into memory. */
const mostPixels = 9_000_000;

/** Draws the pages that hold no text and recognises what they show. Adds its warnings to `warnings`. */
export async function recognisePages(document: PDFDocumentProxy, pages: readonly number[], input: FormatInput, warnings: Warning[]): Promise<Map<number, LooseBlock[]>> {
  const found = new Map<number, LooseBlock[]>();
  const recogniser = new PageRecogniser();
  input.onProgress({ stage: 'ocr', done: 0, total: pages.length });
  for (const [index, number] of pages.entries()) {
    try {
      const page = await document.getPage(number);
      shrinkPictures(page);
      // A blank page costs nothing: what draws no picture and no paths shows no text.
      const operators = await page.getOperatorList();
      if (operators.fnArray.length > 0) {
        if (largestPicture(operators.argsArray) > hugePixels) { releaseRecogniser(); collectGarbage(); }
        const { blocks, confidence } = await recogniser.recognise(await drawn(document, number), number);
        if (blocks.length > 0) found.set(number, blocks);
        warnings.push(warnOfOcr(blocks.length > 0, confidence, number));
      } else warnings.push(warnOfOcr(false, 0, number));
      page.cleanup();
      // Fonts and pictures that pages share are kept by the document otherwise.
      await document.cleanup();
      collectGarbage();
    } catch (error) {
      warnings.push({ code: 'page-unreadable', page: number, message: `Page ${number} could not be drawn: ${error instanceof Error ? error.message : String(error)}` });
    }
    input.onProgress({ stage: 'ocr', done: index + 1, total: pages.length });
  }
  return found;
}

/** Pixels of the largest picture that a page draws: pdf.js passes [name, width, height]. */
function largestPicture(operands: readonly unknown[]): number {
  return operands.reduce<number>((largest, one) => (
    Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'number' && typeof one[2] === 'number' ? Math.max(largest, one[1] * one[2]) : largest
  ), 0);
}

/** Pictures lie outside V8's heap, which therefore sees no need to collect: ten pages would fill the memory. */
function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

async function drawn(document: PDFDocumentProxy, number: number): Promise<ReturnType<typeof greyOf>> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const page = await document.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const scale = Math.min(dotsPerInch / 72, Math.sqrt(mostPixels / (natural.width * natural.height)));
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
  // pdf.js draws on any canvas with the web's interface; its types name the browser's class.
  await page.render({ canvas: canvas as unknown as NonNullable<Parameters<typeof page.render>[0]['canvas']>, viewport, background: '#ffffff' }).promise;
  const image = greyOf(canvas);
  // Frees the surface now.
  canvas.width = 0;
  page.cleanup();
  collectGarbage();
  return image;
}
