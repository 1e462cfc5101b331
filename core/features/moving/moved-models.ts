import { SproutError, type BundleModel, type Model, type Site } from '../../contract/index.ts';
import { repositoryOf, type Models } from '../models/index.ts';
import { unknownRepository } from './objects/deployment.ts';

/** What of models moves with some sites: those of one base, for one server serves one base. */
export interface MovedModels {
  readonly models: readonly (BundleModel & { readonly path?: string })[];
  /** The base's id on this computer; its file there. */
  readonly base: { readonly id: string; readonly file: string; readonly billionWeights: number } | null;
  readonly problems: readonly SproutError[];
}

/** How the server there is asked for it: what every server takes as a name. */
export const servedName = (id: string): string => id.toLowerCase().normalize('NFKD').replaceAll(/[^a-z0-9._-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'model';

export async function movedModels(sites: readonly Site[], models: Pick<Models, 'list' | 'catalogue'>): Promise<MovedModels> {
  const problems: SproutError[] = [];
  const wanted = new Map<string, Site>();
  for (const site of sites) if (site.model !== null && !wanted.has(site.model)) wanted.set(site.model, site);
  if (wanted.size === 0) return { models: [], base: null, problems };
  const [{ models: present }, catalogue] = await Promise.all([models.list(), models.catalogue()]);
  const found: { model: Model; base: Model; repository: string }[] = [];
  for (const [id, site] of wanted) {
    const model = present.find((one) => one.id === id);
    const base = model && (model.tuned ? present.find((one) => one.id === model.tuned?.base) : model);
    if (!model || !base) { problems.push(new SproutError('move-model-file', { model: id, site: site.name })); continue; }
    if (model.tuned && (model.tuned.adapters.length !== 1 || model.tuned.adapters[0]?.scale !== 1)) { problems.push(new SproutError('move-model-mixed', { model: id })); continue; }
    const repository = repositoryOf(catalogue.flatMap(({ files }) => files).find((file) => file.id === base.id)?.sources[0]?.repository);
    if (repository === undefined) problems.push(new SproutError('move-model-unknown', { model: base.id }));
    // What is not known is filled in by the owner, in one place.
    found.push({ model, base, repository: repository ?? `${unknownRepository}${servedName(base.id)}` });
  }
  const [first] = found;
  for (const other of found) if (other.base.id !== first?.base.id) problems.push(new SproutError('move-model-several', { model: other.model.id, base: first?.base.id ?? '' }));
  const kept = found.filter(({ base }) => base.id === first?.base.id);
  return {
    base: first ? { id: first.base.id, file: first.base.path.split(/[\\/]/).at(-1) ?? '', billionWeights: first.base.parameters / 1e9 } : null, problems,
    models: kept.map(({ model, base, repository }) => {
      const adapter = model.tuned?.adapters[0];
      return { id: model.id, served: servedName(model.id), repository, adapter: adapter ? servedName(adapter.name) : null, contextLength: base.contextLength, ...(adapter ? { path: adapter.path } : {}) };
    }).sort((left, right) => Number(left.adapter !== null) - Number(right.adapter !== null) || (left.id < right.id ? -1 : 1)),
  };
}
