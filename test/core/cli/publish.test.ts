import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicSiteSchema } from '../../../core/contract/index.ts';
import { openPublished } from '../../../core/features/sites/index.ts';
import { newFolder } from '../../support/new-folder.ts';
import { sprout } from '../../support/sprout-cli.ts';

interface Published { site: string; version: number; out: string; files: string[]; bytes: number; documents: { id: string; name: string }[]; passages: number; findings: { kind: string; accepted: boolean }[] }

/** The built widget is part of the product; where it was not built, this tells what the command says then. */
const built = existsSync(join(process.cwd(), 'dist/widget/sprout.js'));

describe('sprout publish', () => {
  it('writes a folder that answers, of the documents that were named', async (context) => {
    const base = newFolder();
    const home = join(base, 'home');
    mkdirSync(join(base, 'in'));
    writeFileSync(join(base, 'in/hours, all.md'), 'We are open from 9 to 18.\n');
    writeFileSync(join(base, 'in/staff.md'), 'The alarm code is 4711. password: hunter22\n');
    expect((await sprout(['import', join(base, 'in'), '--home', home])).code).toBe(0);
    const publish = (...more: string[]) => sprout(['publish', '--home', home, '--out', join(base, 'out'), '--json', ...more]);

    const refused = await publish();
    expect(refused.code).toBe(1);
    expect(refused.json<{ error: { code: string } }>().error.code).toBe('site-findings');
    expect(refused.stderr).toMatch(/leaves: staff\.md[\s\S]*stop: staff\.md/);
    expect((await publish('--documents', 'absent.md')).json<{ error: { code: string } }>().error.code).toBe('site-document-unknown');
    expect((await sprout(['publish', '--home', home])).code).toBe(2);
    expect((await publish('--site', 'absent')).json<{ error: { code: string } }>().error.code).toBe('site-not-found');
    if (!built) {
      expect((await publish('--documents', 'hours, all.md')).json<{ error: { code: string } }>().error.code).toBe('site-widget');
      context.skip('no widget is built here');
    }
    const result = (await publish('--documents', 'hours, all.md')).json<Published>();
    expect(result).toMatchObject({ site: 'default', version: 1, out: join(base, 'out'), documents: [{ name: 'hours, all.md' }], passages: 1, findings: [] });
    expect(result.files).toEqual(expect.arrayContaining(['sprout.js', 'index.html', 'sites/default/site.json']));
    const site = publicSiteSchema.parse(JSON.parse(readFileSync(join(base, 'out/sites/default/site.json'), 'utf8')));
    const { engine } = await openPublished({ read: async (path) => readFileSync(join(base, 'out', site.index?.folder ?? '', path)) });
    expect((await engine.answer('When are you open?', [], 'en')).answer).toBe('We are open from 9 to 18.');
    expect((await engine.answer('What is the alarm code?', [], 'en')).answered).toBe(false);

    const all = (await publish('--documents', 'all', '--accept-findings')).json<Published>();
    expect([all.version, all.documents.length, all.findings.filter(({ accepted }) => accepted).length]).toEqual([2, 2, 1]);
  });
});
