import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicSiteSchema } from '../../../core/contract/index.ts';
import { openPublished } from '../../../core/features/sites/index.ts';
import { newFolder } from '../../support/new-folder.ts';
import { realCore } from '../../support/real-core.ts';
import { sprout } from '../../support/sprout-cli.ts';

interface Published { site: string; version: number; out: string; files: string[]; bytes: number; documents: { id: string; name: string }[]; passages: number; findings: { kind: string; accepted: boolean }[] }

describe('sprout publish', () => {
  it('writes a folder that answers, of the documents that were named', async () => {
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

  it('says what is wrong in a clean home, and publishes nothing into a folder that it may not or should not write', async () => {
    const base = newFolder();
    const publish = (...more: string[]) => sprout(['publish', '--home', join(base, 'home'), '--json', ...more]);
    const codeOf = async (...more: string[]): Promise<[number, string]> => { const result = await publish(...more); return [result.code, result.json<{ error?: { code: string } }>().error?.code ?? '']; };
    const out = join(base, 'out');
    expect(await codeOf('--out', out)).toEqual([1, 'site-empty']);
    expect((await publish('--out', out, '--lang', 'zh')).stderr).toContain('没有可发布的内容');
    expect(await codeOf('--out', out, '--site', '../default')).toEqual([1, 'site-not-found']);
    expect(await codeOf('--out', out, 'extra')).toEqual([2, 'usage']);
    expect(readdirSync(out)).toEqual([]);
    writeFileSync(join(base, 'hours.md'), 'We are open from 9 to 18.\n');
    await sprout(['import', join(base, 'hours.md'), '--home', join(base, 'home')]);
    expect(await codeOf('--out', join(base, 'hours.md'))).toEqual([1, 'file-unwritable']);
    mkdirSync(join(base, 'website'));
    writeFileSync(join(base, 'website/index.html'), '<h1>Our shop</h1>');
    expect(await codeOf('--out', join(base, 'website'))).toEqual([1, 'site-folder-foreign']);
    expect(readFileSync(join(base, 'website/index.html'), 'utf8')).toBe('<h1>Our shop</h1>');
    // None of these counted as a publication.
    expect((await publish('--out', join(base, 'website/sprout'))).json<Published>().version).toBe(1);
    expect((await publish('--out', join(base, 'website/sprout'))).json<Published>().version).toBe(2);
  });

  // Node's mkdir never comes back from there.
  it.skipIf(process.platform !== 'linux').each([
    ['publish', '--out', '/proc/sprout/site'], ['backup', '/proc/sprout/all.zip'], ['cloud', 'export', '--target', 'compose', '--host', 'ask.shop.example', '--site', 'default', '--out', '/proc/sprout/move'],
  ])('refuses a folder that keeps no files: %s', async (...given) => {
    const refused = await sprout([...given, '--home', join(newFolder(), 'home'), '--json']);
    expect(refused.code).toBe(1);
    expect(refused.json<{ error: { code: string } }>().error.code).toBe('file-unwritable');
  });

  it.skipIf(process.platform !== 'linux').each(['/proc/sprout', '/sys/sprout/home', '/dev/null/home'])('refuses a home that keeps no files: %s', async (home) => {
    const refused = await sprout(['search', 'tea', '--home', home, '--json', '--lang', 'zh']);
    expect([refused.code, refused.json<{ error: { code: string; message: string } }>().error.code]).toEqual([1, 'file-unwritable']);
    expect(refused.stderr).toContain(`无法写入“${home}”`);
  });

  it('lets two sites share a folder, each with its own files', async () => {
    const base = newFolder();
    const home = join(base, 'home');
    mkdirSync(join(base, 'in'));
    writeFileSync(join(base, 'in/hours.md'), 'We are open from 9 to 18.\n');
    writeFileSync(join(base, 'in/tea.md'), 'A pot of tea costs 6 euro.\n');
    await sprout(['import', join(base, 'in'), '--home', home]);
    const core = await realCore(home);
    await core.features.sites.create({ name: 'Tea room' });
    await core.close();
    for (const [site, document] of [['default', 'hours.md'], ['tea-room', 'tea.md'], ['default', 'hours.md']] as const) expect((await sprout(['publish', '--home', home, '--out', join(base, 'out'), '--site', site, '--documents', document])).code).toBe(0);
    const answer = async (id: string, question: string): Promise<string> => {
      const site = publicSiteSchema.parse(JSON.parse(readFileSync(join(base, `out/sites/${id}/site.json`), 'utf8')));
      const { engine } = await openPublished({ read: async (path) => readFileSync(join(base, 'out', site.index?.folder ?? '', path)) });
      return (await engine.answer(question, [], 'en')).answer;
    };
    expect([await answer('default', 'When are you open?'), await answer('tea-room', 'What does a pot of tea cost?')]).toEqual(['We are open from 9 to 18.', 'A pot of tea costs 6 euro.']);
    expect(await answer('tea-room', 'When are you open?')).not.toContain('9');
  });
});
