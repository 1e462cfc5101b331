import { mkdir, readdir, readFile, writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answer, DoctorReport, Evaluation, ImportedDocument, MadeKey, ProgramKey, SearchResult } from '../../../core/contract/index.ts';
import { corpusCases, hasCorpus } from '../../support/corpus.ts';
import { sprout } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Imported { documents: ImportedDocument[] }

/** A small firm's folder: two languages, a table, and one file that cannot be read. */
async function firm(): Promise<{ home: string; folder: string; run: (...args: string[]) => ReturnType<typeof sprout> }> {
  const base = await temporaryFolder();
  const folder = join(base, 'papers');
  const home = join(base, 'home');
  await mkdir(folder);
  await writeFile(join(folder, 'returns.md'), '# Returns\n\nUnused goods may be returned within 45 days of delivery. The customer pays the postage.\n\n# Repairs\n\nRepairs take about two weeks.\n');
  await writeFile(join(folder, '营业时间.txt'), '本店周一至周五上午九点到下午六点营业。周末休息。\n会员卡每年收费128元。\n');
  await writeFile(join(folder, 'prices.csv'), 'Item,Code,Price\nTeapot,TP-204,39.90\nTea bowl,TB-118,12.50\n');
  return { home, folder, run: (...args) => sprout([...args, '--home', home, '--json']) };
}

describe('sprout, the command line', () => {
  it('imports a folder, finds, answers with the source, and knows what is unchanged', async () => {
    const { folder, run } = await firm();
    const first = await run('import', folder);
    expect(first.code, first.stderr).toBe(0);
    expect(first.json<Imported>().documents.map(({ name, status }) => [name, status]).sort()).toEqual([['prices.csv', 'ready'], ['returns.md', 'ready'], ['营业时间.txt', 'ready']]);

    const found = (await run('search', 'TB-118')).json<SearchResult>();
    expect(found.hits[0]?.name).toBe('prices.csv');
    expect(found.hits[0]?.text).toContain('12.50');

    const answer = (await run('ask', 'How many days do customers have to return goods?')).json<Answer>();
    expect(answer.answered).toBe(true);
    expect(answer.answer).toContain('45 days');
    expect(answer.citations[0]).toMatchObject({ n: 1, name: 'returns.md' });
    expect(answer.model).toBe('quote');

    const chinese = (await run('ask', '会员卡一年多少钱？')).json<Answer>();
    expect(chinese.answer).toContain('128元');
    // The same question in Traditional characters finds the Simplified text.
    expect((await run('ask', '會員卡一年多少錢？')).json<Answer>().answer).toContain('128元');

    const again = (await run('import', folder)).json<Imported>();
    expect(again.documents.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  });

  it('says that something is not in the documents', async () => {
    const { folder, run } = await firm();
    await run('import', folder);
    const answer = (await run('ask', 'Who founded the Ming dynasty?')).json<Answer>();
    expect(answer.answered).toBe(false);
    expect(answer.citations).toEqual([]);
  });

  it('names a file that fails, does the others, and exits with 3', async () => {
    const { folder, run } = await firm();
    await writeFile(join(folder, 'broken.pdf'), '%PDF-1.7\nthis is not really a PDF');
    const result = await run('import', folder);
    expect(result.code).toBe(3);
    const broken = result.json<Imported>().documents.find(({ name }) => name === 'broken.pdf');
    expect(broken).toMatchObject({ status: 'failed' });
    expect(broken?.error?.message).toContain('broken.pdf');
  });

  it('replaces a changed file by its new version', async () => {
    const { folder, run } = await firm();
    const [before] = (await run('import', join(folder, 'returns.md'))).json<Imported>().documents;
    await writeFile(join(folder, 'returns.md'), '# Returns\n\nUnused goods may be returned within 30 days of delivery.\n');
    const [after] = (await run('import', join(folder, 'returns.md'))).json<Imported>().documents;
    expect(after).toMatchObject({ id: before?.id, status: 'ready' });
    const { hits } = (await run('search', 'returned within days')).json<SearchResult>();
    expect(hits.map(({ text }) => text).join('\n')).toContain('30 days');
    expect(hits.map(({ text }) => text).join('\n')).not.toContain('45 days');
  });

  it('makes a key for another program, lists it without it, and revokes it', async () => {
    const { run } = await firm();
    const made = (await run('keys', 'make', 'Mail', 'program')).json<MadeKey>();
    expect(made).toMatchObject({ name: 'Mail program', lastUsedAt: null, key: expect.stringMatching(/^sprout_[\w-]{43}$/) as string });
    const listed = await run('keys', 'list');
    expect(listed.json<{ keys: ProgramKey[] }>().keys).toMatchObject([{ id: made.id, prefix: made.key.slice(0, 11) }]);
    expect(listed.stdout + listed.stderr).not.toContain(made.key.slice(11));
    expect((await run('keys', 'revoke', made.id)).json()).toEqual({ keys: [] });
    expect(await run('keys', 'revoke', made.id)).toMatchObject({ code: 1 });
    expect(await run('keys', 'make')).toMatchObject({ code: 2 });
  });

  it('evaluates test questions and counts what was found', async () => {
    const { folder, home, run } = await firm();
    await run('import', folder);
    const questions = join(home, 'questions.jsonl');
    await writeFile(questions, '{"question":"How long do repairs take?","answers":["two weeks"]}\n{"question":"What is the capital of Peru?","answers":[]}\n');
    const { summary, questions: rows } = (await run('evaluate', '--questions', questions)).json<Evaluation>();
    expect(rows).toHaveLength(2);
    expect(summary).toMatchObject({ questions: 2, answerable: 1, goldFound: 1, cited: 1, declinedCorrectly: 1 });
  });

  it('names the line of a questions file that is wrong', async () => {
    const { home, run } = await firm();
    await mkdir(home);
    await writeFile(join(home, 'q.jsonl'), '{"question":"a","answers":[]}\nnot json\n');
    const result = await run('evaluate', '--questions', join(home, 'q.jsonl'));
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('line 2');
  });

  it('backs up to one file and restores it elsewhere, every byte', async () => {
    const { folder, home, run } = await firm();
    await run('import', folder);
    const file = join(home, 'all.zip');
    expect((await run('backup', file)).code).toBe(0);

    const elsewhere = await temporaryFolder();
    const restored = await sprout(['restore', file, '--home', elsewhere, '--json']);
    expect(restored.json()).toEqual({ documents: 3 });
    const answer = (await sprout(['ask', 'How long do repairs take?', '--home', elsewhere, '--json'])).json<Answer>();
    expect(answer.answer).toContain('two weeks');
    expect((await sprout(['doctor', '--home', elsewhere, '--json'])).json<DoctorReport>().ok).toBe(true);
  });

  it('refuses a changed backup and leaves the workspace as it was', async () => {
    const { folder, home, run } = await firm();
    await run('import', folder);
    const file = join(home, 'all.zip');
    await run('backup', file);
    const bytes = await readFile(file);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await writeFile(file, bytes);
    const result = await run('restore', file, '--replace');
    expect(result.code).toBe(1);
    expect(result.json<{ error: { code: string } }>().error.code).toBe('backup-damaged');
    expect((await run('ask', 'How long do repairs take?')).json<Answer>().answered).toBe(true);
  });

  it('rebuilds a lost index from what it keeps', async () => {
    const { folder, home, run } = await firm();
    await run('import', folder);
    await rm(join(home, 'workspaces/default/lance'), { recursive: true });
    expect((await run('repair')).json<DoctorReport>().ok).toBe(true);
    expect((await run('search', 'TP-204')).json<SearchResult>().hits[0]?.text).toContain('39.90');
  });

  it('notices a changed original, and takes it from where it was imported', async () => {
    const { folder, home, run } = await firm();
    await run('import', folder);
    const [original] = (await readdir(join(home, 'workspaces/default/files'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const path = join(original?.parentPath ?? '', original?.name ?? '');
    const bytes = await readFile(path);
    const broken = Buffer.from(bytes);
    broken[Math.floor(bytes.length / 2)]! ^= 1;
    await writeFile(path, broken);
    const found = await run('doctor');
    expect([found.code, found.json<DoctorReport>().checks.filter(({ ok }) => !ok).map(({ id }) => id)]).toEqual([1, ['originals']]);
    expect((await run('repair')).json<DoctorReport>()).toMatchObject({ ok: true, originals: 1 });
    expect(await readFile(path)).toEqual(bytes);
  });

  it.each([
    ['a command that does not exist', ['frobnicate'], 'command-unknown'], ['a flag that does not exist', ['search', 'tea', '--limits', '3'], 'flag-unknown'],
    ['a flag without its value', ['search', 'tea', '--home'], 'flag-empty'], ['a number that is none', ['search', 'tea', '--limit', 'few'], 'flag-number'],
    ['nothing to import', ['import'], 'usage'], ['no question', ['ask', ' '], 'question-empty'],
  ])('exits with 2 and a hint on %s', async (_, words, code) => {
    const home = await temporaryFolder();
    const result = await sprout([...words.at(-1) === '--home' ? [] : ['--home', home], '--lang', 'zh', '--json', ...words]);
    expect(result.code).toBe(2);
    const { error } = result.json<{ error: { code: string; message: string } }>();
    expect(error.code).toBe(code);
    expect(result.stderr).toContain(error.message);
    expect(error.message).toMatch(/[\u4e00-\u9fff]/);
  });

  it('shows what there is on --help, and does nothing', async () => {
    const result = await sprout(['import', '--help']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('sprout import PATH');
  });

  it.skipIf(!hasCorpus())('opens a locked file with a password', async () => {
    const { home, run } = await firm();
    const locked = corpusCases('pdf_encrypted/pypdf__libreoffice-writer-password')[0]?.path ?? '';
    expect((await run('import', locked)).json<Imported>().documents).toMatchObject([{ status: 'failed', error: { code: 'password-needed' } }]);
    expect((await run('import', locked, '--password', 'guess')).json<Imported>().documents).toMatchObject([{ status: 'failed', error: { code: 'password-wrong' } }]);
    const opened = await run('import', locked, '--password', 'openpassword');
    expect(opened.json<Imported>().documents).toMatchObject([{ status: 'ready' }]);
    expect(opened.code).toBe(0);
    expect(await readFile(join(home, 'workspaces/default/sprout.db'), 'latin1')).not.toContain('openpassword');
  });

  it('speaks Chinese where the system does', async () => {
    const home = await temporaryFolder();
    const result = await sprout(['import', join(home, '没有.pdf'), '--home', join(home, 'h')], { LC_ALL: 'zh_CN.UTF-8' });
    expect(result.code).toBe(1);
    expect(result.stdout).toContain('找不到');
  });
});
