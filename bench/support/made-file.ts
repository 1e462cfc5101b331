import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createModelLibrary } from '../../core/adapters/model-library/index.ts';
import { factsOf } from '../../core/features/models/installed.ts';
import type { ModelFile } from '../../core/ports/model-runtime.ts';
import { writeGguf, type WritableTensor, type WritableValue } from '../../core/shared/gguf/index.ts';

/** Writes a made model to a path and reads its header as the product does. */
export async function makeFile(path: string, { metadata, tensors }: { metadata: Record<string, WritableValue>; tensors: WritableTensor[] }): Promise<ModelFile> {
  const file = await open(path, 'w');
  try {
    await writeGguf(metadata, tensors, async (bytes) => { await file.write(bytes); });
  } finally {
    await file.close();
  }
  return modelFile(path);
}

export async function modelFile(path: string): Promise<ModelFile> {
  const { contextLength, bytesPerToken } = await factsOf(createModelLibrary('/nowhere', []), path);
  return { id: basename(path, '.gguf'), path, contextLength, bytesPerToken, bytes: (await stat(path)).size };
}
