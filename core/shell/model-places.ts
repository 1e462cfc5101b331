import { delimiter } from 'node:path';

/** What the environment says of models: SPROUT_MODELS (folders, parted as in PATH), and mirrors of the hubs. */
export function modelPlaces(environment: Readonly<Record<string, string | undefined>>): { folders: string[]; origins: { huggingface?: string; modelscope?: string } } {
  const huggingface = environment['SPROUT_HUB_HUGGINGFACE'] ?? environment['HF_ENDPOINT'];
  const modelscope = environment['SPROUT_HUB_MODELSCOPE'];
  return {
    folders: (environment['SPROUT_MODELS'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    origins: { ...(huggingface ? { huggingface: huggingface.replace(/\/+$/, '') } : {}), ...(modelscope ? { modelscope: modelscope.replace(/\/+$/, '') } : {}) },
  };
}
