/**
 * Sends questions through the gate to a server on loopback, many at once, until the budget is used up; then says `used up`.
 * Arguments: the workspace's folder, the server's address, and how many at once.
 */
import { argv, stdout } from 'node:process';
import { SproutError } from '../../../core/contract/index.ts';
import { openRealGate, paidRemote } from '../../support/open-gate.ts';

const [folder = '', address = '', atOnce = '1'] = argv.slice(2);
const { gate, budget, crossings, close } = openRealGate(folder, { budget: undefined });
await budget.recover((id) => crossings.has(id));
const remote = paidRemote(`${address}/v1`, { price: { currency: 'CNY', input: 1_000_000, cachedInput: 1_000_000, output: 2_000_000 } });

async function ask(): Promise<void> {
  const crossing = await gate.open({ remote, messages: [{ role: 'user', content: `Question ${crypto.randomUUID()}` }], maxTokens: 50, provenance: { documents: [], site: 'default', purpose: 'answer' } });
  const body = JSON.stringify({ messages: crossing.messages });
  await crossing.sent(body);
  try {
    const response = await fetch(address, { method: 'POST', body });
    if (!response.ok) return await crossing.close({ outcome: 'failed', usage: undefined, received: '', ms: 1 });
    const { usage } = await response.json() as { usage?: { prompt_tokens: number; completion_tokens: number } };
    await crossing.close({ outcome: 'done', usage: usage && { promptTokens: usage.prompt_tokens, cachedTokens: 0, completionTokens: usage.completion_tokens }, received: '', ms: 1 });
  } catch {
    await crossing.close({ outcome: 'cut', usage: undefined, received: '', ms: 1 });
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, async () => {
  for (;;) {
    try {
      await ask();
    } catch (error) {
      if (error instanceof SproutError && error.code === 'budget-used-up') return;
      throw error;
    }
  }
}));
stdout.write('used up\n');
close();
