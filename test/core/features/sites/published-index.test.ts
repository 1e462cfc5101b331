import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Block, Extraction } from '../../../../core/contract/index.ts';
import { chunkDocument } from '../../../../core/features/documents/index.ts';
import { quoteAnswer } from '../../../../core/features/answers/index.ts';
import { createSearch } from '../../../../core/features/search/index.ts';
import { openPublished } from '../../../../core/features/sites/engine/open-published.ts';
import { openPublishedIndex } from '../../../../core/features/sites/engine/published-index.ts';
import { ByteReader, ByteWriter } from '../../../../core/features/sites/published/bytes.ts';
import { encodeIndex, encodeIndexed, type LeavingDocument } from '../../../../core/features/sites/published/encode-index.ts';
import { gunzip } from '../../../../core/features/sites/published/gzip.ts';
import { decodeManifest } from '../../../../core/features/sites/published/manifest.ts';
import { decodePostings, encodePostings } from '../../../../core/features/sites/published/postings.ts';
import { readIndex } from '../../../../core/features/sites/published/read-index.ts';
import { queryTerms } from '../../../../core/shared/text/analyse.ts';
import { MemoryChunkIndex } from '../../../fakes/memory-chunk-index.ts';

function extraction(...blocks: Partial<Block>[]): Extraction {
  let start = 0;
  const laid = blocks.map((block): Block => { const text = block.text ?? ''; const one: Block = { kind: 'paragraph', ...block, text, start, end: start + text.length }; start += text.length + 1; return one; });
  return { mime: 'text/plain', pages: 1, pageKind: 'page', blocks: laid, warnings: [] };
}

const heading = (text: string): Partial<Block> => ({ kind: 'heading', level: 1, text });
const header = ['Tea', 'Price'];
const documents: LeavingDocument[] = [
  { name: 'House rules.txt', subject: '', extraction: extraction(heading('Opening hours'), { text: 'We are open from 9 to 18 on weekdays.', page: 1 }, heading('Returns'), { text: 'You can return unused goods within 14 days. Bring the receipt with you.', page: 2 }) },
  { name: 'Prices.xlsx', subject: '', extraction: extraction({ kind: 'table-row', text: 'Tea | Price', isHeader: true }, { kind: 'table-row', text: 'Longjing | 48 euro', header }, { kind: 'table-row', text: 'Oolong | 36 euro', header }) },
  { name: '茶壶说明.docx', subject: '', extraction: extraction(heading('青花茶壶'), { text: '青花茶壶容量为300毫升，售价128元。请勿放入微波炉。' }, heading('保修'), { text: '茶壺保修期為兩年。' }) },
];

/** As many that there are several large files; no page like another, so that they hardly shrink. */
const many: LeavingDocument[] = [...documents, ...Array.from({ length: 60 }, (_, at): LeavingDocument => ({
  name: `House A-${at} 茶.txt`, subject: `Pumps of house ${at}`,
  extraction: extraction(heading(`House ${at}`), { text: `The pump of house ${at} delivers ${at * 7} litres. 茶在${at}号。` }, { text: noise(at, 6000) }),
}))];

/** Words that nobody asks for. */
function noise(seed: number, characters: number): string {
  let state = seed + 1;
  const words: string[] = [];
  for (let length = 0; length < characters; length += 9) { state = Math.imul(state, 1_664_525) + 1_013_904_223 >>> 0; words.push(`q${state.toString(36)}`); }
  return `${words.join(' ')}.`;
}

async function published(sources: 'none' | 'names' | 'quotes' = 'quotes', approved: { id: string; question: string; answer: string; createdAt: string }[] = [], held = documents) {
  const { files } = await encodeIndex(held, approved, sources);
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const asked: string[] = [];
  const read = async (path: string): Promise<Uint8Array> => {
    asked.push(path);
    const bytes = byPath.get(path);
    if (!bytes) throw new Error(`no file ${path}`);
    return bytes;
  };
  return { files, read, asked, byPath };
}

const ask = async (question: string, ...given: Parameters<typeof published>) => (await openPublished({ read: (await published(...given)).read })).engine.answer(question, [], 'en');

describe('the published index', () => {
  it.each(['none', 'names', 'quotes'] as const)('is read back whole, and is then the same byte for byte: %s', async (sources) => {
    const approved = [{ id: 'a', question: '幾時開門？', answer: 'At nine.', createdAt: '' }];
    const { files, read } = await published(sources, approved, many);
    const found = await readIndex(read);
    expect((await encodeIndexed(found.documents, found.approved, found.sources)).files).toEqual(files);
  });

  it('gives numbers and texts back', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.nat(), fc.maxSafeNat(), fc.string({ unit: 'grapheme' }))), (values) => {
      const writer = new ByteWriter();
      for (const value of values) if (typeof value === 'number') writer.number(value); else writer.text(value);
      const reader = new ByteReader(writer.finish());
      expect(values.map((value) => (typeof value === 'number' ? reader.number() : reader.text()))).toEqual(values.map((value) => (typeof value === 'string' ? value.toWellFormed() : value)));
      expect(reader.done).toBe(true);
    }));
  });

  it('says that a file is cut off', () => {
    const writer = new ByteWriter();
    writer.text('Longjing');
    expect(() => new ByteReader(writer.finish().slice(0, 4)).text()).toThrow('cut off');
    expect(() => new ByteReader(new Uint8Array()).number()).toThrow('cut off');
  });

  it('gives postings back', () => {
    const rising = fc.uniqueArray(fc.nat(5000)).map((values) => values.sort((a, b) => a - b));
    const entry = fc.tuple(rising, rising, fc.nat(8)).map(([passages, subjects, more]) => ({ passages, subjects, counts: passages.map((passage) => 1 + (passage + more) % 3) }));
    fc.assert(fc.property(fc.dictionary(fc.string({ minLength: 1 }), entry, { noNullPrototype: true }), (held) => {
      expect(decodePostings(encodePostings(new Map(Object.entries(held))))).toEqual(new Map(Object.entries(held)));
    }));
  });

  it('finds and scores as the core does', async () => {
    const memory = new MemoryChunkIndex();
    await memory.write(documents.flatMap((document, at) => chunkDocument({ id: String(at), name: document.name, version: 1 }, document.extraction)), []);
    const index = await openPublishedIndex((await published()).read);
    for (const question of ['When are you open on weekdays?', 'What does Longjing cost?', '青花茶壶多少钱', '保修期', 'return the receipt', 'euro']) {
      const theirs = await memory.search(queryTerms(question), 32);
      const ours = await index.search(queryTerms(question), 32);
      expect(ours.map(({ document, ordinal, text, score }) => [document, ordinal, text, score.toFixed(9)]), question).toEqual(theirs.map(({ document, ordinal, text, score }) => [document, ordinal, text, score.toFixed(9)]));
      expect(ours.length).toBeGreaterThan(0);
      const only = await index.search(queryTerms(question), 32, ['1']);
      expect(only.every(({ document }) => document === '1')).toBe(true);
    }
  });

  it('answers in the words that the core quotes, rows with their column names', async () => {
    const memory = new MemoryChunkIndex();
    await memory.write(documents.flatMap((document, at) => chunkDocument({ id: String(at), name: document.name, version: 1 }, document.extraction)), []);
    const search = createSearch({ index: memory, onChange: () => undefined, documents: { get: (id) => ({ name: documents[Number(id)]?.name ?? '', status: 'ready' }), subjects: () => documents.map(({ name }, at) => ({ id: String(at), name, subject: '' })) } });
    for (const question of ['When are you open?', 'Can I return unused goods?', '青花茶壶容量多少？', '茶壶保修期多久？']) {
      const core = await quoteAnswer({ question, before: undefined, search, tableHeader: () => undefined });
      expect(await ask(question), question).toMatchObject({ answer: core.answer, answered: true, mode: 'static', approved: false, citations: core.citations.map(({ n, name, quote }) => ({ n, name, quote })) });
    }
    expect((await ask('What is the price of Longjing tea?')).answer).toContain('Tea | Price: Longjing | 48 euro');
  });

  it('shows of the sources what the owner lets be seen', async () => {
    const question = 'Can I return unused goods?';
    expect((await ask(question, 'quotes')).citations[0]).toMatchObject({ n: 1, name: 'House rules.txt', page: 2, quote: 'You can return unused goods within 14 days.' });
    expect((await ask(question, 'names')).citations[0]).toEqual({ n: 1, name: 'House rules.txt', page: 2 });
    const none = await ask(question, 'none');
    expect(none).toMatchObject({ answered: true, citations: [], sentences: [{ citations: [] }] });
    expect(none.answer).toContain('within 14 days');
  });

  it('holds no names where none are shown, and is found by them all the same', async () => {
    const { files, read } = await published('none', [], [{ name: 'Confidential Zebrafish Draft.txt', subject: '', extraction: extraction({ text: 'The pump delivers 30 litres.' }) }, ...documents]);
    for (const { bytes } of files) expect(new TextDecoder('latin1').decode(await gunzip(bytes))).not.toMatch(/Confidential Zebrafish|House rules\.txt/);
    expect((await (await openPublishedIndex(read)).search(queryTerms('zebrafish'), 5))[0]?.text).toBe('The pump delivers 30 litres.');
  });

  it('tells a visitor, in his language, that there is no answer', async () => {
    const answer = await ask('Who won the football championship of Peru?');
    expect(answer).toMatchObject({ answered: false, citations: [], sentences: [] });
    expect(answer.answer).toMatch(/in other words/);
    expect((await ask('秘鲁足球联赛谁赢了')).answer).toMatch(/换个说法/);
    const { engine } = await openPublished({ read: (await published()).read });
    expect((await engine.answer('football?', [], 'zh')).answer).toMatch(/换个说法/);
    expect((await engine.answer('   ', [], 'en')).answered).toBe(false);
  });

  it('completes a follow-up from the question before', async () => {
    const { engine } = await openPublished({ read: (await published()).read });
    const first = await engine.answer('What does Longjing tea cost?', [], 'en');
    const then = await engine.answer('And Oolong?', [{ question: 'What does Longjing tea cost?', answer: first }], 'en');
    expect(then.understoodAs).toBe('What does Longjing tea cost And Oolong?');
    expect(then.answer).toContain('36 euro');
  });

  it("gives the owner's own words first", async () => {
    const answer = 'Yes – within 30 days, for <b>members</b>!';
    expect(await ask('may I return unused goods', 'names', [{ id: '1', question: 'Can I return unused goods?', answer, createdAt: '' }])).toEqual({ answer, sentences: [{ text: answer, citations: [] }], citations: [], answered: true, approved: true, mode: 'static' });
  });

  it('reads nothing twice, and reads ahead what is typed', async () => {
    const { read, asked } = await published();
    const { engine } = await openPublished({ read });
    expect(asked).toEqual(['manifest.bin']);
    await engine.answer('When are you open?', [], 'en');
    await engine.answer('When are you open?', [], 'en');
    expect(new Set(asked).size).toBe(asked.length);

    const typing = await published();
    let offline = false;
    const ahead = (await openPublished({ read: async (path) => { if (offline) throw new Error('offline'); return typing.read(path); } })).engine;
    ahead.prepare('When are you');
    ahead.prepare('When are you open?');
    await expect.poll(() => typing.asked.some((path) => path.startsWith('texts/'))).toBe(true);
    offline = true;
    expect((await ahead.answer('When are you open?', [], 'en')).answered).toBe(true);
  });

  it('has the whole site at hand after the first answer, and then reads nothing more', async () => {
    const { read, asked } = await published('quotes', [], many);
    const { engine } = await openPublished({ read });
    await engine.answer('What does the pump of house 7 deliver?', [], 'en');
    await expect.poll(() => asked).toContain('subjects.bin');
    // Two questions one behind the other: the second waits for what is nearly there.
    await engine.answer('青花茶壶容量多少？', [], 'zh');
    const before = [...asked];
    for (const question of ['When are you open?', 'What does the pump of house 33 deliver?', '茶壶保修期多久？', 'And in house 34?']) expect((await engine.answer(question, [], 'zh')).answered, question).toBe(true);
    expect(asked).toEqual(before);
  });

  it('finds and scores the same in what it gathered itself', async () => {
    const { read } = await published('quotes', [], many);
    const [shards, whole] = [await openPublishedIndex(read), await openPublishedIndex(read)];
    await whole.gather({ parallel: 2, stop: () => false, hurry: () => true });
    expect(whole.ungathered()).toBe(0);
    for (const question of ['When are you open on weekdays?', 'the pump of house 7', '青花茶壶多少钱', '保修期 house', '茶', 'A-12 pumps', 'euro Longjing', 'rules']) {
      const terms = queryTerms(question);
      const seen = async (index: typeof shards) => (await index.search(terms, 32)).map(({ document, ordinal, text, tokens, score }) => [document, ordinal, text, tokens, score]);
      expect(await seen(whole), question).toEqual(await seen(shards));
      const named = (index: typeof shards) => index.documents.subjects().map((one) => terms.filter((term) => 'terms' in one && one.terms.has(term)));
      expect(named(whole), question).toEqual(named(shards));
    }
  });

  it('goes on gathering where it was stopped', async () => {
    const { read, asked } = await published('quotes', [], many);
    const index = await openPublishedIndex(read);
    await index.gather({ parallel: 1, stop: () => asked.filter((path) => path.startsWith('whole/')).length >= 1, hurry: () => true });
    expect(index.ungathered()).toBeGreaterThan(0);
    await index.gather({ parallel: 1, stop: () => false, hurry: () => true });
    expect(index.ungathered()).toBe(0);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('gathers again what failed, the terms that name documents too', async () => {
    const { read } = await published('quotes', [], many);
    let broken = 'subjects.bin';
    const index = await openPublishedIndex(async (path) => { if (path === broken) throw new Error('offline'); return read(path); });
    const gather = () => index.gather({ parallel: 2, stop: () => false, hurry: () => true });
    await expect(gather()).rejects.toThrow('offline');
    broken = 'none';
    await gather();
    expect(index.documents.subjects().some((one) => 'terms' in one && one.terms.has('pric'))).toBe(true);
  });

  it.each([{ saveData: true }, { effectiveType: '2g' }])('reads only what is asked for where the browser says %o', async (connection) => {
    vi.stubGlobal('navigator', { connection });
    try {
      const { read, asked } = await published();
      const { engine } = await openPublished({ read });
      await engine.answer('What is Longjing?', [], 'en');
      const before = [...asked];
      await engine.answer('What is Longjing?', [], 'en');
      expect(asked).toEqual(before);
      expect(asked.filter((path) => path.startsWith('whole/'))).toEqual([]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('opens a publication of before, which had no files of many passages', async () => {
    const writer = new ByteWriter();
    for (const value of [1, 1, 0, 1, 2, 2, 5, 7, 3, 1, 4, 0, 999]) writer.number(value);
    expect(decodeManifest(writer.finish())).toEqual({ sources: 'names', traditional: false, documents: [2], lengths: [5, 7], termFiles: 3, characterFiles: 1, passagesPerFile: 4, approved: 0, wholeBytes: 0, passagesPerWholeFile: 0 });
  });

  it('goes on when a file could not be read and then could', async () => {
    const { read } = await published();
    let broken = true;
    const { engine } = await openPublished({ read: async (path) => { if (broken && path.startsWith('texts/')) throw new Error('offline'); return read(path); } });
    engine.prepare('When are you open?');
    await expect(engine.answer('When are you open?', [], 'en')).rejects.toThrow('offline');
    broken = false;
    expect((await engine.answer('When are you open?', [], 'en')).answered).toBe(true);
  });

  it('loads the table of Chinese characters only where there is Chinese', async () => {
    let loaded = false;
    const beforeChinese = async (): Promise<void> => { loaded = true; };
    const english = (await openPublished({ read: (await published('names', [], documents.slice(0, 2))).read, beforeChinese })).engine;
    await english.answer('When are you open?', [], 'en');
    expect(loaded).toBe(false);
    // Most Simplified Chinese does not.
    await english.answer('几点开门？', [], 'zh');
    expect(loaded).toBe(false);
    await english.answer('幾點開門？', [], 'zh');
    expect(loaded).toBe(true);
    loaded = false;
    // Traditional text needs it where it is read.
    const both = (await openPublished({ read: (await published()).read, beforeChinese })).engine;
    loaded = false;
    await both.answer('茶壶保修期多久？', [], 'zh');
    expect(loaded).toBe(true);
  });

  it('opens whole for a gateway, and is then asked without reading', async () => {
    const { read, asked, files } = await published();
    const { engine, search } = await openPublished({ read, whole: true, mode: 'live' });
    expect([...asked].sort()).toEqual(files.map(({ path }) => path).filter((path) => !/^(?:whole|subjects)/.test(path)).sort());
    expect(await engine.answer('When are you open?', [], 'en')).toMatchObject({ answered: true, mode: 'live' });
    expect((await search.find('Longjing')).hits[0]).toMatchObject({ name: 'Prices.xlsx' });
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('is served, too, by hosts that unpack it on the way', async () => {
    const { read } = await published();
    const { engine } = await openPublished({ read: async (path) => gunzip(await read(path)) });
    expect((await engine.answer('When are you open?', [], 'en')).answered).toBe(true);
  });

  it('says which format it reads', async () => {
    const writer = new ByteWriter();
    writer.number(99);
    await expect(openPublishedIndex(async () => writer.finish())).rejects.toThrow('format 99');
  });

  it('publishes a site of approved answers alone', async () => {
    const approved = [{ id: '1', question: 'Do you have parking?', answer: 'Behind the house.', createdAt: '' }];
    expect((await ask('Is there parking?', 'names', approved, [])).answer).toBe('Behind the house.');
    expect((await ask('Where do I pay?', 'names', approved, [])).answered).toBe(false);
  });
});
