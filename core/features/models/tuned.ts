import { SproutError } from '../../contract/index.ts';
import type { AppliedAdapter, LanguageModel } from '../../ports/language-model.ts';
import { adapterFits } from '../../shared/gguf/index.ts';
import { idOf, type InspectedAdapter, type InspectedModel } from './installed.ts';

/** A finished training of this workspace. */
export interface TrainedAdapter { readonly name: string; readonly base: string; readonly path: string; readonly run: string }
/** An adapter with a base on this machine: the choice `<base>+<name>`. */
export interface KnownAdapter { readonly name: string; readonly base: string; readonly path: string; readonly run?: string; /** The imported file; absent for a training. */ readonly file?: InspectedAdapter }
export interface TunedChoice { readonly base: string; readonly adapters: readonly { readonly name: string; readonly path: string; readonly scale: number; readonly run?: string }[] }

export const tunedId = (base: string, name: string): string => `${base}+${name}`;

/** Every pair of adapter and base that can be chosen, trainings first; imported adapters that no base fits. */
export function knownAdapters(models: readonly InspectedModel[], files: readonly InspectedAdapter[], trained: readonly TrainedAdapter[]): { known: KnownAdapter[]; strangers: { file: InspectedAdapter; problem: SproutError }[] } {
  const chats = models.filter(({ facts }) => facts.role === 'chat');
  const present = new Set(chats.map(({ file }) => idOf(file.path)));
  const known: KnownAdapter[] = trained.filter(({ base }) => present.has(base));
  const strangers: { file: InspectedAdapter; problem: SproutError }[] = [];
  for (const file of files) {
    const bases = chats.filter(({ facts, shapes }) => adapterFits(file.adapter, { architecture: facts.architecture, shapes }));
    const { architecture, baseName } = file.adapter;
    if (bases.length === 0) strangers.push({ file, problem: new SproutError('adapter-other-base', { file: file.file.path, base: baseName ?? architecture }) });
    for (const base of bases) known.push({ name: idOf(file.file.path), base: idOf(base.file.path), path: file.file.path, file });
  }
  return { known: [...new Map(known.reverse().map((each) => [tunedId(each.base, each.name), each])).values()].reverse(), strangers };
}

/**
 * Reads `<base>+<name>`, `<base>+<name>:<weight>+<name>…`. Both may hold a "+" themselves: what is there decides.
 * @returns undefined when it names no adapter of a base that is there.
 */
export function readTuned(id: string, known: readonly KnownAdapter[]): TunedChoice | undefined {
  for (const base of new Set(known.map((each) => each.base))) {
    if (!id.startsWith(`${base}+`)) continue;
    const adapters = readParts(id.slice(base.length + 1), known.filter((each) => each.base === base));
    if (adapters) return { base, adapters };
  }
  return undefined;
}

function readParts(text: string, known: readonly KnownAdapter[]): TunedChoice['adapters'] | undefined {
  for (const { name, path, run } of known) {
    if (!text.startsWith(name)) continue;
    const found = /^(?::(-?\d{1,3}(?:\.\d{1,4})?))?(\+.+)?$/s.exec(text.slice(name.length));
    if (!found) continue;
    const [, weight = '1', rest = ''] = found;
    const first = { name, path, scale: Number(weight), ...(run === undefined ? {} : { run }) };
    if (rest === '') return [first];
    const others = readParts(rest.slice(1), known);
    if (others) return [first, ...others];
  }
  return undefined;
}

/** The base with adapters that apply to every answer. */
export function withAdapters(model: LanguageModel, id: string, adapters: readonly AppliedAdapter[]): LanguageModel {
  return { id, contextLength: model.contextLength, countTokens: (text) => model.countTokens(text), generate: (request) => model.generate({ ...request, adapters: [...adapters, ...request.adapters ?? []] }) };
}
