import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStores } from '../../core/adapters/postgres/index.ts';
import type { VisitAnswer } from '../../core/contract/index.ts';
import { articlesAndQuestions, emptyStores, exportShop, mapSome, questionsMissing, shopOrigin, startGateway, type ExportedMove, Visitor } from '../support/cloud-gateway.ts';
import { shopTexts } from '../support/moving.ts';
import { postgresMissing, startPostgres, type PostgresServer } from '../support/servers/postgres-server.ts';
import { s3Missing, startS3, type S3Server } from '../support/servers/s3-server.ts';

const missing = s3Missing ?? postgresMissing;
const failOnBug = (error: unknown): void => { throw error; };
const opening = 'When are you open on weekdays?';
const chances = env['SPROUT_FAULTS'] === 'full' ? 100 : 10;

describe.skipIf(missing)(`a bundle that is taken in under kills${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let s3: S3Server;
  let postgres: PostgresServer;
  beforeAll(async () => { [s3, postgres] = await Promise.all([startS3(), startPostgres()]); });
  afterAll(async () => { await Promise.all([s3.close(), postgres.close()]); });

  const stores = (): ReturnType<typeof emptyStores> => emptyStores(s3, postgres);
  const importOnly = async (move: ExportedMove, environment: Record<string, string>) => startGateway(move, environment, { ready: false, options: ['--import-only'] });
  const answersOf = (address: string, questions: readonly string[]): Promise<VisitAnswer[]> => mapSome(questions, 4, (question) => new Visitor().answer(address, question));

  it('is whole after kills at random moments: the same answers, nothing lost, nothing twice', { timeout: 60_000 + chances * 12_000 }, async () => {
    const { texts, questions } = questionsMissing === undefined ? articlesAndQuestions(10) : { texts: shopTexts, questions: [opening] };
    const move = await exportShop({ texts, inbox: true, prepare: async (core) => {
      await core.features.sites.approve('default', { question: 'Do you gift wrap?', answer: 'Yes, for free.' });
      const { findings } = await core.features.sites.review('default');
      await core.features.sites.accept('default', findings.map(({ key }) => key), true);
      await core.features.sites.publish('default');
      const { token } = await core.features.visits.begin('default', shopOrigin, undefined);
      const visit = await core.features.visits.admission.visit({ site: 'default', origin: shopOrigin, purpose: 'deliver', peer: '127.0.0.1', headers: new Headers({ authorization: `Bearer ${token}` }) });
      await core.features.visits.deliver(visit, Array.from({ length: 20 }, (_, at) => ({ type: 'exchange' as const, id: crypto.randomUUID(), at: new Date().toISOString(), conversation: crypto.randomUUID(), question: `Question ${at}?`, answer: `Answer ${at}.`, answered: true })));
    } });
    const whole = await stores();
    const undisturbed = await importOnly(move, whole.environment);
    const began = performance.now();
    expect(await undisturbed.ended()).toBe(0);
    const took = performance.now() - began;

    const { environment, names } = await stores();
    let kills = 0;
    for (let round = 0; ; round += 1) {
      const running = await importOnly(move, environment);
      // Killed at any moment until it has had its chances; then it may end.
      const timer = round < chances ? setTimeout(() => { running.process.kill('SIGKILL'); }, Math.random() * took) : undefined;
      const code = await running.ended();
      clearTimeout(timer);
      if (running.process.signalCode === 'SIGKILL') kills += 1;
      else {
        expect(code, running.log()).toBe(0);
        if (round >= chances) break;
      }
    }
    expect(kills).toBeGreaterThan(0);

    const [disturbed, reference] = await Promise.all([startGateway(move, environment), startGateway(move, whole.environment)]);
    expect(disturbed.log()).toContain('is here already');
    const asked = [...questions, 'Do you gift wrap?'];
    expect(await answersOf(disturbed.address, asked)).toEqual(await answersOf(reference.address, asked));
    const plain = (all: string[]): string[] => all.filter((name) => !name.startsWith('lance/')).map((name) => name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '*')).sort();
    expect(plain(await names())).toEqual(plain(await whole.names()));
    const records = await Promise.all([environment, whole.environment].map(async (one) => {
      const { sites, inbox, imports, close } = await openPostgresStores(one['SPROUT_DATABASE_URL'] ?? '', failOnBug);
      const mine = (await inbox.conversations('default', { limit: 500 })).flatMap(({ exchanges }) => exchanges).filter(({ question }) => /^Question \d+\?$/.test(question));
      const found = { sites: await sites.list(), versions: await sites.versions('default'), approved: await sites.approved('default'), exchanges: mine.map(({ id }) => id).sort(), taken: await imports.taken() };
      await close();
      return found;
    }));
    expect(records[0]).toEqual(records[1]);
    expect(records[0]?.exchanges).toHaveLength(20);
    expect(records[0]?.taken).toEqual([move.digest]);
  });
});
