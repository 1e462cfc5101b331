/**
 * Texts a second when the vectors of a folder are made: through search by meaning (passages from the index, the model in its process, vectors
 * into LanceDB) and through the Embedder alone, against llama.cpp's C API in one batch loop. With the tiny embedding model of shared/models,
 * where all but the model weighs most, and with a made one of a real model's size. Usage: node bench/model-embedding.ts [--rounds N] [--threads N] [--texts N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLanceIndex, openLanceVectors } from '../core/adapters/lance/index.ts';
import { createLlamaRuntime } from '../core/adapters/llama/index.ts';
import { createMeaningSearch } from '../core/features/search/index.ts';
import type { Chunk } from '../core/ports/chunk-index.ts';
import type { Embedder } from '../core/ports/embedder.ts';
import type { ModelFile } from '../core/ports/model-runtime.ts';
import { madeModel, smolShape } from '../core/shared/gguf/index.ts';
import { searchTokens } from '../core/shared/text/analyse.ts';
import { splitSentences } from '../core/shared/text/sentences.ts';
import { loadPassages, sharedData } from './ranking/questions.ts';
import { makeFile, modelFile } from './support/made-file.ts';
import { option, threads } from './support/options.ts';
import { rest, startPlain } from './support/plain-process.ts';
import { median, report, round } from './support/report.ts';

const rounds = option('rounds', 3);
const texts = option('texts', 1500);
/** As search by meaning gives them to the model. */
const batch = 32;
const perDocument = 20;

const folder = await mkdtemp(join(tmpdir(), 'sprout-embedding-'));
const runtime = createLlamaRuntime({ threads });
try {
  const passages = loadPassages('xquad-en').map(({ text }) => text);
  const sentences = passages.flatMap((text) => splitSentences(text).map((sentence) => sentence.text));
  // Passages, and others mixed of their sentences, until there are enough.
  const many = Array.from({ length: texts }, (_, at) => passages[at] ?? Array.from({ length: 5 }, (__, part) => sentences[(at * 31 + part * 577) % sentences.length]).join(' '));
  const few = sentences.filter((text) => text.length < 200).slice(0, Math.min(32, texts / 8));
  const results = [
    await measure(await modelFile(join(sharedData, '../models/m2v-bge-base-en-vq128-F16.gguf')), many),
    await measure(await makeFile(join(folder, 'made, 135M weights.gguf'), madeModel(smolShape)), few),
  ];
  await report('model-embedding', { threads, rounds, targets: { folderToPlain: 0.9 }, results });
} finally {
  await runtime.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(file: ModelFile, given: readonly string[]): Promise<Record<string, unknown>> {
  const plain = startPlain();
  const index = await openLanceIndex(join(folder, `${file.id} index`));
  try {
    const chunks = given.map((text, at): Chunk => ({ id: `d${Math.floor(at / perDocument)}:1:${at % perDocument}`, document: `d${Math.floor(at / perDocument)}`, ordinal: at % perDocument, text, tokens: searchTokens(text).join(' '), page: null, heading: null, start: 0, end: text.length }));
    await index.write(chunks, []);
    await index.optimize();
    await plain.ask({ type: 'load', options: { path: file.path, threads, context: 2048, sequences: 32, embeddings: true } });
    const embedder = await runtime.embedder(file);
    const ways = {
      plain: async () => { await plain.ask({ type: 'embed', texts: given }); },
      embedder: async () => { for (let from = 0; from < given.length; from += batch) await embedder.embed(given.slice(from, from + batch), 'passage'); },
      folder: (round: number) => embedFolder(embedder, index, [...new Set(chunks.map(({ document }) => document))], join(folder, `${file.id} vectors ${round}`)),
    };
    const speeds = { plain: [] as number[], embedder: [] as number[], folder: [] as number[] };
    for (let at = 0; at <= rounds; at += 1) {
      for (const way of ['plain', 'embedder', 'folder'] as const) {
        await rest();
        const started = performance.now();
        await ways[way](at);
        if (at > 0) speeds[way].push(given.length / (performance.now() - started) * 1000);
      }
    }
    const of = (way: keyof typeof speeds): number => median(speeds[way]);
    return {
      model: file.id, texts: given.length, textsPerSecond: { plain: round(of('plain')), embedder: round(of('embedder')), folder: round(of('folder')) },
      embedderToPlain: round(of('embedder') / of('plain')), folderToPlain: round(of('folder') / of('plain')),
    };
  } finally {
    await plain.close();
    await index.close();
  }
}

/** What search by meaning does after an import. */
async function embedFolder(embedder: Embedder, index: Awaited<ReturnType<typeof openLanceIndex>>, documents: readonly string[], directory: string): Promise<void> {
  const vectors = await openLanceVectors(directory);
  const meaning = createMeaningSearch({
    vectors, index, embedders: { chosen: () => embedder.id, get: () => Promise.resolve(embedder) }, sources: () => new Map(documents.map((id) => [`${id}:1`, id])), waits: false,
    onProgress: () => undefined, onBug: (error) => { throw error; },
  });
  meaning.update();
  await meaning.settled();
  await meaning.close();
  await vectors.close();
}
