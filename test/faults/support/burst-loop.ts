/** A process to be killed: asks a place elsewhere through the real router, gate and database, many at once. Usage: burst-loop.ts FOLDER ADDRESS CALLS AT-ONCE CAP */
import { argv, exit } from 'node:process';
import { createRemoteModels } from '../../../core/adapters/cloud/index.ts';
import { defaultBurstPolicy, SproutError } from '../../../core/contract/index.ts';
import { Health } from '../../../core/features/burst/remotes/health.ts';
import { LocalQueue } from '../../../core/features/burst/router/local-queue.ts';
import { Router } from '../../../core/features/burst/router/router.ts';
import { openRealGate, paidRemote } from '../../support/open-gate.ts';

const [folder = '', address = '', calls = '', atOnce = '', cap = ''] = argv.slice(2);
const real = openRealGate(folder, { budget: { total: { day: null, month: Number(cap) } } });
await real.budget.recover((id) => real.crossings.has(id));
// A clock that goes fast: a place that failed is not left alone.
let time = 0;
const router = new Router({
  id: 'auto', local: undefined, policy: () => ({ ...defaultBurstPolicy, enabled: true, tries: 2 }), remotes: () => [paidRemote(address)], health: new Health({ now: () => (time += 3_600_000) }),
  gate: real.gate, queue: new LocalQueue(() => ({ busy: 0, waiting: 0 })), models: createRemoteModels(), keyOf: () => Promise.resolve(undefined),
});

let left = Number(calls);
async function worker(): Promise<void> {
  while (left > 0) {
    left -= 1;
    const request = { messages: [{ role: 'user' as const, content: `When is it open? ${crypto.randomUUID()} ${'x'.repeat(left % 400)}` }], maxTokens: 60, provenance: { documents: [], site: null, purpose: 'answer' as const } };
    try {
      for await (const event of router.generate(request)) void event;
    } catch (error) {
      if (!(error instanceof SproutError)) throw error;
    }
  }
}
await Promise.all(Array.from({ length: Number(atOnce) }, worker));
real.close();
exit(0);
