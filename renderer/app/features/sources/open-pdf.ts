import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerAddress;

/** Opens a PDF by address, with the maps and fonts that ship with the app. Loaded only when a PDF is shown. */
export function openPdf(url: string): Promise<PDFDocumentProxy> {
  const assets = new URL('./pdf/', document.baseURI).href;
  return getDocument({ url, cMapUrl: `${assets}cmaps/`, cMapPacked: true, standardFontDataUrl: `${assets}standard_fonts/`, wasmUrl: `${assets}wasm/` }).promise;
}
export { TextLayer } from 'pdfjs-dist';
