import { describe, expect, it } from 'vitest';
import type { Answer, AnswerEvent, Document, Exchange, Extraction } from '../../../../core/contract/index.ts';
import { createAnswers } from '../../../../core/features/answers/index.ts';
import { buildPrompt } from '../../../../core/features/answers/prompt.ts';
import { recall } from '../../../../core/features/answers/recall.ts';
import { chunkDocument } from '../../../../core/features/documents/chunker.ts';
import { subjectOf } from '../../../../core/features/documents/subject.ts';
import { createSearch, type Search } from '../../../../core/features/search/index.ts';
import type { GenerateRequest } from '../../../../core/ports/language-model.ts';
import type { Reranker } from '../../../../core/ports/reranker.ts';
import { FakeLanguageModel } from '../../../fakes/fake-language-model.ts';
import { MemoryChunkIndex } from '../../../fakes/memory-chunk-index.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';

const shopPages = {
  'hours.md': ['Opening hours', 'We open at 9 on weekdays and at 10 on Sundays.', 'The shop is closed on public holidays.'],
  'prices.md': ['Prices', 'The gooseneck kettle costs 389 yuan.', 'Delivery is free from 200 yuan.', 'A gift box costs 25 yuan.'],
  'returns.md': ['Returns', 'Unused goods can be returned within 14 days.', 'The customer pays for sending them back.'],
};

async function shop(says: (request: GenerateRequest) => string, reranker?: Reranker) {
  const store = new MemoryWorkspaceStore();
  const index = new MemoryChunkIndex();
  for (const [name, paragraphs] of Object.entries(shopPages)) {
    let start = 0;
    const read: Extraction = { mime: 'text/plain', pages: 1, pageKind: 'none', warnings: [], blocks: paragraphs.map((text) => { const block = { kind: 'paragraph' as const, text, start, end: start + text.length }; start += text.length + 1; return block; }) };
    const document = { id: name, name, hash: name, version: 1, status: 'ready', mime: 'text/plain', size: 1, pages: 1, pageKind: 'none', chunks: 1, warnings: [], importedAt: '2026-01-01T00:00:00.000Z' } satisfies Document;
    store.documents.save(document);
    store.documents.saveExtraction(name, read, subjectOf(read));
    await index.write(chunkDocument(document, read), []);
  }
  const search: Search = createSearch({ index, documents: store.documents, onChange: () => undefined, ...(reranker ? { reranker: { chosen: () => reranker.id, get: () => Promise.resolve(reranker) } } : {}) });
  const model = new FakeLanguageModel(says);
  const answers = createAnswers({ search, store, models: { chosen: () => model.id, get: () => Promise.resolve(model) } });
  const ask = async (question: string, conversation?: string, chosen?: string): Promise<{ answer: Answer; conversation: string; events: AnswerEvent[] }> => {
    const events: AnswerEvent[] = [];
    for await (const event of answers.ask({ question, ...(conversation === undefined ? {} : { conversation }), ...(chosen === undefined ? {} : { model: chosen }) })) events.push(event);
    const [start, end] = [events[0], events.at(-1)];
    if (start?.type !== 'answer-start' || end?.type !== 'answer-end') throw new Error('no answer');
    return { answer: end.answer, conversation: start.conversation, events };
  };
  return { ask, model, answers, search };
}

describe('an answer in a model\'s words', () => {
  it('carries the place that supports each sentence, found by the program; what no passage says is left unproven', async () => {
    const { ask } = await shop(() => 'The gooseneck kettle costs 389 yuan. It is the best kettle in all of Asia. Delivery is free from 200 yuan.');
    const { answer } = await ask('What does the gooseneck kettle cost?');
    expect(answer.sentences.map(({ citations }) => citations.length)).toEqual([1, 0, 1]);
    expect(answer.citations.map(({ quote, name }) => [name, quote])).toEqual([['prices.md', 'The gooseneck kettle costs 389 yuan.'], ['prices.md', 'Delivery is free from 200 yuan.']]);
  });

  it('does not prove a number that the passage does not show, nor numbers of citations that a model made up', async () => {
    const { ask } = await shop(() => 'The gooseneck kettle costs 398 yuan [1].');
    expect((await ask('What does the gooseneck kettle cost?')).answer).toMatchObject({ citations: [], sentences: [{ citations: [] }] });
  });

  it('that says there is none is not called an answer; the nearest passages are offered', async () => {
    const { ask } = await shop(() => 'This is not in your documents.');
    const { answer } = await ask('What does the kettle weigh?');
    expect(answer.answered).toBe(false);
    expect(answer.nearest?.length).toBeGreaterThan(0);
  });

  it('keeps thoughts apart from words', async () => {
    const { ask } = await shop(() => '<think>Where was that… prices.</think>A gift box costs 25 yuan.');
    const { answer, events } = await ask('What does a gift box cost?');
    expect(answer).toMatchObject({ thoughts: 'Where was that… prices.', answer: 'A gift box costs 25 yuan.' });
    expect(events.filter(({ type }) => type === 'thought-delta').length).toBeGreaterThan(0);
  });

  it('to a follow-up searches for what the model understood it as, and for both questions where its words cannot be trusted', async () => {
    const rewrites = ['When is the shop open on Sundays?', 'Tell me about dinosaurs in the Jurassic period of France.'];
    const { ask } = await shop(({ messages }) => (messages[0]?.content.startsWith('Rewrite') ? rewrites.shift() ?? '' : 'We open at 10 on Sundays.'));
    const { conversation } = await ask('When is the shop open on weekdays?');
    expect((await ask('And on Sundays?', conversation)).answer.understoodAs).toBe('When is the shop open on Sundays?');
    expect((await ask('And on holidays?', conversation)).answer.understoodAs).toMatch(/^When is the shop open on Sundays And on holidays\?$/);
  });
});

describe('an answer in the words of the documents', () => {
  it('to a follow-up is about what is asked now, not about what was asked before', async () => {
    const { ask } = await shop(() => '');
    const { conversation, answer } = await ask('How much does the gooseneck kettle cost?', undefined, 'quote');
    expect(answer.answer).toBe('The gooseneck kettle costs 389 yuan.');
    expect((await ask('And a gift box?', conversation, 'quote')).answer.answer).toBe('A gift box costs 25 yuan.');
    expect((await ask('And a teapot?', conversation, 'quote')).answer.answered).toBe(false);
    expect((await ask('Do you sell bicycles?', conversation, 'quote')).answer).toMatchObject({ answered: false });
  });
});

describe('the prompt of an answer', () => {
  const exchange = (question: string, sentences: readonly string[]): Exchange => ({
    id: question, question, askedAt: '2026-01-01T00:00:00.000Z', files: {},
    answer: { answer: sentences.join(' '), sentences: sentences.map((text) => ({ text, citations: [1] })), citations: [], answered: true, model: 'fake', timings: { searchMs: 0, answerMs: 0, totalMs: 0 } },
  });
  const talk = [
    exchange('We are a school with 240 children. Do you deliver?', ['Delivery is free from 200 yuan.']),
    ...Array.from({ length: 30 }, (_, at) => exchange(`What colour is cup ${at}?`, [`Cup ${at} is blue.`])),
  ];

  it('of a long conversation keeps old facts that bear on the question, word for word, and stays within its budget', async () => {
    const { search } = await shop(() => '');
    const { chunks } = await search.rank('How much is delivery for the children of our school?');
    const model = new FakeLanguageModel(() => '');
    for (const budget of [400, 900, 3000]) {
      const { messages, used } = await buildPrompt({ question: 'How much is delivery for the children of our school?', passages: chunks, nameOf: (name) => name, before: talk, budget, countTokens: (text) => model.countTokens(text) });
      const whole = messages.map(({ content }) => content).join('\n');
      expect(await model.countTokens(whole)).toBeLessThanOrEqual(budget);
      expect(used.length).toBeGreaterThan(0);
      expect(whole).toContain('We are a school with 240 children.');
      expect(whole).not.toContain('Cup 3 is blue.');
      // The last exchange is there as it was, where there is room.
      if (budget > 400) expect(whole).toContain('Cup 29 is blue.');
    }
  });

  it('recalls nothing that has nothing to do with the question', () => {
    expect(recall('How do I descale the kettle?', talk)).toEqual([]);
    expect(recall('孩子们的水壶多少钱？', [exchange('我们学校有240个孩子。能送货吗？', ['满200元包邮。'])])).toEqual(['我们学校有240个孩子。']);
  });

  it('shows a model with a tiny context the beginning of the best passage', async () => {
    const { search } = await shop(() => '');
    const found = await search.rank('What does the gooseneck kettle cost?');
    const long = found.chunks.map((one) => ({ ...one, chunk: { ...one.chunk, text: one.chunk.text.repeat(20) } }));
    const model = new FakeLanguageModel(() => '');
    const { used, messages } = await buildPrompt({ question: 'Cost?', passages: long, nameOf: (name) => name, before: [], budget: 300, countTokens: (text) => model.countTokens(text) });
    expect(used).toHaveLength(1);
    expect(messages.at(-1)?.content).toContain('gooseneck kettle costs 389 yuan');
  });
});

describe('a reranker', () => {
  const prefers = (words: string): Reranker & { asked: string[][] } => {
    const asked: string[][] = [];
    return { id: 'fake', asked, rank: (_question, passages) => { asked.push([...passages]); return Promise.resolve(passages.map((passage) => (passage.includes(words) ? 4 : -4))); } };
  };

  it('decides between passages that words cannot tell apart', async () => {
    for (const words of ['returned within 14', 'kettle costs']) {
      const reranker = prefers(words);
      const { search } = await shop(() => '', reranker);
      const { hits, reranked } = await search.find('unused goods or a gooseneck kettle');
      expect(reranked).toBe(true);
      expect(hits[0]?.text).toContain(words);
      expect(reranker.asked).toHaveLength(1);
    }
  });

  it('that fails leaves our own order, and the result says so', async () => {
    const { search } = await shop(() => '', { id: 'broken', rank: () => Promise.reject(new Error('gone')) });
    const { hits, reranked } = await search.find('What does the gooseneck kettle cost?');
    expect(reranked).toBe(false);
    expect(hits[0]?.text).toContain('389');
  });
});
