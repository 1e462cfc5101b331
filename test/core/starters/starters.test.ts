import { describe, expect, it } from 'vitest';
import { locales } from '../../../core/contract/index.ts';
import { realCore } from '../../support/real-core.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The price of the kettle stands in the price list and, older, in the questions: the owner is to be shown this. */
const contradicting: Readonly<Record<string, number>> = { 'customer-service': 1 };

describe('the sample shop', { timeout: 120_000 }, () => {
  for (const id of ['knowledge-base', 'customer-service']) {
    for (const locale of locales) {
      it(`answers its test questions: ${id}, ${locale}`, async () => {
        const core = await realCore(await temporaryFolder());
        try {
          const { starters, documents, answers, health } = core.features;
          const accepted = await documents.importPaths(await starters.documents(id, locale));
          await documents.settled(accepted.map((document) => document.id));
          expect(documents.list().filter(({ status }) => status !== 'ready')).toEqual([]);

          const questions = await starters.questions(id, locale);
          expect(questions.length).toBeGreaterThanOrEqual(20);
          const { questions: rows } = await answers.evaluate(questions);
          expect(rows.filter(({ correct }) => !correct).map(({ question, answer, answers: wanted }) => ({ question, wanted, answer }))).toEqual([]);

          const [starter] = (await starters.list()).filter((each) => each.id === id);
          for (const question of starter?.tryQuestions[locale] ?? []) expect((await answers.answerOnce(question)).answered, question).toBe(true);

          const { findings } = await health.report(locale);
          expect(findings.filter(({ kind }) => kind === 'contradiction').map(({ message, places }) => [message, ...places.map(({ quote }) => quote)])).toHaveLength(contradicting[id] ?? 0);
          expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        } finally {
          await core.close();
        }
      });
    }
  }
});
