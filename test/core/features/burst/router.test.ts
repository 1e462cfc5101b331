import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRemoteModels } from '../../../../core/adapters/cloud/index.ts';
import { defaultBurstPolicy, SproutError, type BurstPolicy, type Remote, type RouteStep } from '../../../../core/contract/index.ts';
import { Health } from '../../../../core/features/burst/remotes/health.ts';
import { LocalQueue } from '../../../../core/features/burst/router/local-queue.ts';
import { Router } from '../../../../core/features/burst/router/router.ts';
import type { GenerateRequest, LanguageModel, Provenance } from '../../../../core/ports/language-model.ts';
import { FakeLanguageModel } from '../../../fakes/fake-language-model.ts';
import { OpenGate } from '../../../fakes/open-gate.ts';
import { startRemoteServer, type RemoteBehaviour, type RemoteServer } from '../../../support/remote-server.ts';

const owner: Provenance = { documents: ['menu'], site: null, purpose: 'answer' };
let one: RemoteServer;
let two: RemoteServer;
let gate: OpenGate;
let health: Health;
beforeEach(async () => {
  [one, two] = await Promise.all([startRemoteServer({ answer: () => 'From the first place.' }), startRemoteServer({ answer: () => 'From the second place.' })]);
  gate = new OpenGate();
  health = new Health();
});
afterEach(async () => { await Promise.all([one.close(), two.close()]); });

const remoteAt = (id: string, server: RemoteServer, order: number): Remote => ({
  id, name: `Place ${id}`, preset: 'other', kind: 'network', address: server.address, model: 'test-model', contextLength: 32_768, region: '', price: { currency: 'CNY', input: 0, cachedInput: 0, output: 0 }, sees: 'everything', enabled: true, order, createdAt: '', hasKey: false,
});
interface Setting { policy?: Partial<BurstPolicy>; local?: LanguageModel | undefined; chosen?: string; load?: { busy: number; waiting: number }; remotes?: Remote[] }
function router({ policy = {}, local, chosen, load = { busy: 0, waiting: 0 }, remotes = [remoteAt('one', one, 0), remoteAt('two', two, 1)] }: Setting = {}): Router {
  return new Router({
    id: 'auto', local, chosen, policy: () => ({ ...defaultBurstPolicy, enabled: true, patienceMs: 500, ...policy }), remotes: () => remotes, health, gate,
    queue: new LocalQueue(() => load), models: createRemoteModels(), keyOf: () => Promise.resolve(undefined),
  });
}

/** What a reader has at the end, and the way there. */
async function read(model: LanguageModel, request: Partial<GenerateRequest> = {}): Promise<{ text: string; steps: string[]; ends: number }> {
  let text = '';
  let ends = 0;
  const steps: RouteStep[] = [];
  for await (const event of model.generate({ messages: [{ role: 'user', content: 'How much?' }], maxTokens: 50, provenance: owner, ...request })) {
    if (event.type === 'text') text += event.text;
    if (event.type === 'end') ends += 1;
    if (event.type !== 'route') continue;
    steps.push(event.step);
    if (event.step.outcome === 'asked') text = '';
  }
  return { text, ends, steps: steps.map(({ place, outcome, reason }) => `${place} ${outcome}: ${reason}`) };
}
const local = (text = 'From this laptop.'): FakeLanguageModel => new FakeLanguageModel(() => text);

describe('where a question goes', () => {
  it('is here, while here will do', async () => {
    expect(await read(router({ local: local() }))).toEqual({ text: 'From this laptop.', ends: 1, steps: ['local asked: local-first', 'local answered: local-first'] });
    expect(gate.opened).toBe(0);
  });

  it('is elsewhere where there is no model here, and here again where that rule is off', async () => {
    expect(await read(router())).toEqual({ text: 'From the first place.', ends: 1, steps: ['remote:one asked: no-local-model', 'remote:one answered: no-local-model'] });
    const rules = { ...defaultBurstPolicy.rules, noLocalModel: { on: false } };
    await expect(read(router({ policy: { rules } }))).rejects.toMatchObject({ code: 'burst-exhausted' });
  });

  it('is elsewhere when the queue is long, as seen before or while it waits', async () => {
    expect((await read(router({ local: local(), load: { busy: 1, waiting: 5 } }))).steps[0]).toBe('remote:one asked: queue');
    const load = { busy: 1, waiting: 0 };
    const waiting: LanguageModel = { id: 'slow', contextLength: 4096, countTokens: () => Promise.resolve(1), async* generate() { yield { type: 'queued', place: 9 }; await new Promise((resolve) => { setTimeout(resolve, 5000); }); throw new Error('nobody waits for it'); } };
    expect((await read(router({ local: waiting, load }))).steps).toEqual(['local asked: local-first', 'remote:one asked: queue', 'remote:one answered: queue']);
  });

  it('is elsewhere when the prompt is too long for here', async () => {
    const short = new FakeLanguageModel(() => 'short', 64);
    const messages = [{ role: 'user' as const, content: 'long '.repeat(100) }];
    expect((await read(router({ local: short }), { messages })).steps[0]).toBe('remote:one asked: context');
    expect(router({ local: short }).contextLength).toBe(32_768);
  });

  it('is elsewhere when nothing supports what was written here, where the owner wants that; what was written is not said twice', async () => {
    const rules = { ...defaultBurstPolicy.rules, unsupported: { on: true } };
    const supported = (text: string): boolean => text.includes('first');
    expect(await read(router({ local: local(), policy: { rules } }), { supported })).toEqual({ text: 'From the first place.', ends: 1, steps: ['local asked: local-first', 'remote:one asked: unsupported', 'remote:one answered: unsupported'] });
    expect((await read(router({ local: local() }), { supported })).text).toBe('From this laptop.');
    // Nobody else can answer: better that than nothing.
    one.behave({ kind: 'status', status: 401 });
    two.behave({ kind: 'status', status: 401 });
    expect((await read(router({ local: local(), policy: { rules } }), { supported })).text).toBe('From this laptop.');
  });

  it('is where the owner says, for a question or for a site', async () => {
    expect((await read(router({ local: local(), chosen: 'two' }))).steps[0]).toBe('remote:two asked: chosen');
    const visitor = { documents: [], site: 'shop', purpose: 'answer' as const };
    expect((await read(router({ local: local(), policy: { sites: { shop: 'always' } } }), { provenance: visitor })).steps[0]).toBe('remote:one asked: site');
    expect((await read(router({ local: local(), load: { busy: 1, waiting: 9 }, policy: { sites: { shop: 'never' } } }), { provenance: visitor })).text).toBe('From this laptop.');
  });

  it('never leaves without leave: unknown origin, switched off, programs, private documents, an empty purse', async () => {
    const busy = { local: local(), load: { busy: 1, waiting: 9 } };
    const bare = { messages: [{ role: 'user' as const, content: 'x' }] };
    for await (const event of router(busy).generate(bare)) if (event.type === 'route') expect(event.step.place).toBe('local');
    await read(router({ ...busy, policy: { enabled: false } }));
    await read(router({ ...busy }), { provenance: { ...owner, purpose: 'program' } });
    await expect(read(router({ chosen: 'one', policy: { enabled: false } }))).rejects.toMatchObject({ code: 'burst-off' });
    expect(gate.opened).toBe(0);
    for (const why of ['private', 'budget', 'guard'] as const) {
      gate.refuses = () => why;
      const { text, steps } = await read(router(busy));
      expect(text).toBe('From this laptop.');
      expect(steps).toEqual([`remote:one passed-over: ${why}`, `remote:two passed-over: ${why}`, 'local asked: nothing-else', 'local answered: nothing-else']);
    }
    expect(one.received() + two.received()).toBe('');
  });
});

describe('when a place fails', () => {
  const faults: RemoteBehaviour[] = [
    { kind: 'status', status: 429 }, { kind: 'status', status: 429, headers: { 'retry-after': '30' } }, { kind: 'status', status: 500 }, { kind: 'cut', after: 2 }, { kind: 'cut', after: 0 }, { kind: 'unfinished' },
    { kind: 'silent' }, { kind: 'silent', afterHead: true }, { kind: 'garbled', how: 'json' }, { kind: 'garbled', how: 'html' }, { kind: 'status', status: 401 }, { kind: 'status', status: 402 },
  ];
  it.each(faults)('the next one answers, and nothing is said twice: %j', async (fault) => {
    one.behave(fault);
    const { text, ends, steps } = await read(router());
    expect({ text, ends }).toEqual({ text: 'From the second place.', ends: 1 });
    expect(steps).toEqual(['remote:one asked: no-local-model', 'remote:one failed: no-local-model', 'remote:two asked: remote-failed', 'remote:two answered: remote-failed']);
    expect(gate.outcomes.at(-1)).toBe('done');
  });

  it.each(faults)('this laptop answers when both do: %j', async (fault) => {
    one.behave(fault);
    two.behave(fault);
    const { text, ends } = await read(router({ local: local(), load: { busy: 1, waiting: 9 } }));
    expect({ text, ends }).toEqual({ text: 'From this laptop.', ends: 1 });
  });

  it('says why when nobody can answer', async () => {
    one.behave({ kind: 'status', status: 401 });
    two.behave({ kind: 'status', status: 500 });
    await expect(read(router())).rejects.toSatisfy((error: SproutError) => error.code === 'burst-exhausted' && error.message.includes('refused the key') && error.message.includes('HTTP 500'));
  });

  it('tries again what passes by itself, but not what does not, and not once a word was said', async () => {
    one.behave({ kind: 'status', status: 500 }, { kind: 'answer' });
    expect((await read(router())).text).toBe('From the first place.');
    for (const [fault, calls] of [[{ kind: 'status', status: 401 }, 1], [{ kind: 'cut', after: 1 }, 1], [{ kind: 'status', status: 500 }, 2]] as const) {
      const before = one.bodies().length;
      health = new Health();
      one.behave(fault);
      await read(router());
      expect(one.bodies().length - before).toBe(calls);
    }
  });

  it('a program that has words already is told, since it cannot be told to forget them', async () => {
    one.behave({ kind: 'cut', after: 2 });
    const program = { documents: [], site: null, purpose: 'program' as const };
    await expect(read(router({ policy: { programs: 'rules' } }), { provenance: program })).rejects.toMatchObject({ code: 'remote-cut' });
    expect(two.bodies()).toEqual([]);
    one.behave({ kind: 'status', status: 500 });
    health = new Health();
    expect((await read(router({ policy: { programs: 'rules' } }), { provenance: program })).text).toBe('From the second place.');
  });

  it('a local model that dies is replaced by others, and an error of the question is not', async () => {
    const dying = new FakeLanguageModel();
    dying.pieces = ['From th', new SproutError('model-crashed', { id: 'fake' })];
    expect(await read(router({ local: dying }))).toMatchObject({ text: 'From the first place.', steps: ['local asked: local-first', 'local failed: local-failed', 'remote:one asked: local-failed', 'remote:one answered: local-failed'] });
    dying.pieces = [new SproutError('schema-unsupported', {})];
    await expect(read(router({ local: dying }))).rejects.toMatchObject({ code: 'schema-unsupported' });
  });

  it('who fails again and again rests, longer each time, and one question tries whether it is well', async () => {
    let now = 0;
    health = new Health({ now: () => now });
    one.behave({ kind: 'status', status: 500 });
    for (let at = 0; at < 2; at += 1) await read(router());
    const asked = one.bodies().length;
    expect((await read(router())).steps[0]).toBe('remote:one passed-over: resting');
    expect(one.bodies()).toHaveLength(asked);
    now += 31_000;
    one.behave({ kind: 'silent' });
    const probe = read(router());
    const beside = await read(router());
    expect(beside.steps[0]).toBe('remote:one passed-over: resting');
    expect((await probe).text).toBe('From the second place.');
    now += 31_000;
    expect((await read(router())).steps[0]).toBe('remote:one passed-over: resting');
    now += 60_000;
    one.behave({ kind: 'answer' });
    expect((await read(router())).text).toBe('From the first place.');
    expect(health.of('one', 'en').state).toBe('well');
  });

  it('an aborted question ends there and then, and the place is told', async () => {
    one.behave({ kind: 'answer', text: 'one two three four', pieces: 8 });
    const stop = new AbortController();
    const reading = (async () => { for await (const event of router().generate({ messages: [{ role: 'user', content: 'x' }], provenance: owner, signal: stop.signal })) if (event.type === 'text') stop.abort(); })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(gate.outcomes).toEqual(['cut']);
    expect(two.bodies()).toEqual([]);
  });
});

describe('hedging', () => {
  it('is off unless it is wanted, and then asks a second place that is quicker to begin', async () => {
    one.behave({ kind: 'silent' });
    expect((await read(router({ policy: { patienceMs: 300 } }))).steps).toContain('remote:one failed: no-local-model');
    health = new Health();
    gate = new OpenGate();
    const { text, steps } = await read(router({ policy: { patienceMs: 5000, hedgeAfterMs: 100 } }));
    expect(text).toBe('From the second place.');
    expect(steps).toEqual(['remote:one asked: no-local-model', 'remote:two answered: no-local-model']);
    expect(gate.outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    two.behave({ kind: 'status', status: 500 });
    one.behave({ kind: 'answer', text: 'After all.' });
    expect((await read(router({ policy: { hedgeAfterMs: 100 } }))).text).toBe('After all.');
  });
});
