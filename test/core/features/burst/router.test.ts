import { afterEach, describe, expect, test } from 'vitest';
import { SproutError } from '../../../../core/contract/index.ts';
import { faults, startRemoteServer, type FaultName, type RemoteServer } from '../../../support/remote-server.ts';
import { bench, place, policy, question, read, told } from './support.ts';

const servers: RemoteServer[] = [];
afterEach(async () => { await Promise.all(servers.splice(0).map((server) => server.close())); });

async function server(says?: string): Promise<RemoteServer> {
  const started = await startRemoteServer(says === undefined ? {} : { says: () => says });
  servers.push(started);
  return started;
}

describe('where a question goes', () => {
  test('to the model here first, and nothing leaves', async () => {
    const cloud = await server();
    const { burst, local } = bench();
    await burst.remotes.add(place(cloud.address));
    const seen = await read(await burst.get('fake'), question());
    expect(seen.text).toBe('Here: at nine.');
    expect(told(seen)).toEqual(['fake asked local-first']);
    expect(local.requests).toHaveLength(1);
    expect(cloud.wire()).toHaveLength(0);
  });

  test('switched off, it never leaves, not even by name', async () => {
    const cloud = await server();
    const { burst } = bench({ rules: { enabled: false } });
    const { id } = await burst.remotes.add(place(cloud.address));
    expect((await read(await burst.get('fake'), question())).steps).toEqual([]);
    const named = await read(await burst.get(`remote:${id}`), question());
    expect(named.text).toBe('Here: at nine.');
    expect(told(named)).toEqual(['Cloud passed-over off', 'fake asked nothing-else']);
    expect(cloud.wire()).toHaveLength(0);
  });

  test('by name it goes there, masked, paid for and written down', async () => {
    const cloud = await server();
    const { burst, gate } = bench();
    gate.masks = { word: 'Anna', by: '[NAME_1]' };
    cloud.usually = { does: 'answer', pieces: ['Dear [NA', 'ME_1], at ', 'nine.'] };
    const { id } = await burst.remotes.add({ ...place(cloud.address), key: 'sk-1' });
    const seen = await read(await burst.get(`remote:${id}`), question({ messages: [{ role: 'user', content: 'Anna asks when you open' }] }));
    expect(seen.text).toBe('Dear Anna, at nine.');
    expect(told(seen)).toEqual(['Cloud asked chosen']);
    expect(cloud.wire().includes('Anna')).toBe(false);
    expect(gate.crossings).toMatchObject([{ bodies: [cloud.requests[0]?.body], closed: 1, result: { outcome: 'done', received: 'Dear [NAME_1], at nine.', usage: { promptTokens: cloud.counted.promptTokens, completionTokens: cloud.counted.completionTokens } } }]);
    expect(cloud.requests[0]?.headers.authorization).toBe('Bearer sk-1');
  });

  test('without knowing where its words come from, nothing leaves', async () => {
    const cloud = await server();
    const { burst } = bench({ withLocal: false });
    const { id } = await burst.remotes.add(place(cloud.address));
    const { provenance: _, ...unknown } = question();
    const seen = await read(await burst.get(`remote:${id}`), unknown);
    expect(seen.error).toMatchObject({ code: 'burst-exhausted' });
    expect(cloud.wire()).toHaveLength(0);
  });

  test('what the gate refuses stays here, and why is told', async () => {
    const cloud = await server();
    const { burst, gate } = bench();
    const { id } = await burst.remotes.add(place(cloud.address));
    gate.refuses = ({ provenance }) => (provenance.documents.includes('secret') ? 'private' : undefined);
    const seen = await read(await burst.get(`remote:${id}`), question({ provenance: { documents: ['secret'], site: null, purpose: 'answer' } }));
    expect(told(seen)).toEqual(['Cloud passed-over private', 'fake asked nothing-else']);
    expect(seen.text).toBe('Here: at nine.');
    expect(cloud.wire()).toHaveLength(0);
  });

  test('without a model here it goes elsewhere, where that is allowed', async () => {
    const cloud = await server();
    const { burst } = bench({ withLocal: false });
    await burst.remotes.add(place(cloud.address));
    expect(burst.chosen()).toBe('remote:any');
    expect(told(await read(await burst.get('remote:any'), question()))).toEqual(['Cloud asked no-local-model']);
    burst.updatePolicy({ rules: { ...policy().rules, noLocalModel: { on: false } } });
    expect(burst.chosen()).toBeNull();
  });

  test('where the model here cannot be loaded', async () => {
    const cloud = await server();
    const { burst } = bench({ local: { chosen: () => 'big', chat: () => Promise.reject(new SproutError('model-too-large', { id: 'big', needed: 9000, free: 10 })), working: () => ({ busy: 0, waiting: 0 }), list: () => Promise.reject(new Error('not asked')) } });
    await burst.remotes.add(place(cloud.address));
    const seen = await read(await burst.get('big'), question());
    expect(told(seen)).toEqual(['Cloud asked local-failed']);
    expect(seen.text).toBe('The shop opens at nine.');
  });

  test('where the prompt is longer than the model here reads', async () => {
    const cloud = await server();
    const { burst, local } = bench();
    await burst.remotes.add(place(cloud.address));
    local.pieces = [new SproutError('prompt-too-long', { id: 'fake' })];
    expect(told(await read(await burst.get('fake'), question()))).toEqual(['fake asked local-first', 'fake failed context prompt-too-long', 'Cloud asked context']);
  });

  test('where nothing of what was written here is supported; the reader is left with one answer', async () => {
    const cloud = await server();
    const { burst } = bench({ rules: { rules: { ...policy().rules, unsupported: { on: true } } } });
    await burst.remotes.add(place(cloud.address));
    const judged: string[] = [];
    const seen = await read(await burst.get('fake'), question({ supported: (text) => { judged.push(text); return false; } }));
    expect(judged).toEqual(['Here: at nine.']);
    expect(told(seen)).toEqual(['fake asked local-first', 'fake failed unsupported', 'Cloud asked unsupported']);
    expect(seen).toMatchObject({ text: 'The shop opens at nine.', ends: 1 });
  });

  test('an unsupported answer is better than none', async () => {
    const cloud = await server();
    cloud.usually = faults.failed;
    const { burst } = bench({ rules: { rules: { ...policy().rules, unsupported: { on: true } } } });
    await burst.remotes.add(place(cloud.address));
    const seen = await read(await burst.get('fake'), question({ supported: () => false }));
    expect(seen).toMatchObject({ text: 'Here: at nine.', ends: 1, error: undefined });
    expect(told(seen).at(-1)).toBe('fake asked nothing-else');
  });

  test('a site may always ask elsewhere, and another never', async () => {
    const cloud = await server();
    const { burst } = bench({ rules: { sites: { shop: 'always', office: 'never' } } });
    const { id } = await burst.remotes.add(place(cloud.address));
    expect(burst.forSite('shop', null)).toBe('remote:any');
    expect(burst.forSite('office', null)).toBeNull();
    const visitor = (site: string): ReturnType<typeof question> => question({ provenance: { documents: [], site, purpose: 'answer' } });
    expect(told(await read(await burst.get('fake'), visitor('shop')))).toEqual(['Cloud asked site']);
    expect(told(await read(await burst.get(`remote:${id}`), visitor('office')))).toEqual(['Cloud passed-over off', 'fake asked nothing-else']);
  });

  test('other programs stay here unless the owner allows it', async () => {
    const cloud = await server();
    const { burst, local } = bench();
    await burst.remotes.add(place(cloud.address));
    local.pieces = [new SproutError('model-crashed', { id: 'fake' })];
    const program = question({ provenance: { documents: [], site: null, purpose: 'program' } });
    const refused = await read(await burst.get('fake'), program);
    expect(refused.error).toMatchObject({ code: 'model-crashed' });
    expect(cloud.wire()).toHaveLength(0);
    burst.updatePolicy({ programs: 'rules' });
    expect((await read(await burst.get('fake'), program)).text).toBe('The shop opens at nine.');
  });

  test('a place that reads too little, or is switched off, is not asked', async () => {
    const small = await server();
    const off = await server();
    const { burst } = bench({ withLocal: false });
    await burst.remotes.add(place(small.address, { name: 'Small', contextLength: 512 }));
    await burst.remotes.add(place(off.address, { name: 'Off', enabled: false }));
    const seen = await read(await burst.get('remote:any'), question({ messages: [{ role: 'user', content: 'word '.repeat(2000) }] }));
    expect(told(seen)).toEqual(['Small passed-over too-long']);
    expect(seen.error).toMatchObject({ code: 'burst-exhausted', fields: { reasons: 'Small: too-long' } });
    expect(off.wire()).toHaveLength(0);
  });

  test('the queue here is longer than allowed: the next goes elsewhere, and the first stays', async () => {
    const cloud = await server();
    const { burst, local } = bench({ rules: { rules: { ...policy().rules, queue: { on: true, seconds: 0 } } }, together: 1 });
    await burst.remotes.add(place(cloud.address));
    const model = await burst.get('fake');
    // Teaches what an answer takes.
    await read(model, question());
    local.endless = true;
    const leaving = new AbortController();
    const first = read(model, question({ signal: leaving.signal }));
    await expect.poll(() => local.requests.length).toBe(2);
    const second = await read(model, question());
    expect(told(second)).toEqual(['Cloud asked queue']);
    leaving.abort();
    expect((await first).error).toMatchObject({ name: 'AbortError' });
  });
});

describe.each(Object.keys(faults) as FaultName[])('a place with the fault "%s"', (name) => {
  test('asked first: the next place answers, once', async () => {
    const [bad, good] = [await server('never shown'), await server('From the second.')];
    bad.usually = faults[name];
    const { burst, gate } = bench({ withLocal: false });
    await burst.remotes.add(place(bad.address, { name: 'Bad', order: 0 }));
    await burst.remotes.add(place(good.address, { name: 'Good', order: 1 }));
    const seen = await read(await burst.get('remote:any'), question());
    expect(seen).toMatchObject({ text: 'From the second.', ends: 1, error: undefined });
    expect(told(seen)).toEqual(['Bad asked no-local-model', expect.stringMatching(/^Bad failed remote-failed remote-/), 'Good asked remote-failed']);
    // Each crossing that was opened was closed, once.
    expect(gate.crossings.map(({ closed }) => closed)).toEqual(gate.crossings.map(() => 1));
    expect(gate.crossings.at(-1)?.result?.outcome).toBe('done');
  });

  test('asked second, after another that failed: the model here answers', async () => {
    const [first, second] = [await server(), await server()];
    first.usually = faults.failed;
    second.usually = faults[name];
    const { burst } = bench();
    const { id } = await burst.remotes.add(place(first.address, { name: 'First', order: 0 }));
    await burst.remotes.add(place(second.address, { name: 'Second', order: 1 }));
    const seen = await read(await burst.get(`remote:${id}`), question());
    expect(seen).toMatchObject({ text: 'Here: at nine.', ends: 1, error: undefined });
    expect(told(seen).at(-1)).toBe('fake asked remote-failed');
  });

  test('and nobody else there: it says why', async () => {
    const bad = await server();
    bad.usually = faults[name];
    const { burst } = bench({ withLocal: false });
    await burst.remotes.add(place(bad.address, { name: 'Bad' }));
    const seen = await read(await burst.get('remote:any'), question());
    expect(seen.error).toMatchObject({ code: 'burst-exhausted' });
    expect(seen.error?.fields?.['reasons']).toMatch(/^Bad: remote-/);
    expect(seen.ends).toBe(0);
  });

  test('a program is sent no text twice: it goes on only before the first word', async () => {
    const [bad, good] = [await server('The shop opens'), await server('From the second.')];
    bad.usually = faults[name];
    const { burst } = bench({ withLocal: false, rules: { programs: 'rules' } });
    await burst.remotes.add(place(bad.address, { order: 0 }));
    await burst.remotes.add(place(good.address, { order: 1 }));
    const seen = await read(await burst.get('remote:any'), question({ provenance: { documents: [], site: null, purpose: 'program' } }));
    const all = seen.all.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
    if (seen.error) expect(['The shop ope']).toContain(all);
    else expect(all).toBe('From the second.');
  });
});

describe('trying again', () => {
  test('what passes is tried again at the same place, with growing and random waits', async () => {
    const cloud = await server();
    cloud.next(faults.failed, faults.failed);
    const { burst, waits, gate } = bench({ withLocal: false, rules: { tries: 3 }, random: () => 0.5 });
    await burst.remotes.add(place(cloud.address));
    expect((await read(await burst.get('remote:any'), question())).text).toBe('The shop opens at nine.');
    expect(waits).toEqual([150, 300]);
    expect(gate.crossings.map(({ result }) => result?.outcome)).toEqual(['failed', 'failed', 'done']);
  });

  test('a key that is wrong, a request that is refused and a page of HTML are not', async () => {
    for (const name of ['key-expired', 'refused', 'html', 'redirect', 'slow', 'stall', 'cut', 'busy'] as const) {
      const cloud = await server();
      cloud.usually = faults[name];
      const { burst } = bench({ withLocal: false, rules: { tries: 5 } });
      await burst.remotes.add(place(cloud.address));
      await read(await burst.get('remote:any'), question());
      expect(cloud.requests, name).toHaveLength(1);
    }
  });

  test('a place that is busy for a moment is waited for as long as it says', async () => {
    const cloud = await server();
    cloud.next({ does: 'status', status: 429, headers: { 'retry-after': '0' } });
    const { burst } = bench({ withLocal: false });
    await burst.remotes.add(place(cloud.address));
    expect((await read(await burst.get('remote:any'), question())).text).toBe('The shop opens at nine.');
    expect(cloud.requests).toHaveLength(2);
  });

  test('after three failures in a row it rests; then one call tries it, and the next answer makes it well', async () => {
    let now = Date.parse('2026-11-25T10:00:00Z');
    const cloud = await server();
    cloud.usually = faults.html;
    const { burst } = bench({ now: () => new Date(now) });
    const { id } = await burst.remotes.add(place(cloud.address));
    const model = await burst.get(`remote:${id}`);
    for (let at = 0; at < 5; at += 1) await read(model, question());
    expect(cloud.requests).toHaveLength(3);
    expect((await burst.remotes.list())[0]?.health).toMatchObject({ state: 'resting', problem: { code: 'remote-garbled' } });
    expect(told(await read(model, question()))).toEqual(['Cloud passed-over resting', 'fake asked nothing-else']);
    now += 10_000;
    await read(model, question());
    expect(cloud.requests).toHaveLength(4);
    // It rests longer now.
    now += 7000;
    await read(model, question());
    expect(cloud.requests).toHaveLength(4);
    now += 60_000;
    cloud.usually = { does: 'answer' };
    // Of several at once, one tries.
    const together = await Promise.all([read(model, question()), read(model, question()), read(model, question())]);
    expect(together.map(({ text }) => text).sort()).toEqual(['Here: at nine.', 'Here: at nine.', 'The shop opens at nine.']);
    expect((await burst.remotes.list())[0]?.health).toMatchObject({ state: 'well', problem: null });
  });

  test('a busy place rests as long as it says, a wrong key until it is changed', async () => {
    let now = Date.parse('2026-11-25T10:00:00Z');
    const cloud = await server();
    cloud.next(faults.busy);
    const { burst } = bench({ now: () => new Date(now) });
    const { id } = await burst.remotes.add(place(cloud.address));
    const model = await burst.get(`remote:${id}`);
    await read(model, question());
    expect((await burst.remotes.list())[0]?.health).toMatchObject({ state: 'resting', retryAt: '2026-11-25T10:00:30.000Z' });
    now += 31_000;
    cloud.next(faults['key-expired']);
    await read(model, question());
    expect((await burst.remotes.list())[0]?.health).toMatchObject({ state: 'resting', problem: { code: 'remote-key' } });
    await burst.remotes.update(id, { key: 'new' });
    expect((await read(model, question())).text).toBe('The shop opens at nine.');
  });
});

describe('a second place beside the first', () => {
  test('is not asked unless the owner wants it', async () => {
    const [slow, fast] = [await server('slow'), await server('fast')];
    slow.usually = faults.slow;
    const { burst } = bench({ withLocal: false, rules: { patienceMs: 500 } });
    await burst.remotes.add(place(slow.address, { name: 'Slow', order: 0 }));
    await burst.remotes.add(place(fast.address, { name: 'Fast', order: 1 }));
    const seen = await read(await burst.get('remote:any'), question());
    expect(told(seen)).toEqual(['Slow asked no-local-model', 'Slow failed remote-failed remote-slow', 'Fast asked remote-failed']);
  });

  test('answers where the first has not begun, and the first is left', async () => {
    const [slow, fast] = [await server('slow'), await server('fast')];
    slow.usually = faults.slow;
    const { burst, gate } = bench({ withLocal: false, rules: { patienceMs: 60_000, hedgeAfterMs: 100 } });
    await burst.remotes.add(place(slow.address, { name: 'Slow', order: 0 }));
    await burst.remotes.add(place(fast.address, { name: 'Fast', order: 1 }));
    const seen = await read(await burst.get('remote:any'), question());
    expect(seen.text).toBe('fast');
    expect(told(seen)).toEqual(['Slow asked no-local-model', 'Fast asked no-local-model']);
    expect(gate.crossings.map(({ closed, result }) => [closed, result?.outcome])).toEqual([[1, 'failed'], [1, 'done']]);
    await expect.poll(() => slow.left).toBe(1);
    // Being left is no failure of its.
    expect((await burst.remotes.list())[0]?.health.state).toBe('well');
  });
});

describe('who leaves', () => {
  test.each(['slow', 'stall'] as const)('at a place that is "%s" ends the request there, and the crossing is closed', async (name) => {
    const cloud = await server();
    cloud.usually = faults[name];
    const { burst, gate } = bench({ withLocal: false, rules: { patienceMs: 60_000 } });
    await burst.remotes.add(place(cloud.address));
    const leaving = new AbortController();
    const reading = read(await burst.get('remote:any'), question({ signal: leaving.signal }));
    await expect.poll(() => cloud.requests.length).toBe(1);
    leaving.abort();
    expect((await reading).error).toMatchObject({ name: 'AbortError' });
    expect(gate.crossings.map(({ closed }) => closed)).toEqual([1]);
    await expect.poll(() => cloud.left).toBe(1);
    expect((await burst.remotes.list())[0]?.health.problem).toBeNull();
  });

  test('by not reading on', async () => {
    const cloud = await server();
    cloud.usually = faults.stall;
    const { burst, gate } = bench({ withLocal: false, rules: { patienceMs: 60_000 } });
    await burst.remotes.add(place(cloud.address));
    for await (const event of (await burst.get('remote:any')).generate(question())) if (event.type === 'text') break;
    await expect.poll(() => gate.crossings[0]?.result?.outcome).toBe('cut');
    expect(gate.crossings[0]?.closed).toBe(1);
  });
});

test('words that end the text are cut off here, and a schema goes through the gate', async () => {
  const cloud = await server('{"a": "Anna"} END and more');
  const { burst, gate } = bench({ withLocal: false });
  gate.masks = { word: 'Anna', by: 'N1' };
  await burst.remotes.add(place(cloud.address));
  const seen = await read(await burst.get('remote:any'), question({ stop: ['END'], jsonSchema: { enum: ['Anna'] } }));
  expect(seen).toMatchObject({ text: '{"a": "Anna"} ', ends: 1 });
  const body = JSON.parse(cloud.requests[0]?.body ?? '') as { stop?: string[]; messages: unknown[]; response_format: { json_schema: { schema: object } } };
  expect(body.stop).toBeUndefined();
  expect(body.messages).toHaveLength(1);
  expect(body.response_format.json_schema.schema).toEqual({ enum: ['N1'] });
});
