import { SproutError, type CatalogueModel, type Locale, type ModelRole } from '../../contract/index.ts';
import type { ModelFileOnDisk, ModelLibrary } from '../../ports/model-library.ts';
import type { ModelFile } from '../../ports/model-runtime.ts';
import { describeAdapter, describeGguf, GgufError, isAdapter, readGguf, UnsupportedGguf, type AdapterFacts, type Gguf, type ModelFacts } from '../../shared/gguf/index.ts';

/** What a file holds: a model with the sizes of its weights, or an addition to one. */
export type Content = { readonly facts: ModelFacts; readonly shapes: ReadonlyMap<string, readonly number[]> } | { readonly adapter: AdapterFacts };
/** A file that was read: what it is, or why it cannot be used. */
export type Inspected = { readonly file: ModelFileOnDisk } & (Content | { readonly problem: SproutError });
export type InspectedModel = Extract<Inspected, { facts: ModelFacts }>;
export type InspectedAdapter = Extract<Inspected, { adapter: AdapterFacts }>;

/** Reads headers once for each version of a file: a large vocabulary takes a moment. */
export class Inspector {
  readonly #library: ModelLibrary;
  readonly #known = new Map<string, Promise<Inspected>>();

  constructor(library: ModelLibrary) {
    this.#library = library;
  }

  async all(): Promise<Inspected[]> {
    const files = await this.#library.files();
    const keys = new Set(files.map(keyOf));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
    return Promise.all(files.map((file) => this.inspect(file)));
  }

  inspect(file: ModelFileOnDisk): Promise<Inspected> {
    const key = keyOf(file);
    const known = this.#known.get(key) ?? this.#read(file);
    this.#known.set(key, known);
    return known;
  }

  async #read(file: ModelFileOnDisk): Promise<Inspected> {
    try {
      return { file, ...await contentOf(this.#library, file.path) };
    } catch (error) {
      if (error instanceof SproutError) return { file, problem: error };
      throw error;
    }
  }
}

/** @throws SproutError model-damaged, model-unsupported (also an adapter), file-not-found, file-unreadable. */
export function factsOf(library: ModelLibrary, path: string): Promise<ModelFacts> {
  return reading(library, path, describeGguf);
}

/** @throws SproutError model-damaged, model-unsupported, file-not-found, file-unreadable. */
export function contentOf(library: ModelLibrary, path: string): Promise<Content> {
  return reading(library, path, (gguf) => (isAdapter(gguf) ? { adapter: describeAdapter(gguf) } : { facts: describeGguf(gguf), shapes: new Map(gguf.tensors.map(({ name, dimensions }) => [name, dimensions])) }));
}

async function reading<Described>(library: ModelLibrary, path: string, describe: (gguf: Gguf) => Described): Promise<Described> {
  const opened = await library.open(path);
  try {
    return describe(await readGguf((offset, length) => opened.read(offset, length), opened.length));
  } catch (error) {
    if (error instanceof UnsupportedGguf) throw new SproutError('model-unsupported', { file: path, kind: error.message }, { cause: error });
    if (error instanceof GgufError) throw new SproutError('model-damaged', { file: path, reason: error.message }, { cause: error });
    throw error;
  } finally {
    await opened.close();
  }
}

/** A model's id: its file's name without the ending. */
export const idOf = (path: string): string => (path.split(/[\\/]/).at(-1) ?? path).replace(/\.gguf$/i, '');

export const modelFile = ({ file, facts }: InspectedModel): ModelFile => (
  { id: idOf(file.path), path: file.path, contextLength: facts.contextLength, bytes: file.bytes, bytesPerToken: facts.bytesPerToken }
);

/** What the catalogue knows of a file by its name. */
export const knownAs = (id: string, catalogue: readonly CatalogueModel[]): CatalogueModel | undefined => catalogue.find(({ files }) => files.some((file) => file.id.toLowerCase() === id.toLowerCase()));

const roleNames: Readonly<Record<ModelRole, Readonly<Record<Locale, string>>>> = {
  chat: { en: 'writing answers', zh: '撰写回答' }, embedding: { en: 'finding by meaning', zh: '按意思查找' }, reranking: { en: 'putting results in order', zh: '排列结果' },
};
export const roleName = (role: ModelRole, locale: Locale): string => roleNames[role][locale];

const keyOf = ({ path, bytes, modifiedAt, place }: ModelFileOnDisk): string => `${path}\n${bytes}\n${modifiedAt}\n${place}`;
