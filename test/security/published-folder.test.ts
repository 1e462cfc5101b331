import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { writeSiteFolder } from '../../core/adapters/disk/index.ts';
import { newFolder } from '../support/new-folder.ts';
import { realCore } from '../support/real-core.ts';
import { widgetFolder } from '../support/widget-folder.ts';

const leastBase64 = 6;

/** A text as it may stand in a file: as it is, UTF-16 in both orders, hexadecimal, and base64 at each of its three places. */
function forms(text: string): Buffer[] {
  const plain = Buffer.from(text);
  const wide = Buffer.from(text, 'utf16le');
  const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift, 'x'), plain]).toString('base64').slice(shift === 0 ? 0 : 4, -4)).map((encoded) => Buffer.from(encoded));
  // What is left of a short text in base64 stands anywhere.
  return [plain, wide, Buffer.from(wide).swap16(), Buffer.from(plain.toString('hex')), ...base64.filter(({ length }) => length >= leastBase64)];
}

function filesBelow(folder: string): { path: string; contents: Buffer[] }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const raw = readFileSync(path);
    return { path, contents: raw[0] === 0x1f && raw[1] === 0x8b ? [raw, gunzipSync(raw)] : [raw] };
  });
}

const foundIn = (folder: string, text: string): string[] => filesBelow(folder).filter(({ contents }) => contents.some((content) => forms(text).some((form) => content.includes(form)))).map(({ path }) => path);

it('publishes nothing but the chosen documents: not the others, the owner, this computer or a secret', async () => {
  const base = newFolder();
  const home = join(base, 'CanaryHomePath');
  const inbox = join(base, 'CanarySourceFolder');
  mkdirSync(inbox);
  writeFileSync(join(inbox, 'public.md'), '# CanaryPublic hours\n\nCanaryPublicText: we are open from 9 to 18.\n');
  writeFileSync(join(inbox, 'CanaryPrivateName.md'), '# CanaryPrivateHeading\n\nCanaryPrivateText: the safe opens with 4711. Canary私密文字。\n');
  const core = await realCore(home, { widget: widgetFolder() });
  try {
    const { documents, sites, answers } = core.features;
    await documents.settled((await documents.importPaths([inbox])).map(({ id }) => id));
    const [open, secret] = ['public.md', 'CanaryPrivateName.md'].map((name) => documents.list().find((one) => one.name === name));
    if (!open || !secret) throw new Error('not imported');
    for await (const _ of answers.ask({ question: 'CanaryOwnersQuestion when open?' }));
    await sites.update('default', { documents: [open.id], instructions: 'CanaryInstructions', model: 'CanaryModel', origins: ['https://canary-origin.example'], sources: 'none', name: 'CanarySiteName' });
    await sites.approve('default', { question: 'CanaryApproved question?', answer: 'CanaryApprovedAnswer' });
    await sites.publish('default');
    const out = join(base, 'out');
    await writeSiteFolder(out, await sites.files('default'));

    // What is public is found by the same search, so that what is not found is not there.
    expect(foundIn(out, 'CanaryPublicText').length).toBeGreaterThan(0);
    expect(foundIn(out, 'CanaryApprovedAnswer').length).toBeGreaterThan(0);
    const hidden = [
      'CanaryPrivate', 'canaryprivate', 'Canary私密', 'CanaryHomePath', 'CanarySourceFolder', 'CanaryOwners', 'CanaryInstructions', 'CanaryModel', 'CanarySiteName', 'canary-origin', 'public.md', base, homedir(), process.cwd(),
      open.id, secret.id, open.hash, secret.hash, createHash('sha256').update('4711').digest('hex'), ...[hostname(), userInfo().username].filter((name) => name.length > 5),
    ];
    for (const text of hidden) expect(foundIn(out, text), text).toEqual([]);
  } finally {
    await core.close();
  }
});
