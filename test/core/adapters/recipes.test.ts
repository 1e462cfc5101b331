import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRecipeFolder } from '../../../core/adapters/recipes/index.ts';
import { createStarterFolder } from '../../../core/adapters/starters/index.ts';
import { loraTargetSchema, recipeIds, type Recipe } from '../../../core/contract/index.ts';
import { checkExamples } from '../../../core/features/tuning/checks/check-examples.ts';
import { systemPrompt } from '../../../core/features/tuning/system-prompt.ts';
import { loraTargets } from '../../../core/ports/trainer.ts';
import { example } from '../../ports/workspace-store.ts';
import { templatesFolder } from '../../support/templates.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const recipes = await createRecipeFolder(templatesFolder).list();

describe('the recipes', () => {
  it('are the five that other programs rely on, beside the starters and apart from them', async () => {
    expect(recipes.map(({ id }) => id)).toEqual([...recipeIds]);
    expect((await createStarterFolder(templatesFolder).list()).map(({ id }) => id)).toEqual(['customer-service', 'knowledge-base']);
    await expect(createStarterFolder(templatesFolder).documents('tone-of-voice', 'en')).rejects.toMatchObject({ code: 'starter-not-found' });
    await expect(createRecipeFolder(templatesFolder).get('customer-service')).rejects.toMatchObject({ code: 'recipe-not-found' });
    expect(loraTargetSchema.options).toEqual([...loraTargets]);
  });
  it.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s asks for what its prompt needs, and its own examples pass its checks', (_, recipe: Recipe) => {
    for (const locale of ['en', 'zh'] as const) {
      const blanks = [...recipe.prompt[locale].matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(blanks.sort()).toEqual(recipe.questions.map(({ id }) => id).sort());
      const about = Object.fromEntries(recipe.questions.map(({ id, hint }) => [id, hint[locale].replace(/^(?:For example: |例如：)/, '')]));
      const prompt = systemPrompt(recipe, about, locale);
      expect(prompt).not.toMatch(/[{}]|\.\.|。。/);
      expect(systemPrompt(recipe, {}, locale)).not.toMatch(/[{}]/);
      const grave = checkExamples(recipe.examples[locale].map((pair, at) => example(`e${at}`, pair)), { ...recipe, least: 1, enough: 1 }, locale).filter(({ severity, kind }) => severity !== 'notice' && kind !== 'imbalance');
      expect(grave).toEqual([]);
    }
  });
  it('say what is wrong with one that somebody wrote', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'mine'));
    await writeFile(join(folder, 'mine/recipe.yaml'), 'id: mine\ntitle: { en: Mine }\n');
    await expect(createRecipeFolder(folder).list()).rejects.toMatchObject({ code: 'input-invalid', fields: { reason: expect.stringContaining('recipe.yaml') as string } });
  });
});
