import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import { localDay } from '../../core/contract/index.ts';
import { newFolder } from '../support/new-folder.ts';
import { openRealGate } from '../support/open-gate.ts';

const full = env['SPROUT_FAULTS'] === 'full';
const [calls, atOnce, kills] = full ? [10_000, 200, 20] : [500, 50, 4];
/** What one call is reserved at is below this; what it costs is about a fifth of it. */
const reservation = 800;

/** Counts each call that it answers, as a service does. One in ten gives no usage, one in twenty fails, one in thirty is cut after it was counted. */
async function openServer(): Promise<{ address: string; counted: Map<string, number>; received: () => number }> {
  const counted = new Map<string, number>();
  let received = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('error', () => undefined);
    request.on('end', () => {
      received += 1;
      if (received % 20 === 7) { response.writeHead(received % 40 === 7 ? 500 : 429).end(); return; }
      const silent = received % 10 === 3;
      // Without a count it is what the words come to, as any tokenizer would say.
      const [prompt, completion] = silent ? [13, 0] : [20 + (received * 7) % 50, (received * 13) % 51];
      counted.set(createHash('sha256').update(Buffer.concat(parts)).digest('hex'), prompt + 2 * completion);
      if (received % 30 === 11) { response.writeHead(200, { 'content-length': 1000 }); response.write('{'); response.destroy(); return; }
      response.end(JSON.stringify(silent ? {} : { usage: { prompt_tokens: prompt, completion_tokens: completion } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => { server.closeAllConnections(); server.close(); });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, counted, received: () => received };
}

it(`never spends more than the cap over ${calls} calls, ${atOnce} at once, with ${kills} kills between`, { timeout: full ? 1_200_000 : 120_000 }, async () => {
  const folder = newFolder();
  // Room for the calls, and for what each kill leaves set aside.
  const cap = calls * 110 + kills * atOnce * reservation;
  const setUp = openRealGate(folder, { budget: { total: { day: null, month: cap } } });
  setUp.close();
  const { address, counted, received } = await openServer();
  const run = async (killAt: number | undefined): Promise<void> => {
    const child = spawn(execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'support/spend-loop.ts'), folder, address, String(atOnce)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const watch = setInterval(() => { if (killAt !== undefined && received() >= killAt) child.kill('SIGKILL'); }, 1);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    clearInterval(watch);
    if (killAt === undefined) expect(child.exitCode).toBe(0);
  };
  // The kills come at rising counts of calls; each start goes on with the same ledger.
  for (let kill = 1; kill <= kills; kill += 1) await run(Math.round((calls * 0.6 * kill) / kills));
  await run(undefined);

  const real = openRealGate(folder, { budget: undefined });
  onTestFinished(() => { real.close(); });
  const entries = new Map((await real.store.ledger.entries('')).map((entry) => [entry.id, entry]));
  // Nothing left without a line in the log and an entry in the ledger.
  const byBody = new Map(real.crossings.list(undefined, 1_000_000).map((line) => [line.body, line]));
  let [own, theirs] = [0, 0];
  for (const [body, cost] of counted) {
    const entry = entries.get(byBody.get(body)?.id ?? '');
    expect(entry, body).toBeDefined();
    if (!entry) continue;
    // What the service told is what the ledger says, to the millionth.
    if (entry.counted === 'reported') expect(entry.amount).toBe(cost);
    theirs += cost;
  }
  for (const { amount } of entries.values()) own += amount;
  const [sum] = (await real.store.ledger.sums('month', localDay(new Date()).slice(0, 7))).filter(({ scope }) => scope === 'total');
  expect((sum?.spent ?? 0) + (sum?.reserved ?? 0)).toBe(own);
  expect(own).toBeLessThanOrEqual(cap);
  expect(theirs).toBeLessThanOrEqual(cap);
  // It is used up, too: there was no room for one more.
  expect(own).toBeGreaterThan(cap - reservation);
  expect(await real.crossings.check()).toMatchObject({ brokenAt: null });
  console.info(`${received()} calls received, ${counted.size} counted; cap ${cap}, ledger ${own}, the service's count ${theirs}, open after kills ${sum?.reserved ?? 0}`);
});
