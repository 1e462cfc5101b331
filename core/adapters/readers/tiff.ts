import type { Extraction } from '../../contract/index.ts';
import { SproutError } from '../../contract/index.ts';
import type { FormatInput } from './format-reader.ts';
import { tiffToPdf } from './tiff-to-pdf.ts';

/** A TIFF, of one page or many: wrapped as a PDF, whose reader knows the same compressions. */
export async function readTiff(bytes: Buffer, input: FormatInput): Promise<Extraction> {
  const pdf = tiffToPdf(bytes, input.name);
  const { readPdf } = await import('./pdf.ts');
  try {
    return { ...await readPdf(pdf, input), mime: 'image/tiff' };
  } catch (error) {
    // The wrapper is ours: if it holds nothing that can be read, the pictures in it do not.
    if (error instanceof SproutError && error.code === 'file-damaged') throw new SproutError('file-damaged', { file: input.name }, { cause: error });
    throw error;
  }
}
