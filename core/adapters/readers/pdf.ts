import { readFile } from 'node:fs/promises';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { SproutError, type Extraction, type Warning } from '../../contract/index.ts';
import { withOffsets, type FormatInput, type FormatReader, type LooseBlock } from './format-reader.ts';
import { readingRegions } from './pdf-columns.ts';
import { pageLayers } from './pdf-fragments.ts';
import { withoutFurniture, type LaidOutPage } from './pdf-furniture.ts';
import { openPdf } from './pdf-open.ts';
import { proseBlocks, typeSizes, type TypeSizes } from './pdf-paragraphs.ts';
import { toRows } from './pdf-rows.ts';
import { toSegments } from './pdf-segments.ts';
import { splitTables, tableBlocks } from './pdf-tables.ts';

const mostPages = 20_000;
const mostFailedPages = 50;

/** PDF: text in reading order by page; pages that are pictures go through character recognition. */
export const reader: FormatReader = {
  extensions: ['pdf'],
  mime: ['application/pdf'],
  async read(input) { return await readPdf(new Uint8Array(await readFile(input.path)), input); },
};

/** Reads the bytes of a PDF. */
export async function readPdf(bytes: Uint8Array, input: FormatInput): Promise<Extraction> {
  const document = await openPdf(bytes, input);
  const warnings: Warning[] = [];
  const { pages, withoutText } = await layOutPages(document, input, warnings);
  const byPage = new Map<number, LooseBlock[]>();
  const kept = withoutFurniture(pages);
  const sizes = typeSizes(kept.flatMap((page) => page.regions.flat()));
  for (const page of kept) byPage.set(page.page, pageBlocks(page, sizes));
  if (withoutText.length > 0) {
    const { recognisePages } = await import('./pdf-ocr.ts');
    const recognised = await recognisePages(document, withoutText, input, warnings);
    for (const [page, blocks] of recognised) byPage.set(page, blocks);
  }
  const blocks = withOffsets([...byPage].sort(([one], [other]) => one - other).flatMap(([, found]) => found));
  if (blocks.length === 0) throw new SproutError(warnings.some((one) => one.code === 'page-unreadable') ? 'file-damaged' : 'no-text', { file: input.name });
  const title = await titleOf(document);
  const pageCount = document.numPages;
  await document.loadingTask.destroy();
  return { mime: 'application/pdf', pages: pageCount, pageKind: 'page', blocks, warnings: warnings.sort((one, other) => (one.page ?? 0) - (other.page ?? 0)), ...(title === '' ? {} : { title }) };
}

async function layOutPages(document: PDFDocumentProxy, input: FormatInput, warnings: Warning[]): Promise<{ pages: LaidOutPage[]; withoutText: number[] }> {
  const pages: LaidOutPage[] = [];
  const withoutText: number[] = [];
  const withForms = (await document.getFieldObjects().catch(() => null)) !== null;
  const total = Math.min(document.numPages, mostPages);
  let failed = 0;
  for (let number = 1; number <= total; number += 1) {
    try {
      const page = await document.getPage(number);
      const layers = await pageLayers(page, withForms);
      const regions = layers.flatMap((layer) => readingRegions(toSegments(layer.fragments)).map(toRows));
      if (regions.length > 0) pages.push({ page: number, height: layers[0]?.height ?? 0, regions });
      if (!hasText(regions)) withoutText.push(number);
      page.cleanup();
    } catch (error) {
      warnings.push({ code: 'page-unreadable', page: number, message: `Page ${number} could not be read: ${error instanceof Error ? error.message : String(error)}` });
      failed += 1;
      if (failed >= mostFailedPages) break;
    }
    input.onProgress({ stage: 'reading', done: number, total });
  }
  return { pages, withoutText };
}

/** A page number alone, stamped on a scan, is not the page's text. */
function hasText(regions: LaidOutPage['regions']): boolean {
  let letters = 0;
  for (const row of regions.flat()) for (const cell of row.cells) letters += cell.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return letters >= 4;
}

function pageBlocks(page: LaidOutPage, sizes: TypeSizes): LooseBlock[] {
  return page.regions.flatMap((rows) => splitTables(rows).flatMap((part) => (
    part.kind === 'table' ? tableBlocks(part.rows, page.page) : proseBlocks(part.rows, page.page, sizes)
  )));
}

async function titleOf(document: PDFDocumentProxy): Promise<string> {
  const metadata = await document.getMetadata().catch(() => undefined);
  const info = metadata?.info as { Title?: unknown } | undefined;
  return typeof info?.Title === 'string' ? info.Title.trim() : '';
}
