import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ModelFile } from '../../core/ports/model-runtime.ts';
import { madeModel, writeGguf, type MadeShape } from '../../core/shared/gguf/index.ts';

/** Writes a model of a shape. */
export async function writeMade(path: string, shape: MadeShape): Promise<void> {
  const { metadata, tensors } = madeModel(shape);
  const handle = await open(path, 'w');
  try {
    await writeGguf(metadata, tensors, async (bytes) => { await handle.write(bytes); });
  } finally {
    await handle.close();
  }
}

export const describeFile = (path: string, contextLength = 8192): ModelFile => ({ id: basename(path, '.gguf'), path, contextLength, bytes: statSync(path).size, bytesPerToken: 0 });
