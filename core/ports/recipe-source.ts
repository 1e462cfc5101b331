import type { Recipe } from '../contract/index.ts';

/** What a model can be taught, as data. Implementation: the `templates/` folder. */
export interface RecipeSource {
  list(): Promise<Recipe[]>;
  /** @throws SproutError recipe-not-found. */
  get(id: string): Promise<Recipe>;
}
