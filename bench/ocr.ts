/**
 * Seconds to recognise a scanned page, on one core, from file to text; the baseline in the same run is Tesseract alone on the same pictures,
 * with the right language known beforehand. Files: the scans of shared/data/C_docs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSandboxedReader } from '../core/adapters/readers/index.ts';
import { greyOf } from '../core/adapters/readers/grey-image.ts';
import { openPdf } from '../core/adapters/readers/pdf-open.ts';
import { shrinkPictures } from '../core/adapters/readers/pdf-shrink.ts';
import { Tesseract, type GreyImage } from '../core/adapters/readers/tesseract.ts';
import { sharedData } from './ranking/questions.ts';

const files = ['docling__nemotron_multipage.pdf', 'docling__ocr_test.pdf', 'docling__sample_with_rotation_mismatch.pdf', 'mid__pdf_scanned_invoice.pdf', 'mid__MEDRPT-2024-PAT-3847_medical_report_scan.pdf'];
const path = (file: string): string => join(sharedData, 'C_docs/pdf_scanned', file);

const reader = createSandboxedReader({ poolSize: 1 });
const tesseract = await Tesseract.start();
const results: { file: string; pages: number; secondsPerPage: number; tesseractAlone: number }[] = [];
for (const file of files) {
  const started = performance.now();
  const { pages } = await reader.read({ path: path(file), name: file });
  const sprout = (performance.now() - started) / 1000;
  const pictures = await draw(file);
  const from = performance.now();
  for (const picture of pictures) await tesseract.recognise(picture, ['eng']);
  const alone = (performance.now() - from) / 1000;
  const round = (value: number): number => Math.round(value / pages * 100) / 100;
  results.push({ file, pages, secondsPerPage: round(sprout), tesseractAlone: round(alone) });
  console.log(JSON.stringify(results.at(-1)));
}
await reader.close();
const folder = join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'ocr.json'), `${JSON.stringify({ bench: 'ocr', targets: { secondsPerPage: 6 }, results }, null, 2)}\n`);

/** The pages at 300 dpi, as a scanner would hand them over. */
async function draw(file: string): Promise<GreyImage[]> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const document = await openPdf(new Uint8Array(await readFile(path(file))), { name: file });
  const pictures: GreyImage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    shrinkPictures(page);
    const viewport = page.getViewport({ scale: 300 / 72 });
    const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    await page.render({ canvas: canvas as unknown as NonNullable<Parameters<typeof page.render>[0]['canvas']>, viewport, background: '#ffffff' }).promise;
    pictures.push(greyOf(canvas));
  }
  return pictures;
}
