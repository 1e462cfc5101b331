import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { recipeIds, recipeSchema, SproutError, type Recipe } from '../../contract/index.ts';
import type { RecipeSource } from '../../ports/recipe-source.ts';

const order = (id: string): number => { const at = (recipeIds as readonly string[]).indexOf(id); return at < 0 ? recipeIds.length : at; };

/** Reads `templates/<id>/recipe.yaml`; folders without one are starters. */
export function createRecipeFolder(folder: string): RecipeSource {
  const root = resolve(folder);
  let known: Promise<Recipe[]> | undefined;

  async function readAll(): Promise<Recipe[]> {
    const entries = await readdir(root, { withFileTypes: true });
    const read = await Promise.all(entries.filter((entry) => entry.isDirectory()).map(({ name }) => readRecipe(root, name)));
    return read.filter((recipe) => recipe !== undefined).sort((a, b) => order(a.id) - order(b.id) || a.id.localeCompare(b.id));
  }

  async function list(): Promise<Recipe[]> {
    known ??= readAll();
    return structuredClone(await known);
  }

  return {
    list,
    async get(id) {
      const recipes = await list();
      const found = recipes.find((recipe) => recipe.id === id);
      if (!found) throw new SproutError('recipe-not-found', { id, known: recipes.map((recipe) => recipe.id).join(', ') });
      return found;
    },
  };
}

/** @throws SproutError input-invalid naming the file and what is wrong in it. */
async function readRecipe(root: string, name: string): Promise<Recipe | undefined> {
  const file = join(root, name, 'recipe.yaml');
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = recipeSchema.safeParse(parse(text));
  if (!parsed.success) throw new SproutError('input-invalid', { reason: `${file}: ${z.prettifyError(parsed.error)}` });
  if (parsed.data.id !== name) throw new SproutError('input-invalid', { reason: `${file}: its id is "${parsed.data.id}", its folder "${name}"` });
  return parsed.data;
}
