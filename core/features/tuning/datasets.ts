import { SproutError, type Dataset, type Example, type ExampleChange, type ExampleFinding, type ExampleState, type Locale, type NewExample, type Recipe, type Taken } from '../../contract/index.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { LocalFiles } from '../../ports/local-files.ts';
import type { RecipeSource } from '../../ports/recipe-source.ts';
import type { RunFolders } from '../../ports/run-folders.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import type { Models } from '../models/index.ts';
import { checkExamples, forbiddenIn } from './checks/check-examples.ts';
import { tooLong } from './checks/too-long.ts';
import { hiddenOf } from './split.ts';
import { systemPrompt } from './system-prompt.ts';
import { documentExamples } from './taking/document-examples.ts';
import { modelExamples } from './taking/model-examples.ts';
import { takeExtraction } from './taking/take-extraction.ts';
import { takeText } from './taking/take-text.ts';

export interface Datasets {
  list(): Dataset[];
  /** @throws SproutError dataset-not-found. */
  get(id: string): Dataset;
  /** @throws SproutError recipe-not-found. */
  create(wanted: { recipe: string; locale?: Locale | undefined; name?: string | undefined; about?: Readonly<Record<string, string>> | undefined }): Promise<Dataset>;
  update(id: string, change: { name?: string | undefined; about?: Readonly<Record<string, string>> | undefined; system?: string | undefined }): Promise<Dataset>;
  delete(id: string): void;
  /** Takes examples that were made elsewhere; they wait to be looked at like all others. */
  add(id: string, examples: readonly NewExample[]): Taken;
  /** Takes examples in, all or none. @throws SproutError naming file, line and what to do. */
  paste(id: string, text: string, speaker?: string): Promise<Taken>;
  upload(id: string, files: readonly { readonly name: string; readonly bytes: Uint8Array }[], speaker?: string): Promise<Taken>;
  importPaths(id: string, paths: readonly string[], speaker?: string): Promise<Taken>;
  /** Of the documents named, or all that are ready. @param model suggests more than the rules find. @throws SproutError examples-no-documents, those of the model; AbortError. */
  fromDocuments(id: string, wanted: { documents?: readonly string[] | undefined; model?: string | undefined }, signal?: AbortSignal): Promise<Taken>;
  examples(id: string): Example[];
  check(id: string, options?: { base?: string | undefined; locale?: Locale }): Promise<ExampleFinding[]>;
  /** @throws SproutError example-not-found; nothing is changed then. */
  change(id: string, changes: readonly ExampleChange[]): Dataset;
  /** What waits is kept or dropped; what must not be trained with is dropped either way, with a base what is too long for it too. */
  settle(id: string, state: ExampleState, base?: string): Promise<Dataset>;
}

export interface DatasetsOptions {
  readonly store: WorkspaceStore; readonly recipes: RecipeSource; readonly reader: DocumentReader; readonly localFiles: LocalFiles; readonly folders: RunFolders;
  readonly models: Pick<Models, 'chat' | 'encode' | 'base'>; readonly events: EventHub; readonly locale: () => Locale;
  readonly now?: () => Date; readonly id?: () => string;
}

export function createDatasets({ store, recipes, reader, localFiles, folders, models, events, locale, now = () => new Date(), id: newId = () => crypto.randomUUID() }: DatasetsOptions): Datasets {
  const changed = (): void => { events.emit({ type: 'tuning-changed' }); };

  function get(id: string): Dataset {
    const dataset = store.tuning.dataset(id);
    if (!dataset) throw new SproutError('dataset-not-found', { id });
    return dataset;
  }

  const recipeOf = (id: string): Promise<Recipe> => recipes.get(get(id).recipe);

  /** Adds what is not there word for word. */
  function take(id: string, examples: readonly NewExample[]): Taken {
    const wordForWord = ({ before, question, answer }: NewExample): string => JSON.stringify([before, question, answer]);
    const known = new Set(store.tuning.examples(id).map(wordForWord));
    const fresh = examples.filter((example) => { const key = wordForWord(example); if (known.has(key)) return false; known.add(key); return true; });
    store.tuning.saveExamples(id, fresh.map((example): Example => ({ ...example, id: newId(), state: 'waiting', edited: false, hidden: false })));
    changed();
    return { added: fresh.length, known: examples.length - fresh.length, dataset: get(id) };
  }

  async function readFiles(id: string, files: readonly { path: string; name: string }[], speaker: string | undefined): Promise<NewExample[]> {
    const { measure } = await recipeOf(id);
    const examples: NewExample[] = [];
    // All files are read before anything is stored.
    for (const { path, name } of files) examples.push(...takeExtraction(await reader.read({ path, name, verbatim: true }), { measure, name, speaker }));
    return examples;
  }

  async function fromDocuments(id: string, { documents: wanted, model: modelId }: { documents?: readonly string[] | undefined; model?: string | undefined }, signal?: AbortSignal): Promise<Taken> {
    const recipe = await recipeOf(id);
    const ready = store.documents.list().filter(({ status, id: document }) => status === 'ready' && (wanted === undefined || wanted.includes(document))).reverse();
    const sources = ready.flatMap(({ id: document, name, hash }) => { const extraction = store.documents.extraction(hash); return extraction ? [{ id: document, name, extraction }] : []; });
    const model = modelId === undefined || !recipe.fromDocuments ? undefined : await models.chat(modelId);
    const made: NewExample[] = [];
    for (const [at, source] of sources.entries()) {
      signal?.throwIfAborted();
      if (recipe.fromDocuments) made.push(...documentExamples(source));
      if (model) {
        for await (const part of modelExamples(source, model, signal)) {
          made.push(...part.examples);
          events.emit({ type: 'examples-progress', dataset: id, done: at * 1000 + Math.round(part.done / part.total * 1000), total: sources.length * 1000 });
        }
      }
    }
    if (made.length === 0) throw new SproutError('examples-no-documents');
    return take(id, made);
  }

  async function check(id: string, { base, locale: language = locale() }: { base?: string | undefined; locale?: Locale } = {}): Promise<ExampleFinding[]> {
    const recipe = await recipeOf(id);
    const examples = store.tuning.examples(id);
    const found = checkExamples(examples, recipe, language);
    return base === undefined ? found : [...await tooLong(examples, get(id).system, { base, models, locale: language }), ...found];
  }

  return {
    get, fromDocuments, check,
    list: () => store.tuning.datasets(),
    async create({ recipe: recipeId, locale: wanted, name, about = {} }) {
      const recipe = await recipes.get(recipeId);
      const language = wanted ?? locale();
      const id = newId();
      store.tuning.saveDataset({ id, name: name ?? recipe.title[language], recipe: recipe.id, locale: language, about: { ...about }, system: systemPrompt(recipe, about, language), createdAt: now().toISOString() });
      changed();
      return get(id);
    },
    async update(id, { name, about, system }) {
      const { recipe, locale: language, about: before, system: prompt, name: called, createdAt } = get(id);
      const made = about === undefined ? prompt : systemPrompt(await recipes.get(recipe), about, language);
      store.tuning.saveDataset({ id, recipe, locale: language, createdAt, name: name ?? called, about: { ...about ?? before }, system: system ?? made });
      changed();
      return get(id);
    },
    delete(id) {
      get(id);
      store.tuning.deleteDataset(id);
      changed();
    },
    add(id, examples) {
      get(id);
      return take(id, examples);
    },
    async paste(id, text, speaker) {
      const { measure } = await recipeOf(id);
      return take(id, takeText(text, { measure, speaker }));
    },
    async upload(id, files, speaker) {
      get(id);
      const scratch = [];
      try {
        for (const { name, bytes } of files) scratch.push({ name, file: await folders.scratch(bytes) });
        return take(id, await readFiles(id, scratch.map(({ name, file }) => ({ name, path: file.path })), speaker));
      } finally {
        await Promise.all(scratch.map(({ file }) => file.remove()));
      }
    },
    async importPaths(id, paths, speaker) {
      get(id);
      const found = await Promise.all(paths.map((path) => localFiles.stat(path)));
      return take(id, await readFiles(id, found.map(({ path, name }) => ({ path, name })), speaker));
    },
    examples(id) {
      get(id);
      return store.tuning.examples(id);
    },
    change(id, changes) {
      get(id);
      store.transaction(() => {
        const known = new Map(store.tuning.examples(id).map((example) => [example.id, example]));
        store.tuning.saveExamples(id, changes.map(({ id: example, state, question, answer }): Example => {
          const before = known.get(example);
          if (!before) throw new SproutError('example-not-found', { id: example });
          const edited = (question !== undefined && question !== before.question) || (answer !== undefined && answer !== before.answer);
          return { ...before, question: question ?? before.question, answer: answer ?? before.answer, state: state ?? before.state, edited: before.edited || edited, hidden: before.hidden && (state ?? before.state) === 'kept' };
        }));
      });
      changed();
      return get(id);
    },
    async settle(id, state, base) {
      const recipe = await recipeOf(id);
      const forbidden = forbiddenIn(await check(id, { base }));
      const examples = store.tuning.examples(id);
      const settled = examples.map((example): Example => ({ ...example, state: forbidden.has(example.id) ? 'dropped' : example.state === 'waiting' ? state : example.state }));
      const hidden = hiddenOf(settled.filter((example) => example.state === 'kept'), recipe.training.seed);
      store.tuning.saveExamples(id, settled.map((example) => ({ ...example, hidden: hidden.has(example.id) })));
      changed();
      return get(id);
    },
  };
}
