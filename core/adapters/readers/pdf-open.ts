import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { SproutError } from '../../contract/index.ts';
import type { FormatInput } from './format-reader.ts';

/**
 * Opens a PDF with pdf.js. Its fonts, character maps and image decoders come from its package: nothing is fetched.
 * @throws SproutError password-needed, password-wrong, file-damaged.
 */
export async function openPdf(data: Uint8Array, { name, password }: Pick<FormatInput, 'name' | 'password'>): Promise<PDFDocumentProxy> {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const home = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const folder = (part: string): string => join(home, part) + sep;
  try {
    return await pdfjs.getDocument({
      data,
      ...(password === undefined ? {} : { password }),
      cMapUrl: folder('cmaps'), cMapPacked: true,
      standardFontDataUrl: folder('standard_fonts'),
      wasmUrl: folder('wasm'), iccUrl: folder('iccs'),
      useSystemFonts: false, stopAtErrors: false,
      // Larger pictures are decoded as blank instead: 100 megapixels hold an A3 scan at 600 dpi.
      maxImageSize: 100_000_000, canvasMaxAreaInBytes: 256 * 1024 * 1024,
      verbosity: pdfjs.VerbosityLevel.ERRORS,
    }).promise;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException') {
      throw new SproutError(password === undefined || password === '' ? 'password-needed' : 'password-wrong', { file: name }, { cause });
    }
    throw new SproutError('file-damaged', { file: name }, { cause });
  }
}
