import { expect, it } from 'vitest';
import { adapterFiles } from '../../renderer/app/features/teaching/adapter-files.ts';

const drop = (...paths: string[]): string[] => adapterFiles(paths.map((path) => ({ path, file: new File([], path) }))).map(({ name }) => name);

it('takes of a drop what is an adapter: the two files that lie highest, or one zip or GGUF file', () => {
  expect(drop('adapter/checkpoint-9/adapter_model.safetensors', 'adapter/checkpoint-9/adapter_config.json', 'adapter/README.md', 'adapter/adapter_config.json', 'adapter/adapter_model.safetensors')).toEqual(['adapter/adapter_model.safetensors', 'adapter/adapter_config.json']);
  expect(drop('notes.txt', 'out.zip')).toEqual(['out.zip']);
  expect(drop('a.GGUF')).toEqual(['a.GGUF']);
  // Refused by what reads it, with the reason.
  expect(drop('adapter_model.bin', 'adapter_config.json')).toEqual(['adapter_model.bin', 'adapter_config.json']);
  expect(drop('photo.png')).toEqual([]);
});
