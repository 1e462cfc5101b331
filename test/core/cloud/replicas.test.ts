import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStores } from '../../../core/adapters/postgres/index.ts';
import { eventsOf, exportShop, startGateway, Visitor, type ExportedMove, type RunningGateway } from '../../support/cloud-gateway.ts';
import { postgresMissing, startPostgres, type PostgresServer } from '../../support/servers/postgres-server.ts';
import { s3Missing, startS3, type S3Server } from '../../support/servers/s3-server.ts';

const missing = s3Missing ?? postgresMissing;
const failOnBug = (error: unknown): void => { throw error; };

describe.skipIf(missing)(`replicas of an exported gateway${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let s3: S3Server;
  let postgres: PostgresServer;
  beforeAll(async () => { [s3, postgres] = await Promise.all([startS3(), startPostgres()]); });
  afterAll(async () => { await Promise.all([s3.close(), postgres.close()]); });

  async function stores(): Promise<Record<string, string>> {
    return { SPROUT_DATABASE_URL: await postgres.database(), SPROUT_STORAGE: `s3://${await s3.bucket()}`, SPROUT_S3_ENDPOINT: s3.endpoint, SPROUT_S3_KEY: s3.key, SPROUT_S3_SECRET: s3.secret };
  }
  const started = (move: ExportedMove, environment: Record<string, string>, count: number): Promise<RunningGateway[]> => Promise.all(Array.from({ length: count }, () => startGateway(move, environment)));
  const inboxOf = async (environment: Record<string, string>) => openPostgresStores(environment['SPROUT_DATABASE_URL'] ?? '', failOnBug);
  /** The replica of a turn. */
  const turn = (all: readonly RunningGateway[], at: number): string => all[at % all.length]?.address ?? '';
  const opening = 'When are you open on weekdays?';

  it.each([1, 2, 4])('%i of them take a bundle in once, know each other\'s visitors, and count limits, questions and messages once', { timeout: 120_000 }, async (count) => {
    const move = await exportShop({ settings: { limits: { perMinutePerAddress: 12, perHourPerVisitor: 1000, tokensPerDay: 0 } } });
    const environment = await stores();
    // All at once: one takes the bundle in, the others wait for it.
    const all = await started(move, environment, count);
    expect(all.filter(({ log }) => log().includes('taken in'))).toHaveLength(1);

    // A visit that one began counts everywhere; the limit of an address does too, at once, however it is spread.
    const visitor = new Visitor('198.51.100.4');
    expect((await visitor.answer(turn(all, 0), opening)).answer).toContain('9 am');
    const statuses = await Promise.all(Array.from({ length: 40 }, async (_, at) => {
      const response = await new Visitor('198.51.100.4').ask(turn(all, at), opening);
      await response.text();
      return response.status;
    }));
    expect(Object.fromEntries([...Map.groupBy(statuses, String)].map(([status, all]) => [status, all.length]))).toEqual({ 200: 11, 429: 29 });

    // The same message, brought to each of them several times, is one; so is the same question.
    const items = Array.from({ length: 2 }, () => ({ type: 'message', id: crypto.randomUUID(), at: new Date().toISOString(), conversation: null, name: 'Ann', contact: 'ann@example.org', question: 'Call me?', consent: true, consentText: 'Yes', locale: 'en' }));
    const bringer = new Visitor('198.51.100.5');
    const received = await Promise.all(Array.from({ length: 2 * count }, async (_, at) => (await bringer.send(turn(all, at), 'POST', 'inbox', { items })).json()));
    for (const each of received) expect(each).toEqual({ received: items.map(({ id }) => id) });
    const asker = new Visitor('198.51.100.6');
    const ids = { id: crypto.randomUUID(), conversation: crypto.randomUUID() };
    const first = await asker.answer(turn(all, 0), opening, ids);
    for (let at = 1; at < count; at += 1) expect(await asker.answer(turn(all, at), opening, ids)).toEqual(first);
    const { inbox, close } = await inboxOf(environment);
    expect((await inbox.leads('default', { limit: 100 })).map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort());
    expect((await inbox.conversations('default', { limit: 100 })).filter(({ id }) => id === ids.conversation).map(({ exchanges }) => exchanges.length)).toEqual([1]);
    await close();
  });

  it('go on with a conversation, and with an answer whose stream broke, that another began or died with', { timeout: 120_000 }, async () => {
    const move = await exportShop();
    const environment = await stores();
    const all = await started(move, environment, 3);
    const [one, two, three] = all.map(({ address }) => address) as [string, string, string];
    const visitor = new Visitor();
    const conversation = crypto.randomUUID();
    await visitor.answer(one, opening, { conversation });
    // Completed from what was asked and answered elsewhere: as a single gateway completes it.
    const followUp = 'And on Saturdays?';
    const alone = crypto.randomUUID();
    await visitor.answer(one, opening, { conversation: alone });
    const [here, there] = [await visitor.answer(one, followUp, { conversation: alone }), await visitor.answer(two, followUp, { conversation })];
    expect(there).toEqual(here);
    expect(there.answer).toContain('2 pm');

    // The stream breaks after its first line; the replica is killed; another goes on, with nothing said twice.
    const id = crypto.randomUUID();
    const asked = await eventsOf(await visitor.ask(one, opening, { id, conversation }));
    await all[0]?.stop('SIGKILL');
    const resumed = await eventsOf(await visitor.send(two, 'GET', `answers/${id}?from=1`));
    expect(resumed).toEqual([{ ...asked.at(-1), at: 1 }]);
    // Asked again of a third, it is the same answer, kept once.
    expect((await eventsOf(await visitor.ask(three, opening, { id, conversation }))).at(-1)).toMatchObject({ type: 'answer-end', answer: (asked.at(-1) as { answer: object }).answer });
    // What nobody has kept is asked for again.
    expect((await visitor.send(two, 'GET', `answers/${crypto.randomUUID()}?from=1`)).status).toBe(404);
    // Another visitor does not get it, by its name or otherwise.
    expect((await new Visitor().send(two, 'GET', `answers/${id}`)).status).toBe(404);
    const { inbox, close } = await inboxOf(environment);
    expect((await inbox.conversations('default', { limit: 10 })).find((found) => found.id === conversation)?.exchanges.map(({ question }) => question)).toEqual([opening, followUp, opening]);
    await close();

    // Forgotten by one, forgotten by all.
    expect((await visitor.send(two, 'DELETE', 'visit')).status).toBe(200);
    expect((await visitor.send(three, 'GET', `answers/${crypto.randomUUID()}`)).status).toBe(404);
    const after = await inboxOf(environment);
    expect((await after.inbox.conversations('default', { limit: 10 })).filter((found) => found.id === conversation)).toEqual([]);
    await after.close();
  });

  it('end without losing a question that was accepted, say so beforehand, and tell how much they do', { timeout: 120_000 }, async () => {
    const move = await exportShop();
    const environment = await stores();
    const [gateway] = await started(move, environment, 1);
    if (!gateway) throw new Error('none');
    const { address } = gateway;
    await new Visitor().answer(address, opening);
    await new Visitor().answer(address, 'Who painted the Mona Lisa?');
    const numbers = await (await fetch(`${address}/metrics`)).text();
    expect(numbers).toMatch(/^sprout_questions_total 2$/m);
    expect(numbers).toMatch(/^sprout_answers_total\{outcome="answered"\} 1$/m);
    expect(numbers).toMatch(/^sprout_answers_total\{outcome="missed"\} 1$/m);
    expect(numbers).toMatch(/^sprout_queue_length 0$/m);
    expect(numbers).toMatch(/^sprout_answer_seconds_count 2$/m);
    // Visitors come by a proxy, and learn nothing of it.
    expect((await fetch(`${address}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(404);
    expect((await fetch(`${address}/api/workspace`)).status).toBe(404);

    const visitors = Array.from({ length: 30 }, () => new Visitor());
    const outcomes = Promise.all(visitors.map(async (visitor) => { try { return (await visitor.answer(address, opening)).answered ? 'answered' : 'missed'; } catch { return 'refused'; } }));
    gateway.process.kill('SIGTERM');
    expect(await gateway.ended()).toBe(0);
    const given = (await outcomes).filter((outcome) => outcome === 'answered').length;
    const { inbox, close } = await inboxOf(environment);
    // Whatever a visitor was told as answered is kept; beyond it may be kept what was not told any more.
    expect((await inbox.conversations('default', { limit: 100 })).filter(({ exchanges }) => exchanges[0]?.answered === true).length).toBeGreaterThanOrEqual(given + 1);
    await close();
    for (const secret of ['canary', s3.key, environment['SPROUT_DATABASE_URL'] ?? 'absent']) expect(gateway.log()).not.toContain(secret);
    for (const said of ['weekdays', 'Mona']) expect(gateway.log()).not.toContain(said);
  });
});
