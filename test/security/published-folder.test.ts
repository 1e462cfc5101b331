import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeSiteFolder } from '../../core/adapters/disk/index.ts';
import { holders } from '../support/holders.ts';
import { newFolder } from '../support/new-folder.ts';
import { realCore } from '../support/real-core.ts';
import { widgetFolder } from '../support/widget-folder.ts';

it('publishes nothing but the chosen documents: not the others, the owner, this computer or a secret', async () => {
  const base = newFolder();
  const home = join(base, 'CanaryHomePath');
  const inbox = join(base, 'CanarySourceFolder');
  mkdirSync(inbox);
  writeFileSync(join(inbox, 'public.md'), '# CanaryPublic hours\n\nCanaryPublicText: we are open from 9 to 18.\n');
  writeFileSync(join(inbox, 'CanaryPrivateName.md'), '# CanaryPrivateHeading\n\nCanaryPrivateText: the safe opens with 4711. Canary私密文字。\n');
  const core = await realCore(home, { widget: widgetFolder() });
  try {
    const { documents, sites, answers, visits, notifications } = core.features;
    await documents.settled((await documents.importPaths([inbox])).map(({ id }) => id));
    const [open, secret] = ['public.md', 'CanaryPrivateName.md'].map((name) => documents.list().find((one) => one.name === name));
    if (!open || !secret) throw new Error('not imported');
    for await (const _ of answers.ask({ question: 'CanaryOwnersQuestion when open?' }));
    await sites.update('default', { documents: [open.id], instructions: 'CanaryInstructions', model: 'CanaryModel', origins: ['https://canary-origin.example'], sources: 'none', name: 'CanarySiteName' });
    await sites.approve('default', { question: 'CanaryApproved question?', answer: 'CanaryApprovedAnswer' });
    // What visitors left and where the owner is told of it.
    const item = { type: 'message', id: crypto.randomUUID(), at: new Date().toISOString(), conversation: null, name: 'CanaryVisitor', contact: 'canary-visitor@example.org', question: 'CanaryMessage', consent: true, consentText: 'yes', locale: 'en' } as const;
    await sites.publish('default');
    const site = { id: 'default', settings: await sites.get('default'), index: () => Promise.reject(new Error('not asked')) };
    expect(await visits.deliver({ site, visitor: 'CanaryVisitorId', owner: '', address: '203.0.113.9' }, [item])).toEqual([item.id]);
    await notifications.add({ kind: 'slack', name: 'CanaryTarget', events: ['lead'], address: 'https://hooks.slack.example/CanaryHook', secret: 'CanaryWebhookSecret' });
    await sites.publish('default');
    const out = join(base, 'out');
    await writeSiteFolder(out, await sites.files('default'));

    // What is public is found by the same search, so that what is not found is not there.
    expect(holders(out, 'CanaryPublicText').length).toBeGreaterThan(0);
    expect(holders(out, 'CanaryApprovedAnswer').length).toBeGreaterThan(0);
    const key = readFileSync(join(home, 'secrets/key'));
    const hidden = [
      'CanaryVisitor', 'canary-visitor', 'CanaryMessage', 'CanaryTarget', 'CanaryHook', 'CanaryWebhookSecret', key,
      'CanaryPrivate', 'canaryprivate', 'Canary私密', 'CanaryHomePath', 'CanarySourceFolder', 'CanaryOwners', 'CanaryInstructions', 'CanaryModel', 'CanarySiteName', 'canary-origin', 'public.md', base, homedir(), process.cwd(),
      open.id, secret.id, open.hash, secret.hash, createHash('sha256').update('4711').digest('hex'), ...[hostname(), userInfo().username].filter((name) => name.length > 5),
    ];
    for (const text of hidden) expect(holders(out, text), String(text)).toEqual([]);
    // Nor is it in the kept versions.
    for (const text of hidden) expect(holders(join(home, 'workspaces/default/sites'), text), String(text)).toEqual([]);
  } finally {
    await core.close();
  }
});
