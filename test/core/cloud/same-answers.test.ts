import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { articlesAndQuestions, dataFolder, exportShop, mapSome, questionsMissing, startGateway, Visitor } from '../../support/cloud-gateway.ts';
import { postgresMissing, startPostgres, type PostgresServer } from '../../support/servers/postgres-server.ts';
import { s3Missing, startS3, type S3Server } from '../../support/servers/s3-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const missing = questionsMissing ?? s3Missing ?? postgresMissing;

describe.skipIf(missing)(`an exported gateway${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let s3: S3Server;
  let postgres: PostgresServer;
  beforeAll(async () => { [s3, postgres] = await Promise.all([startS3(), startPostgres()]); });
  afterAll(async () => { await Promise.all([s3.close(), postgres.close()]); });

  it('answers 200 questions from LanceDB on S3, from its own disk and from the laptop\'s published index the same, in all that a visitor is shown', { timeout: 240_000 }, async () => {
    const { texts, questions } = articlesAndQuestions(50);
    const approved = { question: questions[0] ?? '', answer: 'In the owner\'s own words.' };
    const move = await exportShop({ texts, prepare: async ({ features: { sites } }) => {
      await sites.approve('default', approved);
      const { findings } = await sites.review('default');
      await sites.accept('default', findings.map(({ key }) => key), true);
      await sites.publish('default');
    } });
    const bucket = await s3.bucket();
    const nothing = await temporaryFolder();
    const onS3 = await startGateway(move, {
      SPROUT_DATABASE_URL: await postgres.database(), SPROUT_STORAGE: `s3://${bucket}/shop`, SPROUT_S3_ENDPOINT: s3.endpoint, SPROUT_S3_KEY: s3.key, SPROUT_S3_SECRET: s3.secret, TMPDIR: nothing, HOME: nothing,
    });
    const onDisk = await startGateway(move, { SPROUT_DATA: await dataFolder() });
    const published = await move.core.features.sites.published('default');
    const live = await mapSome(questions, 1, async (question) => (await published?.engine.answer(question, [], 'en')));
    const [fromS3, fromDisk] = await Promise.all([onS3, onDisk].map(({ address }) => mapSome(questions, 4, (question) => new Visitor().answer(address, question))));
    const expected = live.map((answer, at) => (at === 0 ? { ...answer, answer: approved.answer, approved: true, answered: true, citations: [], sentences: [{ text: approved.answer, citations: [] }] } : answer));
    expect(fromDisk).toEqual(expected);
    expect(fromS3).toEqual(expected);
    // Enough were answered for this to say something.
    expect(live.filter((answer) => answer?.answered).length).toBeGreaterThan(120);
    // It kept nothing on its own disk, not even scratch files of the import.
    expect((await readdir(nothing, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())).toEqual([]);
    expect((await readdir(join(move.out, 'gateway'))).sort()).toEqual(['gateway.mjs', 'node_modules', 'package-lock.json', 'package.json']);
  });
});
