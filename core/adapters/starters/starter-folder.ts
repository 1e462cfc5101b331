import { access, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SproutError, testQuestionSchema, type Locale, type Starter, type TestQuestion } from '../../contract/index.ts';
import type { StarterSource } from '../../ports/starter-source.ts';

const bilingual = z.object({ en: z.string(), zh: z.string() });
const templateSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: bilingual,
  description: bilingual,
  businesses: z.array(z.string()),
  tryQuestions: z.object({ en: z.array(z.string()).min(1), zh: z.array(z.string()).min(1) }),
});

/** Reads `templates/<id>/template.yaml`, `documents/<locale>/` and `questions.<locale>.jsonl`. */
export function createStarterFolder(folder: string): StarterSource {
  const root = resolve(folder);

  async function ids(): Promise<string[]> {
    const entries = await readdir(root, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
    // A folder with a recipe alone teaches a model and has no documents.
    const isStarter = await Promise.all(folders.map((name) => access(join(root, name, 'template.yaml')).then(() => true, () => false)));
    return folders.filter((_, at) => isStarter[at]);
  }
  async function known(id: string): Promise<string> {
    // Compared with what is there, never used as a path before: "../x" is simply not in the list.
    if (!(await ids()).includes(id)) throw new SproutError('starter-not-found', { id });
    return join(root, id);
  }
  async function documents(id: string, locale: Locale): Promise<string[]> {
    const place = join(await known(id), 'documents', locale);
    return (await readdir(place)).filter((name) => !name.startsWith('.')).sort().map((name) => join(place, name));
  }

  return {
    documents,
    async list() {
      return Promise.all((await ids()).map(async (id): Promise<Starter> => {
        const file = join(root, id, 'template.yaml');
        const parsed = templateSchema.safeParse(parse(await readFile(file, 'utf8')));
        if (!parsed.success) throw new SproutError('input-invalid', { reason: `${file}: ${z.prettifyError(parsed.error)}` });
        return { ...parsed.data, documents: (await documents(id, 'en')).length };
      }));
    },
    async questions(id, locale): Promise<TestQuestion[]> {
      const text = await readFile(join(await known(id), `questions.${locale}.jsonl`), 'utf8');
      return text.split('\n').filter((line) => line.trim() !== '').map((line) => testQuestionSchema.parse(JSON.parse(line)));
    },
  };
}
