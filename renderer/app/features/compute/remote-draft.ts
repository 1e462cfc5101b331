import type { Locale } from '../../../../core/contract/locale.ts';
import { remoteSettingsSchema, type Remote, type RemotePreset, type RemotePrice, type RemoteSettings } from '../../../../core/contract/remote.ts';

export const free: RemotePrice = { currency: 'CNY', input: 0, cachedInput: 0, output: 0 };
/** Where a server does not say how much it reads at once; llama-server and Ollama start with no less. */
const usualContext = 8192;

/** A place as its preset knows it, before the owner changes anything. */
export function draftOf(preset: RemotePreset, others: readonly Pick<Remote, 'name' | 'order'>[], locale: Locale): RemoteSettings {
  const [model] = preset.models;
  return {
    name: freeName(preset.name[locale], others), preset: preset.id, kind: preset.kind, address: preset.address, model: model?.id ?? '', contextLength: model?.contextLength ?? usualContext,
    region: preset.region[locale], price: model?.price ?? free, sees: preset.kind === 'cloud' ? 'masked' : 'everything', enabled: true, order: Math.max(-1, ...others.map(({ order }) => order)) + 1,
  };
}

/** The draft with another model, its price and length where the preset knows them. */
export function withModel(draft: RemoteSettings, model: string, preset: RemotePreset | undefined): RemoteSettings {
  const known = preset?.models.find(({ id }) => id === model);
  return { ...draft, model, ...(known ? { contextLength: known.contextLength, price: known.price } : {}) };
}

/** "DeepSeek", then "DeepSeek 2". */
function freeName(name: string, others: readonly { readonly name: string }[]): string {
  const taken = new Set(others.map((one) => one.name));
  if (!taken.has(name)) return name;
  for (let n = 2; ; n += 1) if (!taken.has(`${name} ${n}`)) return `${name} ${n}`;
}

/** Only what decides whether a test still holds. */
export const testedParts = ({ preset, kind, address, model }: RemoteSettings, key: string): string => JSON.stringify([preset, kind, address.trim(), model.trim(), key]);

/** The first field that is missing or wrong; undefined when the draft can be kept. */
export function faultOf(draft: RemoteSettings): 'name' | 'address' | 'model' | 'other' | undefined {
  if (draft.name.trim() === '') return 'name';
  if (!URL.canParse(draft.address.trim())) return 'address';
  if (draft.model.trim() === '') return 'model';
  return remoteSettingsSchema.safeParse(draft).success ? undefined : 'other';
}

/** Orders after one place was moved up or down: only those that change. */
export function reordered(remotes: readonly Pick<Remote, 'id' | 'order'>[], id: string, by: -1 | 1): { id: string; order: number }[] {
  const list = remotes.toSorted((a, b) => a.order - b.order);
  const at = list.findIndex((one) => one.id === id);
  const [one, other] = [list[at], list[at + by]];
  if (!one || !other) return [];
  list[at] = other;
  list[at + by] = one;
  return list.flatMap((each, order) => (each.order === order ? [] : [{ id: each.id, order }]));
}
