import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locales } from '../../core/contract/index.ts';
import { createCore } from '../../core/create-core.ts';
import type { Ranking } from '../../core/features/search/index.ts';
import { squeeze } from './questions.ts';

export interface StarterCase {
  readonly starter: string;
  readonly question: string;
  /** Empty when the documents do not answer. */
  readonly answers: readonly string[];
  readonly ranking: Ranking;
}

/**
 * An owner's questions to an owner's documents: short, in other words than the documents', about tables and lists. Each question is
 * put to its own sample shop and, as one that cannot be answered there, to the other.
 */
export async function starterCases(): Promise<StarterCase[]> {
  const templates = join(import.meta.dirname, '../../templates');
  const cases: StarterCase[] = [];
  for (const locale of locales) {
    const home = await mkdtemp(join(tmpdir(), 'sprout-fit-'));
    try {
      for (const workspace of ['knowledge-base', 'customer-service']) {
        const core = await createCore({ home, workspace, version: 'bench', templates, locale, background: false, onBug: console.error });
        const { starters, documents, search } = core.features;
        const accepted = await documents.importPaths(await starters.documents(workspace, locale));
        await documents.settled(accepted.map(({ id }) => id));
        for (const starter of ['knowledge-base', 'customer-service']) {
          for (const { question, answers } of await starters.questions(starter, locale)) {
            cases.push({ starter, question, answers: starter === workspace ? answers.map(squeeze) : [], ranking: await search.rank(question) });
          }
        }
        await core.close();
      }
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  }
  return cases;
}
