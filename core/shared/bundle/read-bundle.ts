import { bundleDocumentSchema, bundleInboxSchema, bundleModelSchema, bundlePassageSchema, bundleQuestionSchema, bundleSitesSchema, SproutError, type BundleDocument, type BundleInboxItem, type BundleModel, type BundlePassage, type BundleQuestion, type BundleSite } from '../../contract/index.ts';
import type { Bundle } from '../../ports/bundle.ts';
import { damaged } from './manifest.ts';

type Schema<Value> = { parse(value: unknown): Value };

/** Where things lie in a bundle. */
export const bundlePlaces = {
  sites: 'sites.json', documents: 'documents.jsonl', models: 'models.json', questions: 'questions.jsonl', inbox: 'inbox.jsonl',
  passages: (number: number): string => `passages/${number}.jsonl`,
  /** @param path as published: `sprout.js`, `sites/<site>/site.json`. */
  published: (site: string, version: number, path: string): string => `sites/${site}/${version}/${path}`,
  adapter: (name: string): string => `adapters/${name}`,
} as const;

/** Each function reads a part of a bundle, checked against its schema. All @throws SproutError bundle-damaged. */
export async function readBundleSites(bundle: Bundle): Promise<BundleSite[]> {
  return parse(bundleSitesSchema, await textOf(bundle, bundlePlaces.sites), bundlePlaces.sites).sites;
}

export async function readBundleModels(bundle: Bundle): Promise<BundleModel[]> {
  return parse(bundleModelSchema.array(), await textOf(bundle, bundlePlaces.models), bundlePlaces.models);
}

export const readBundleDocuments = (bundle: Bundle): AsyncGenerator<BundleDocument> => rows(bundle, bundlePlaces.documents, bundleDocumentSchema);
export const readBundleQuestions = (bundle: Bundle): AsyncGenerator<BundleQuestion> => rows(bundle, bundlePlaces.questions, bundleQuestionSchema);
/** None where the owner let it stay. */
export const readBundleInbox = (bundle: Bundle): AsyncGenerator<BundleInboxItem> => rows(bundle, bundlePlaces.inbox, bundleInboxSchema);

/** File by file: all at once may be more than memory holds. */
export async function* readBundlePassages(bundle: Bundle): AsyncGenerator<BundlePassage[]> {
  for (let number = 0; has(bundle, bundlePlaces.passages(number)); number += 1) {
    const portion: BundlePassage[] = [];
    for await (const passage of rows(bundle, bundlePlaces.passages(number), bundlePassageSchema)) portion.push(passage);
    yield portion;
  }
}

/** Paths of a site's published files as they were published. */
export function publishedPaths({ manifest }: Pick<Bundle, 'manifest'>, site: string, version: number): string[] {
  const folder = bundlePlaces.published(site, version, '');
  return manifest.files.filter(({ path }) => path.startsWith(folder)).map(({ path }) => path.slice(folder.length));
}

const has = ({ manifest }: Bundle, wanted: string): boolean => manifest.files.some(({ path }) => path === wanted);

async function* rows<Row>(bundle: Bundle, path: string, schema: Schema<Row>): AsyncGenerator<Row> {
  if (!has(bundle, path)) return;
  for (const line of (await textOf(bundle, path)).split('\n')) if (line !== '') yield parse(schema, line, path);
}

async function textOf(bundle: Bundle, path: string): Promise<string> {
  if (!has(bundle, path)) throw damaged(path, 'it is missing');
  return new TextDecoder().decode(await bundle.read(path));
}

function parse<Value>(schema: Schema<Value>, text: string, file: string): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SproutError('bundle-damaged', { file, reason: 'its content is not valid' }, { cause });
  }
}
