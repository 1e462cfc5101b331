import { afterEach, describe, expect, it } from 'vitest';
import { presetsAreWhole } from './presets-are-whole.ts';
import { faults, startRemoteServer, type RemoteServer, type RemoteServerOptions } from '../../../support/remote-server.ts';
import { openPlaces, place, question, seenOf } from './places.ts';

const servers: RemoteServer[] = [];
afterEach(async () => { await Promise.all(servers.splice(0).map((server) => server.close())); });

async function server(options: RemoteServerOptions = {}): Promise<RemoteServer> {
  const started = await startRemoteServer(options);
  servers.push(started);
  return started;
}

describe('places elsewhere', () => {
  it('keep their key in the keychain alone, and never tell it', async () => {
    const { burst, secrets, store } = openPlaces();
    const made = await burst.remotes.add({ ...place('https://models.example/v1/'), key: '  sk-canary  ' });
    expect(made).toMatchObject({ hasKey: true, address: 'https://models.example/v1' });
    expect(secrets.secrets).toEqual(new Map([[`test/remote/${made.id}`, 'sk-canary']]));
    expect(JSON.stringify([made, store.settings.get(), await burst.state()])).not.toContain('canary');
    expect((await burst.remotes.update(made.id, { key: '' })).hasKey).toBe(false);
    await burst.remotes.update(made.id, { key: 'sk-2' });
    await burst.remotes.delete(made.id);
    expect(secrets.secrets.size).toBe(0);
    await expect(burst.remotes.update(made.id, { name: 'x' })).rejects.toMatchObject({ code: 'remote-not-found' });
  });

  it('whose address changes to another server lose their key, and a test sends it to nobody else', async () => {
    const [mine, other] = [await server(), await server()];
    const { burst, secrets } = openPlaces();
    const { id } = await burst.remotes.add({ ...place(mine.address), key: 'sk-canary' });
    const tried = { preset: 'other', kind: 'cloud', model: 'test-model', id } as const;
    expect(await burst.remotes.test({ ...tried, address: mine.address })).toMatchObject({ ok: true });
    await burst.remotes.test({ ...tried, address: other.address });
    expect(mine.received()).toContain('sk-canary');
    expect(other.received()).not.toContain('canary');
    await burst.remotes.update(id, { model: 'another' });
    expect(secrets.secrets.size).toBe(1);
    expect((await burst.remotes.update(id, { address: other.address })).hasKey).toBe(false);
  });

  it('are masked where they are a cloud, whatever is asked', async () => {
    const { burst } = openPlaces();
    expect((await burst.remotes.add(place('https://models.example/v1', { sees: 'everything' }))).sees).toBe('masked');
    expect((await burst.remotes.add(place('http://10.0.0.5/v1', { kind: 'network', sees: 'everything' }))).sees).toBe('everything');
  });

  it('are tried before they are kept: models, one answer; written down and paid for as all that leaves', async () => {
    const remote = await server({ models: ['one', 'two'], answer: () => 'OK' });
    const { burst, gate } = openPlaces();
    const asked = { preset: 'other', kind: 'cloud', address: remote.address, model: 'two', key: 'sk-typed' } as const;
    expect(await burst.remotes.test(asked)).toMatchObject({ ok: true, problem: null, models: ['one', 'two'], answer: 'OK', firstTokenMs: expect.any(Number) as number });
    expect(gate).toMatchObject({ sent: remote.bodies(), outcomes: ['done'] });
    expect(await burst.remotes.test({ ...asked, model: 'three' })).toMatchObject({ ok: false, problem: { code: 'remote-model' }, models: ['one', 'two'] });
    expect(await burst.remotes.test({ ...asked, address: 'http://8.8.8.8/v1' })).toMatchObject({ ok: false, problem: { code: 'remote-plain' } });
    remote.behave(faults['expired key']);
    const refused = await burst.remotes.test({ ...asked, key: 'canary-1' });
    expect(refused).toMatchObject({ ok: false, problem: { code: 'remote-key' } });
    expect(JSON.stringify(refused)).not.toContain('canary');
  });

  it('what is known of services is whole', () => { presetsAreWhole(openPlaces().burst.presets); });

  it('how the laptop and each place are is told together', async () => {
    const remote = await server();
    const { burst } = openPlaces();
    const { id } = await burst.remotes.add(place(remote.address));
    await seenOf(burst.chat('fake'));
    await seenOf(burst.chat(`remote:${id}`));
    expect(await burst.state()).toMatchObject({ laptop: { cores: 4, load: 0.5, temperature: 51, model: 'fake', busy: 0, waiting: 0, queueSeconds: 0 }, remotes: [{ id, health: { state: 'well', firstTokenMs: expect.any(Number) as number, problem: null } }] });
    remote.behave(faults.HTML);
    await seenOf(burst.chat(`remote:${id}`));
    expect((await burst.state()).remotes[0]?.health).toMatchObject({ state: 'failing', problem: { code: 'remote-garbled' } });
  });
});

describe('what leaves besides the messages', () => {
  it('words that end a text stay here, and end it here', async () => {
    const remote = await server({ answer: () => 'Nine o\'clock. END and more' });
    const { burst } = openPlaces({ withLocal: false });
    await burst.remotes.add(place(remote.address));
    const seen = await seenOf(burst.chat('auto'), question({ stop: ['END'] }));
    expect(seen).toMatchObject({ text: 'Nine o\'clock. ', ends: 1, error: undefined });
    expect(remote.bodies()[0]).not.toContain('END');
  });

  it('a schema is seen by the gate, and leaves as one', async () => {
    const remote = await server({ answer: () => '{}' });
    const { burst, gate } = openPlaces({ withLocal: false });
    const shown: string[] = [];
    gate.refuses = ({ messages }) => { shown.push(messages.at(-1)?.content ?? ''); return undefined; };
    await burst.remotes.add(place(remote.address));
    await seenOf(burst.chat('auto'), question({ jsonSchema: { enum: ['Anna'] } }));
    expect(shown).toEqual(['{"enum":["Anna"]}']);
    const body = JSON.parse(remote.bodies()[0] ?? '') as { messages: unknown[]; response_format: unknown };
    expect(body.messages).toHaveLength(1);
    expect(body.response_format).toEqual({ type: 'json_schema', json_schema: { name: 'answer', schema: { enum: ['Anna'] } } });
  });
});
