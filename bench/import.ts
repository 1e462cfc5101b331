/**
 * Pages of text PDFs a second, from file to searchable, and the memory of the whole product while it does so (this process and its readers).
 * The baseline in the same run is pdf.js alone, which only hands out the text. Files: shared/data sec10q, or those given. Usage: node bench/import.ts [FILE…]
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { createCore } from '../core/create-core.ts';
import { sharedData } from './ranking/questions.ts';
import { treeMegabytes } from './support/process-tree.ts';

const given = argv.slice(2).filter((word) => !word.startsWith('--'));
const folder = join(sharedData, 'A_rag/sec10q/docs');
const files = given.length > 0 ? given : (await readdir(folder)).filter((name) => name.endsWith('.pdf')).map((name) => join(folder, name));

const home = await mkdtemp(join(tmpdir(), 'sprout-import-'));
try {
  const core = await createCore({ home, version: 'bench', templates: join(import.meta.dirname, '../templates'), locale: 'en', background: false, onBug: console.error });
  const memory = watchMemory();
  const started = performance.now();
  const accepted = await core.features.documents.importPaths(files);
  await core.features.documents.settled(accepted.map(({ id }) => id));
  await core.features.search.find('revenue');
  const seconds = (performance.now() - started) / 1000;
  const peak = memory.stop();
  const pages = core.features.documents.list().reduce((sum, document) => sum + document.pages, 0);
  await core.close();
  const alone = await pdfjsAlone();
  const round = (value: number): number => Math.round(value * 10) / 10;
  const report = { bench: 'import', cores: cpus().length, files: files.length, pages, targets: { pagesPerSecond: 50, megabytes: 700 }, pagesPerSecond: round(pages / seconds), peakMegabytes: Math.round(peak), pdfjsPagesPerSecond: round(pages / alone), ratio: round(alone / seconds * 10) / 10 };
  console.log(JSON.stringify(report));
  const results = join(import.meta.dirname, 'results');
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'import.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await rm(home, { recursive: true, force: true });
}

/** Memory of the product while it works, in MB; the highest is kept. */
function watchMemory(): { stop(): number } {
  let peak = 0;
  const timer = setInterval(() => { peak = Math.max(peak, treeMegabytes()); }, 250);
  return { stop: () => { clearInterval(timer); return peak; } };
}

/** @returns seconds. */
async function pdfjsAlone(): Promise<number> {
  const started = performance.now();
  for (const file of files) {
    const task = getDocument({ data: new Uint8Array(await readFile(file)), verbosity: 0 });
    const document = await task.promise;
    for (let page = 1; page <= document.numPages; page += 1) await (await document.getPage(page)).getTextContent();
    await task.destroy();
  }
  return (performance.now() - started) / 1000;
}
