import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../core/adapters/sqlite/index.ts';
import type { VisitItem } from '../../core/contract/index.ts';
import { newFolder } from '../support/new-folder.ts';
import { shopOrigin } from '../support/live-site.ts';

const rounds = Number(env['SPROUT_FAULT_ROUNDS'] ?? (env['SPROUT_FAULTS'] === 'full' ? 100 : 8));

async function start(folder: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'support/gateway-loop.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => { child.kill('SIGKILL'); });
  const [line] = await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data') as [Buffer];
  return { child, port: Number(line.toString().slice('port '.length)) };
}

it(`loses no message that was acknowledged and doubles none when the gateway is killed ${rounds} times while visitors write and ask`, { timeout: 60_000 + rounds * 5000 }, async () => {
  const folder = newFolder();
  /** What the visitor's browser still has: it goes only when it was received. */
  const outbox = new Map<string, VisitItem>();
  const acknowledged = new Set<string>();
  const asked: { id: string; answered: boolean }[] = [];
  const conversation = crypto.randomUUID();
  let token: string | undefined;

  for (let round = 0; round < rounds; round += 1) {
    const { child, port } = await start(folder);
    const send = (path: string, body: object): Promise<Response> => fetch(`http://127.0.0.1:${port}/sites/default/${path}`, { method: 'POST', headers: { origin: shopOrigin, 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
    token = (await (await send('visit', token === undefined ? {} : { token })).json() as { token: string }).token;
    const exited = once(child, 'exit');
    // The kill lands at another point of the writing in each round.
    let killed = false;
    setTimeout(() => { killed = true; child.kill('SIGKILL'); }, 20 + (round * 37) % 160);
    while (!killed) {
      const lead: VisitItem = { type: 'message', id: crypto.randomUUID(), at: new Date().toISOString(), conversation: null, name: `n${outbox.size}`, contact: 'ann@example.org', question: 'Call?', consent: true, consentText: 'yes', locale: 'en' };
      outbox.set(lead.id, lead);
      const question = { id: crypto.randomUUID(), conversation, question: 'What does a gift box cost?', locale: 'en' };
      const one = { id: question.id, answered: false };
      asked.push(one);
      // A broken connection is what a browser sees of it.
      await Promise.allSettled([
        send('inbox', { items: [...outbox.values()].slice(0, 50) }).then(async (response) => { for (const id of (await response.json() as { received: string[] }).received) { acknowledged.add(id); outbox.delete(id); } }),
        send('ask', question).then(async (response) => { one.answered = (await response.text()).includes('"answer-end"'); }),
      ]);
    }
    await exited;

    const store = openSqliteStore(join(folder, 'sprout.db'));
    const kept = (await store.inbox.leads('default', { limit: 100_000 })).map(({ id }) => id);
    expect(new Set(kept).size).toBe(kept.length);
    expect([...acknowledged].filter((id) => !kept.includes(id))).toEqual([]);
    // An answer whose last line arrived was kept before; the visitor stays the same through it all.
    const conversations = await store.inbox.conversations('default', { limit: 10 });
    expect(conversations.length).toBeLessThanOrEqual(1);
    const exchanges = new Set(conversations[0]?.exchanges.map(({ id }) => id));
    expect(asked.filter(({ id, answered }) => answered && !exchanges.has(id))).toEqual([]);
    expect(store.verify()).toEqual([]);
    store.close();
  }
  expect(acknowledged.size).toBeGreaterThan(rounds);
});
