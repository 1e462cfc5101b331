import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEngineThreads, type EngineThreads } from '../../../core/adapters/engine-thread/index.ts';
import { newFolder } from '../../support/new-folder.ts';

/** A module as it is published: it reads a file, and answers with its words and the number of those before. */
const source = `
export async function openEngine({ read }) {
  const words = new TextDecoder().decode(await read('words.txt'));
  return {
    prepare() {},
    async answer(question, before, locale) {
      if (question === 'fail') throw new Error('cannot');
      if (question === 'die') process.exit(3);
      if (question === 'hang') for (const end = Date.now() + 300; Date.now() < end;);
      if (question === 'missing') await read('absent');
      return { answer: [words, question, before.length, locale].join(' '), sentences: [], citations: [], answered: true, approved: false, mode: 'static' };
    },
  };
}`;

async function engine(threads = 1, more = source): Promise<EngineThreads> {
  const folder = join(newFolder(), 'engine');
  mkdirSync(folder);
  writeFileSync(join(folder, 'engine.mjs'), more);
  const opened = await openEngineThreads({ module: pathToFileURL(join(folder, 'engine.mjs')).href, threads, read: (path) => (path === 'words.txt' ? Promise.resolve(new TextEncoder().encode('绿茶')) : Promise.reject(new Error(path))) });
  onTestFinished(() => opened.close());
  return opened;
}

describe('an engine in threads', () => {
  it('answers as the module does, and reads through who started it', async () => {
    const { answer } = await engine();
    const before = [{ question: 'x', answer: { answer: 'y', sentences: [], citations: [], answered: true, approved: false, mode: 'live' as const } }];
    expect((await answer('价格?', before, 'zh')).answer).toBe('绿茶 价格? 1 zh');
    await expect(answer('fail', [], 'en')).rejects.toThrow('cannot');
    await expect(answer('missing', [], 'en')).rejects.toThrow('No absent');
  });

  it('gives each of many that ask at once its own answer, and keeps the caller free meanwhile', async () => {
    const { answer } = await engine(2);
    let turns = 0;
    const counting = setInterval(() => { turns += 1; }, 1);
    await Promise.all([answer('hang', [], 'en'), answer('hang', [], 'en')]);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
    const all = await Promise.all(Array.from({ length: 200 }, (_, at) => answer(String(at), [], 'en')));
    expect(all.map((one) => one.answer)).toEqual(Array.from({ length: 200 }, (_, at) => `绿茶 ${at} 0 en`));
  });

  it('that ends takes only what it was asked with it, and is there for the next', async () => {
    const { answer } = await engine();
    await expect(answer('die', [], 'en')).rejects.toThrow();
    expect((await answer('again', [], 'en')).answer).toBe('绿茶 again 0 en');
  });

  it('that cannot be opened says so', async () => {
    await expect(engine(1, 'export const openEngine = async () => { throw new Error("not an index"); };')).rejects.toThrow('not an index');
    await expect(engine(1, 'this is no module')).rejects.toThrow();
  });
});
