import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleManifest, PublicSite } from '../../../core/contract/index.ts';
import { dataFolder, emptyStores, exportShop, startGateway, type ExportedMove, type RunningGateway, Visitor, visitorKey } from '../../support/cloud-gateway.ts';
import { shopTexts } from '../../support/moving.ts';
import { postgresMissing, startPostgres, type PostgresServer } from '../../support/servers/postgres-server.ts';
import { s3Missing, startS3, type S3Server } from '../../support/servers/s3-server.ts';

const missing = s3Missing ?? postgresMissing;
const opening = 'When are you open on weekdays?';

describe.skipIf(missing)(`a bundle that is taken in${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let s3: S3Server;
  let postgres: PostgresServer;
  beforeAll(async () => { [s3, postgres] = await Promise.all([startS3(), startPostgres()]); });
  afterAll(async () => { await Promise.all([s3.close(), postgres.close()]); });

  const stores = (): ReturnType<typeof emptyStores> => emptyStores(s3, postgres);

  it('follows the one before while that is still served, and what is older goes', { timeout: 180_000 }, async () => {
    const { environment, names } = await stores();
    const moves: ExportedMove[] = [];
    for (const hour of ['9', '8', '7']) moves.push(await exportShop({ texts: { ...shopTexts, 'Opening hours.md': `# Opening hours\n\nWe are open from ${hour} am to 6 pm on weekdays.\n` } }));
    const [first, second, third] = moves as [ExportedMove, ExportedMove, ExportedMove];
    const old = await startGateway(first, environment);
    const next = await startGateway(second, environment);
    // Both bundles number their version alike: each gateway answers from its own passages.
    expect((await new Visitor().answer(old.address, opening)).answer).toContain('9 am');
    const folderOf = async ({ address }: RunningGateway): Promise<string | undefined> => ((await (await fetch(`${address}/sites/default/site.json`)).json()) as PublicSite).index?.folder;
    const published = await folderOf(next);
    expect((await new Visitor().answer(next.address, opening)).answer).toContain('8 am');
    const last = await startGateway(third, environment);
    expect((await new Visitor().answer(last.address, opening)).answer).toContain('7 am');
    expect(await folderOf(last)).not.toBe(published);
    const all = await names();
    const bundles = (start: RegExp): Set<string> => new Set(all.flatMap((name) => start.exec(name)?.[1] ?? []));
    expect(bundles(/^private\/bundles\/([0-9a-f]{16})/)).toEqual(new Set([second, third].map(({ digest }) => digest.slice(0, 16))));
    expect(bundles(/^lance\/([0-9a-f]{16})-/)).toEqual(new Set([second, third].map(({ digest }) => digest.slice(0, 16))));
    // And back to the one before.
    const back = await startGateway(second, environment);
    expect((await new Visitor().answer(back.address, opening)).answer).toContain('8 am');
    expect([await folderOf(back), (await fetch(`${back.address}/${published ?? ''}manifest.bin`)).status]).toEqual([published, 200]);
  });

  it('is taken in again where the database or the storage was lost, and only there', { timeout: 120_000 }, async () => {
    const move = await exportShop({ prepare: async ({ features: { sites } }) => { await sites.approve('default', { question: 'Do you gift wrap?', answer: 'Yes, for free.' }); } });
    const [here, other] = await Promise.all([stores(), stores()]);
    const { SPROUT_DATABASE_URL: otherDatabase = '' } = other.environment;
    const { SPROUT_STORAGE: otherStorage = '' } = other.environment;
    const starts: [Record<string, string>, string][] = [[here.environment, 'taken in'], [here.environment, 'is here already'], [{ ...here.environment, SPROUT_DATABASE_URL: otherDatabase }, 'taken in'], [{ ...here.environment, SPROUT_STORAGE: otherStorage }, 'taken in']];
    for (const [environment, said] of starts) {
      const gateway = await startGateway(move, environment);
      expect(gateway.log()).toContain(said);
      expect((await new Visitor().answer(gateway.address, 'Do you gift wrap?')).answer).toBe('Yes, for free.');
      expect((await new Visitor().answer(gateway.address, opening)).answer).toContain('9 am');
      await gateway.stop('SIGTERM');
    }
  });

  it('keeps its files on a disk where there is no S3, and its records in SQLite where there is no PostgreSQL', { timeout: 120_000 }, async () => {
    const move = await exportShop();
    const { environment: { SPROUT_DATABASE_URL: database = '', ...storage } } = await stores();
    const ways = [{ SPROUT_DATA: await dataFolder() }, { SPROUT_DATA: await dataFolder(), SPROUT_DATABASE_URL: database }, { SPROUT_DATA: await dataFolder(), ...storage }];
    for (const environment of ways) {
      for (const said of ['taken in', 'is here already']) {
        const gateway = await startGateway(move, environment);
        expect(gateway.log()).toContain(said);
        expect((await new Visitor().answer(gateway.address, opening)).answer).toContain('9 am');
        expect((await fetch(`${gateway.address}/sprout.js`)).status).toBe(200);
        await gateway.stop('SIGTERM');
      }
    }
  });

  it('is refused for a changed byte, another digest, and an environment that is not whole, with what to do in the log and no secret', { timeout: 120_000 }, async () => {
    const move = await exportShop();
    const { environment } = await stores();
    const refused = async (change: Record<string, string>, ...said: string[]): Promise<void> => {
      const gateway = await startGateway(move, { ...environment, SPROUT_MODEL_KEY: 'canary-model-key', ...change }, { ready: false });
      expect(await gateway.ended()).toBe(1);
      for (const words of said) expect(gateway.log()).toContain(words);
      for (const secret of ['canary', s3.key, visitorKey]) expect(gateway.log()).not.toContain(secret);
    };
    await refused({ SPROUT_BUNDLE_DIGEST: '0'.repeat(64) }, 'bundle-digest');
    await refused({ SPROUT_BUNDLE_DIGEST: 'abc' }, 'gateway-environment', 'SPROUT_BUNDLE_DIGEST');
    await refused({ SPROUT_VISITOR_KEY: '' }, 'gateway-environment', 'SPROUT_VISITOR_KEY');
    await refused({ SPROUT_S3_SECRET: '' }, 'gateway-environment', 'SPROUT_S3_SECRET');
    await refused({ SPROUT_STORAGE: '' }, 'gateway-environment', 'SPROUT_DATA');
    await refused({ SPROUT_STORAGE: 'http://elsewhere' }, 'gateway-environment', 'SPROUT_STORAGE');
    await refused({ SPROUT_TRUSTED_PROXY: 'everyone' }, 'gateway-environment', 'SPROUT_TRUSTED_PROXY');
    await refused({ SPROUT_S3_SECRET: 'canary-wrong' }, 'storage-unreachable');
    await refused({ SPROUT_DATABASE_URL: environment['SPROUT_DATABASE_URL']?.replace('canary-postgres-password', 'canary-wrong') ?? '' }, 'database-unreachable');
    await refused({ SPROUT_DATABASE_URL: 'postgres://sprout:canary@127.0.0.1:9/none' }, 'database-unreachable');

    const bundle = join(move.out, 'bundle');
    const { files } = JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8')) as BundleManifest;
    for (const { path } of files.slice(0, 12)) {
      const place = join(bundle, path);
      const before = await readFile(place);
      const changed = Buffer.from(before);
      if (changed.length === 0) continue;
      const at = Math.floor(Math.random() * changed.length);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(place, changed);
      await refused({}, 'bundle-damaged', path);
      await writeFile(place, before);
    }
    await appendFile(join(bundle, 'manifest.json'), ' ');
    await refused({}, 'manifest.json');
    expect(await readdir(join(move.out, 'gateway'))).not.toContain('data');
  });
});
