import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { writeSiteFolder } from '../../core/adapters/disk/index.ts';
import type { PublicSite, VisitAnswer } from '../../core/contract/index.ts';
import { createCore, type Core } from '../../core/create-core.ts';

export interface PublishedSite { readonly core: Core; /** The folder for a web host. */ readonly out: string; readonly index: NonNullable<PublicSite['index']>; readonly passages: number }

const root = join(import.meta.dirname, '../..');

/** A core with these documents, and its site published with all of them below `folder`. The caller closes the core. */
export async function publishSite(folder: string, documents: readonly { readonly name: string; readonly text: string }[]): Promise<PublishedSite> {
  const source = join(folder, 'documents');
  mkdirSync(source, { recursive: true });
  for (const { name, text } of documents) writeFileSync(join(source, name), text);
  const widget = join(folder, 'widget');
  cpSync(join(root, 'dist/widget'), widget, { recursive: true });
  // The engine is what is looked at here: it serves whether or not a widget was built beside it.
  if (!existsSync(join(widget, 'sprout.js'))) writeFileSync(join(widget, 'sprout.js'), '');
  const core = await createCore({ home: join(folder, 'home'), version: 'test', templates: join(root, 'templates'), widget, locale: 'en', background: false, onBug: (error) => { throw error; } });
  const accepted = await core.features.documents.importPaths([source]);
  await core.features.documents.settled(accepted.map(({ id }) => id));
  const ids = core.features.documents.list().filter(({ status }) => status === 'ready').map(({ id }) => id);
  const { sites } = core.features;
  await sites.update('default', { documents: ids, sources: 'quotes' });
  const { findings } = await sites.review('default');
  // Articles of an encyclopaedia name telephones and numbers, too.
  if (findings.length > 0) await sites.accept('default', findings.map(({ key }) => key), true);
  const { passages } = await sites.publish('default');
  const out = join(folder, 'out');
  await writeSiteFolder(out, await sites.files('default'));
  const { index } = JSON.parse(readFileSync(join(out, 'sites/default/site.json'), 'utf8')) as PublicSite;
  if (!index) throw new Error('published without an index');
  return { core, out, index, passages };
}

export const filesIn = (folder: string): number => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

/** Has the page's browser answer questions one after another with the published engine, opened anew. */
export function answersInBrowser(page: Page, origin: string, { engine, folder }: PublishedSite['index'], questions: readonly string[]): Promise<VisitAnswer[]> {
  // As text: the test runner would put its own way of importing in the place of the browser's.
  return page.evaluate(`(async (engine, folder, questions) => {
    const { openEngine } = await import(engine);
    const opened = await openEngine({
      async read(path) {
        const response = await fetch(folder + path);
        if (!response.ok) throw new Error(response.status + ' ' + path);
        return new Uint8Array(await response.arrayBuffer());
      },
    });
    const answers = [];
    for (const question of questions) answers.push(await opened.answer(question, [], 'en'));
    return answers;
  })(${JSON.stringify(`${origin}/${engine}`)}, ${JSON.stringify(`${origin}/${folder}`)}, ${JSON.stringify(questions)})`);
}

/** Same text, or both without an answer. */
export function agrees(core: { readonly answered: boolean; readonly answer: string }, visitor: { readonly answered: boolean; readonly answer: string }): boolean {
  return core.answered === visitor.answered && (!core.answered || core.answer === visitor.answer);
}
