import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../core/adapters/sqlite/index.ts';
import { defaultBurstPolicy, dryRunSchema } from '../../../core/contract/index.ts';
import { openShop, shopTexts } from '../../support/moving.ts';
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

  it('keeps here what repeats a private document, whoever asked, and a copy of one under another name', async () => {
    const home = await temporaryFolder();
    const secret = 'The margin of the large teapot is 41 percent, of the small one 28, and the supplier in Jingdezhen must not know of it.';
    const core = await openShop(home, { texts: { ...shopTexts, 'Margins.md': `# Margins\n\n${secret}\n`, 'Margins (2).txt': `Margins\n\n${secret}\n`, 'Talk.md': `# Talk\n\nAsked for the teapot in the window, we said: the margin of the large teapot is 41 percent, of the small one 28.\n` } });
    const { documents, burst, sites } = core.features;
    await burst.remotes.add(place('https://models.example/v1'));
    const idOf = (name: string): string => documents.list().find((one) => one.name === name)?.id ?? '';
    const store = openSqliteStore(join(home, 'workspaces/default/sprout.db'));
    const askedAt = new Date().toISOString();
    for (const [id, question] of [['window', 'What did we say of the teapot in the window?'], ['open', 'When do you close on Saturdays?']] as const) await store.inbox.saveExchange('default', visitExchange(id, { askedAt, question, usage: { model: 'm', promptTokens: 900, completionTokens: 50, waitMs: 0 } }));
    store.close();
    for (const question of ['What did we say of the teapot in the window?', 'When do you close on Saturdays?']) await Array.fromAsync(core.features.answers.ask({ question }));
    const dryRun = async () => {
      const policy = { ...defaultBurstPolicy, rules: { ...defaultBurstPolicy.rules, noLocalModel: { on: true } }, enabled: true };
      const { questions, keptPrivate, examples } = await burst.dryRun({ policy, days: 7 });
      return { questions, keptPrivate, kept: [...new Set(examples.filter(({ reason }) => reason === 'private').map(({ question }) => question))] };
    };
    expect(await dryRun()).toMatchObject({ keptPrivate: 0 });
    documents.setPrivate(idOf('Margins.md'), true);
    await sites.settled();
    const { questions, keptPrivate, kept } = await dryRun();
    expect(questions).toBe(4);
    expect([keptPrivate, kept]).toEqual([2, ['What did we say of the teapot in the window?']]);
    // The copy is taken from the website, and nothing of it leaves with a question either.
    expect((await sites.versions('default'))[0]?.documents.map(({ name }) => name).filter((name) => name.startsWith('Margins'))).toEqual([]);
    expect(core.features.gate.holdsPrivate([idOf('Margins (2).txt')], [])).toBe(true);
    expect(core.features.gate.holdsPrivate([idOf('Returns.md')], [])).toBe(false);
  });
});
