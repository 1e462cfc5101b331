/**
 * Documents in, right document out: the SEC 10-Q PDFs of shared/data through the whole core, and the share of their 116 questions for which
 * a right document is among the first three (documents of the best passages, in order). The baseline in the same run is full text alone.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore } from '../core/create-core.ts';
import { openLanceIndex } from '../core/adapters/lance/index.ts';
import { queryTerms } from '../core/shared/text/analyse.ts';
import { sharedData } from './ranking/questions.ts';

const folder = join(sharedData, 'A_rag/sec10q');
const questions = (await readFile(join(folder, 'qna.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { question: string; gold_docs: string[] });
const firstThree = (names: readonly string[]): string[] => [...new Set(names)].slice(0, 3);

const home = await mkdtemp(join(tmpdir(), 'sprout-sec10q-'));
try {
  const core = await createCore({ home, version: 'bench', templates: join(import.meta.dirname, '../templates'), locale: 'en', background: false, onBug: console.error });
  const { documents, search } = core.features;
  const accepted = await documents.importPaths((await readdir(join(folder, 'docs'))).filter((name) => name.endsWith('.pdf')).map((name) => join(folder, 'docs', name)));
  await documents.settled(accepted.map(({ id }) => id));
  const names = new Map(documents.list().map(({ id, name }) => [id, name]));
  const found: string[][] = [];
  for (const { question } of questions) found.push(firstThree((await search.find(question, { limit: 50 })).hits.map(({ name }) => name)));
  await core.close();
  const index = await openLanceIndex(join(home, 'workspaces/default/lance'));
  const alone: string[][] = [];
  for (const { question } of questions) alone.push(firstThree((await index.search(queryTerms(question), 50)).map(({ document }) => names.get(document) ?? '')));
  await index.close();
  const share = (lists: readonly string[][]): number => Math.round(lists.filter((list, at) => list.some((name) => questions[at]?.gold_docs.includes(name))).length / questions.length * 1000) / 1000;
  const report = { bench: 'documents-found', questions: questions.length, documents: accepted.length, targets: { amongFirstThree: 0.9 }, amongFirstThree: share(found), fullTextAlone: share(alone) };
  console.log(JSON.stringify(report));
  await mkdir(join(import.meta.dirname, 'results'), { recursive: true });
  await writeFile(join(import.meta.dirname, 'results/documents-found.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await rm(home, { recursive: true, force: true });
}
