import { delimiter } from 'node:path';

/** What the environment says of models: SPROUT_MODELS (folders, parted as in PATH), mirrors of the hubs, and proxies. */
export function modelPlaces(environment: Readonly<Record<string, string | undefined>>): { folders: string[]; origins: { huggingface?: string; modelscope?: string }; proxies: Readonly<Record<string, string | undefined>> } {
  const huggingface = environment['SPROUT_HUB_HUGGINGFACE'] ?? environment['HF_ENDPOINT'];
  const modelscope = environment['SPROUT_HUB_MODELSCOPE'];
  return {
    proxies: Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]))),
    folders: (environment['SPROUT_MODELS'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    origins: { ...(huggingface ? { huggingface: huggingface.replace(/\/+$/, '') } : {}), ...(modelscope ? { modelscope: modelscope.replace(/\/+$/, '') } : {}) },
  };
}
