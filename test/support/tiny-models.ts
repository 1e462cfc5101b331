import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { factsOf } from '../../core/features/models/installed.ts';
import { createModelLibrary } from '../../core/adapters/model-library/index.ts';
import type { ModelFile } from '../../core/ports/model-runtime.ts';
import { sharedFolder } from './corpus.ts';

export const modelsFolder = join(sharedFolder, 'models');
export const tiny = {
  stories: 'TinyStories-656K-bytes-F32', stories260: 'stories260K-F32', english: 'm2v-bge-base-en-vq128-F16', lexical: 'SYNTHETIC-lexical-zh-en-Q8_0', reranker: 'SYNTHETIC-lexical-reranker-Q8_0',
} as const;

export const modelPath = (id: string): string => join(modelsFolder, `${id}.gguf`);

/** False, and says why, where the tiny models are not on this machine. */
export function hasModels(): boolean {
  const present = existsSync(modelPath(tiny.stories));
  if (!present) console.warn(`Skipped: ${modelsFolder} is absent; set SPROUT_SHARED to the folder that holds models/.`);
  return present;
}

/** As the product sees a file, header checked. @throws SproutError model-damaged, model-unsupported. */
export async function checkedModel(path: string): Promise<ModelFile> {
  const facts = await factsOf(createModelLibrary('/nowhere', []), path);
  return { id: basename(path, '.gguf'), path, contextLength: facts.contextLength, bytes: statSync(path).size, bytesPerToken: facts.bytesPerToken };
}
