import { describe, expect, it } from 'vitest';
import en from '../../renderer/app/i18n/en.ts';
import zh from '../../renderer/app/i18n/zh.ts';
import { uploadParts } from '../../renderer/app/features/documents/upload-parts.ts';
import { createApiClient } from '../../renderer/shared/api-client.ts';
import { findQuote } from '../../renderer/shared/find-quote.ts';
import { highlightParts } from '../../renderer/shared/highlight-parts.ts';
import { readLines } from '../../renderer/shared/read-lines.ts';
import { safeLink } from '../../renderer/shared/safe-link.ts';

/** A field counts once: English says it in each of its plural forms, Chinese has one. */
const keys = (value: object, at = ''): string[] => Object.entries(value).flatMap(([key, inner]) => (typeof inner === 'object' && inner !== null ? keys(inner, `${at}${key}.`) : [`${at}${key} ${[...new Set(String(inner).match(/\{\w+\}/g) ?? [])].sort().join()}`]));

describe('messages', () => {
  it('have the same keys and the same fields in both languages', () => expect(keys(zh).sort()).toEqual(keys(en).sort()));
});

describe('safeLink', () => {
  it('allows https and mailto', () => {
    expect(safeLink('https://example.org/a')).toBe('https://example.org/a');
    expect(safeLink('mailto:a@example.org')).toBe('mailto:a@example.org');
  });
  it.each(['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'http://example.org', '/local', ''])('refuses %s', (address) => expect(safeLink(address)).toBeUndefined());
});

describe('highlightParts', () => {
  it('marks the cited range of a block that begins inside the document', () => expect(highlightParts('保修期两年。退货七天。', 100, 106, 111)).toEqual([{ text: '保修期两年。', marked: false }, { text: '退货七天。', marked: true }]));
  it('marks the whole block of a longer citation, and nothing of a foreign one', () => {
    expect(highlightParts('abc', 10, 0, 99)).toEqual([{ text: 'abc', marked: true }]);
    expect(highlightParts('abc', 10, 13, 20)).toEqual([{ text: 'abc', marked: false }]);
  });
});

describe('uploadParts', () => {
  const files = (...sizes: number[]) => sizes.map((size, index) => ({ path: `${index}`, file: { size } as File }));
  const sizes = (given: ReturnType<typeof files>, limits: { files: number; bytes: number }) => uploadParts(given, limits).map((part) => part.map(({ file }) => file.size));
  it('keeps each request within its number of files and bytes', () => expect(sizes(files(4, 4, 4, 1, 1, 1, 1), { files: 3, bytes: 10 })).toEqual([[4, 4], [4, 1, 1], [1, 1]]));
  it('sends a file over the limit alone', () => expect(sizes(files(1, 99, 1), { files: 3, bytes: 10 })).toEqual([[1], [99], [1]]));
});

describe('findQuote', () => {
  it('finds a quote that runs over two items with other white space', () => expect(findQuote(['Warranty is', '', ' two  years. Then'], 'is two years.')).toEqual([{ item: 0, start: 9, end: 11 }, { item: 2, start: 1, end: 12 }]));
  it('finds a ligature by its letters', () => expect(findQuote(['of\uFB01ce'], 'office')).toEqual([{ item: 0, start: 0, end: 5 }]));
  it('finds a word that the page breaks with a hyphen', () => expect(findQuote(['with self-', 'publishing today'], 'selfpublishing')).toEqual([{ item: 0, start: 5, end: 9 }, { item: 1, start: 0, end: 10 }]));
  it('finds the cells of a table row, and of a short cell the one beside them', () => {
    const page = ['T-19', '9', 'Green tea', '7', 'T-20', 'Oolong', '9'];
    expect(findQuote(page, 'T-20 | Oolong | 9').map(({ item }) => item)).toEqual([4, 5, 6]);
    expect(findQuote(page, 'T-19 | Green tea | 7').map(({ item }) => item)).toEqual([0, 2, 3]);
  });
  it('finds the part that is on this page of a sentence that goes on overleaf', () => expect(findQuote(['The deposit is returned within ten working days'], 'The deposit is returned within ten working days after the hire.')).toEqual([{ item: 0, start: 0, end: 47 }]));
  it('finds a sentence between whose words the page puts a raised figure', () => expect(findQuote(['Goods may be returned', '3', 'within thirty days.'], 'Goods may be returned within thirty days.').map(({ item }) => item)).toEqual([0, 2]));
  it('does not put a sentence together from a few words of another', () => expect(findQuote(['The deposit is due on Monday, and nothing else'], 'The deposit is returned within ten working days after the hire.')).toEqual([]));
  it('finds nothing when the page does not hold the quote', () => expect(findQuote(['abc'], 'xyz')).toEqual([]));
});

describe('readLines', () => {
  it('joins a character and a line that were cut between chunks', async () => {
    const bytes = new TextEncoder().encode('{"a":"答"}\n\n{"b":1}');
    const stream = new ReadableStream<Uint8Array>({ start(to) { for (const byte of bytes) to.enqueue(Uint8Array.of(byte)); to.close(); } });
    expect(await Array.fromAsync(readLines(stream))).toEqual(['{"a":"答"}', '{"b":1}']);
  });
});

describe('api client', () => {
  const client = (answer: (url: string, init: RequestInit | undefined) => Response) => createApiClient({ locale: () => 'zh', unreachable: () => 'away', fetch: (url, init) => new Promise((resolve) => resolve(answer(String(url), init))) });
  it('fills the path and asks in the language of the owner', async () => {
    let seen = '';
    await client((url, init) => { seen = `${init?.method} ${url} ${new Headers(init?.headers).get('accept-language')}`; return Response.json({}); }).call('deleteDocument', { params: { id: 'a/b' } });
    expect(seen).toBe('DELETE /api/documents/a%2Fb zh');
  });
  it('throws the code and sentence of the server', async () => {
    await expect(client(() => Response.json({ error: { code: 'question-empty', message: '问题为空' } }, { status: 400 })).call('health')).rejects.toMatchObject({ code: 'question-empty', message: '问题为空' });
  });
  it('says so when the server cannot be reached', async () => {
    await expect(client(() => { throw new TypeError('fetch failed'); }).call('health')).rejects.toMatchObject({ code: 'unreachable', message: 'away' });
  });
});
