import { afterEach, describe, expect, it } from 'vitest';
import { faultNames, faults, startRemoteServer, type RemoteServer } from '../../../support/remote-server.ts';
import { openPlaces, place, question, seenOf } from './places.ts';

const servers: RemoteServer[] = [];
afterEach(async () => { await Promise.all(servers.splice(0).map((server) => server.close())); });

async function server(says = 'The shop opens at nine.'): Promise<RemoteServer> {
  const started = await startRemoteServer({ answer: () => says });
  servers.push(started);
  return started;
}

/** Each crossing that was opened was ended, once. */
const allClosed = ({ opened, outcomes }: { opened: number; outcomes: string[] }): boolean => opened === outcomes.length;

describe.each(faultNames)('a place with this fault: %s', (name) => {
  it('asked first: the next answers, and its words stand alone', async () => {
    const [bad, good] = [await server(), await server('From the second.')];
    bad.behave(faults[name]);
    const { burst, gate } = openPlaces({ withLocal: false });
    await burst.remotes.add(place(bad.address, { name: 'Bad', order: 0 }));
    await burst.remotes.add(place(good.address, { name: 'Good', order: 1 }));
    const seen = await seenOf(burst.chat('auto'));
    expect(seen).toMatchObject({ text: 'From the second.', ends: 1, error: undefined });
    expect(seen.steps).toEqual(['Bad asked no-local-model', expect.stringMatching(/^Bad failed no-local-model remote-/), 'Good asked remote-failed', 'Good answered remote-failed']);
    expect(allClosed(gate)).toBe(true);
    expect(gate.outcomes.at(-1)).toBe('done');
  });

  it('asked second, after another that failed: the model here answers', async () => {
    const [first, second] = [await server(), await server()];
    first.behave(faults.failed);
    second.behave(faults[name]);
    const { burst } = openPlaces();
    const { id } = await burst.remotes.add(place(first.address, { name: 'First', order: 0 }));
    await burst.remotes.add(place(second.address, { name: 'Second', order: 1 }));
    const seen = await seenOf(burst.chat(`remote:${id}`));
    expect(seen).toMatchObject({ text: 'Here: at nine.', ends: 1, error: undefined });
    expect(seen.steps.at(-1)).toBe('fake answered nothing-else');
  });

  it('and nobody else there: it says why', async () => {
    const bad = await server();
    bad.behave(faults[name]);
    const { burst } = openPlaces({ withLocal: false });
    await burst.remotes.add(place(bad.address));
    const seen = await seenOf(burst.chat('auto'));
    expect(seen.error?.code).toMatch(/^remote-/);
    expect(seen.ends).toBe(0);
  });

  it('a program is never sent two beginnings', async () => {
    const [bad, good] = [await server(), await server('From the second.')];
    bad.behave(faults[name]);
    const { burst } = openPlaces({ withLocal: false, policy: { programs: 'rules' } });
    await burst.remotes.add(place(bad.address, { order: 0 }));
    await burst.remotes.add(place(good.address, { order: 1 }));
    const seen = await seenOf(burst.chat('auto'), question({ provenance: { documents: [], site: null, purpose: 'program' } }));
    if (seen.error) expect('The shop opens at nine.'.startsWith(seen.whole) && seen.whole !== '').toBe(true);
    else expect(seen.whole).toBe('From the second.');
  });

  it('left while it is asked: the request ends there, and the crossing is closed', async () => {
    const bad = await server();
    bad.behave(faults[name]);
    const { burst, gate } = openPlaces({ withLocal: false, policy: { patienceMs: 60_000 } });
    await burst.remotes.add(place(bad.address));
    const leaving = new AbortController();
    const reading = seenOf(burst.chat('auto'), question({ signal: leaving.signal }));
    await expect.poll(() => bad.bodies().length).toBeGreaterThan(0);
    leaving.abort();
    expect((await reading).error).toBeDefined();
    expect(allClosed(gate)).toBe(true);
  });
});

it('where there is nobody, and where nobody is trusted, the next answers; nothing was written down as sent', async () => {
  const [gone, foreign, good] = [await server(), await startRemoteServer({ tls: (await import('../../../support/local-certificate.ts')).localCertificate }), await server('From the third.')];
  servers.push(foreign);
  await gone.close();
  const { burst, gate } = openPlaces({ withLocal: false, policy: { tries: 1 } });
  for (const [order, { address }] of [gone, foreign, good].entries()) await burst.remotes.add(place(address, { name: `Place ${order}`, order }));
  const seen = await seenOf(burst.chat('auto'));
  expect(seen.text).toBe('From the third.');
  expect(seen.steps.filter((step) => step.includes('failed no-local-model') || step.includes('failed remote-failed'))).toEqual(['Place 0 failed no-local-model remote-unreachable', 'Place 1 failed remote-failed remote-tls']);
  expect(gate.outcomes).toEqual(['unsent', 'unsent', 'done']);
  expect(gate.sent).toHaveLength(1);
});
