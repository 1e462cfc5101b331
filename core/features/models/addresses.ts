import { SproutError, type CatalogueModel, type Locale } from '../../contract/index.ts';
import { idOf } from './installed.ts';

/** Where the hubs are; mirrors speak the same protocol. */
export interface HubOrigins { readonly huggingface: string; readonly modelscope: string }
export const publicOrigins: HubOrigins = { huggingface: 'https://huggingface.co', modelscope: 'https://modelscope.cn' };

/**
 * What to fetch: a file of the catalogue by its id, or any address. In China Hugging Face is blocked, so for Chinese readers ModelScope
 * comes first; the other is tried when the first cannot be reached.
 * @throws SproutError model-not-found, address-invalid.
 */
export function addressesOf({ id, address, catalogue, origins, locale }: { id: string | undefined; address: string | undefined; catalogue: readonly CatalogueModel[]; origins: HubOrigins; locale: Locale }): { id: string; addresses: string[] } {
  if (address !== undefined) {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const name = decodeURIComponent(url?.pathname.split('/').at(-1) ?? '');
    if (!url || !/^https?:$/.test(url.protocol) || !/^[^\\/:*?"<>|]+\.gguf$/i.test(name)) throw new SproutError('address-invalid', { address });
    // Pages of the hubs show a file at /blob/; the file itself is at /resolve/.
    url.pathname = url.pathname.replace('/blob/', '/resolve/');
    return { id: idOf(name), addresses: [url.href] };
  }
  const file = catalogue.flatMap(({ files }) => files).find((each) => each.id === id);
  if (!file) throw new SproutError('model-not-found', { id: id ?? '' });
  const first = locale === 'zh' ? 'modelscope' : 'huggingface';
  const sources = file.sources.toSorted((a, b) => Number(b.hub === first) - Number(a.hub === first));
  return { id: file.id, addresses: sources.map(({ hub, repository, file: name }) => `${origins[hub]}${hub === 'modelscope' ? '/models' : ''}/${repository}/resolve/${hub === 'modelscope' ? 'master' : 'main'}/${encodeURIComponent(name)}`) };
}
