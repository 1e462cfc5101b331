import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../core/adapters/sqlite/index.ts';
import { defaultBurstPolicy, dryRunSchema } from '../../../core/contract/index.ts';
import { openShop } from '../../support/moving.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { visitExchange } from '../../ports/inbox-store.ts';
import { place } from '../features/burst/places.ts';

describe('what would have happened with visitors', () => {
  it('is judged by what their answers took', async () => {
    const home = await temporaryFolder();
    const core = await openShop(home);
    await core.features.burst.remotes.add(place('https://models.example/v1', { contextLength: 4096 }));
    const store = openSqliteStore(join(home, 'workspaces/default/sprout.db'));
    const askedAt = new Date().toISOString();
    await store.inbox.saveExchange('default', visitExchange('small', { askedAt, usage: { model: 'm', promptTokens: 900, completionTokens: 50, waitMs: 0 } }));
    await store.inbox.saveExchange('default', visitExchange('large', { askedAt, usage: { model: 'm', promptTokens: 9000, completionTokens: 50, waitMs: 0 } }));
    store.close();
    const policy = { ...defaultBurstPolicy, rules: { ...defaultBurstPolicy.rules, noLocalModel: { on: true } }, enabled: true };
    const response = await core.fetch(new Request('http://sprout.test/api/burst/dry-run', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ policy, days: 7 }) }));
    const { questions, examples } = dryRunSchema.parse(await response.json());
    expect(questions).toBe(2);
    expect(Object.fromEntries(examples.map(({ question, place: where, reason }) => [question, [where.split(':')[0], reason]]))).toEqual({ 'Question small?': ['remote', 'no-local-model'], 'Question large?': ['quote', 'too-long'] });
  });
});
