/** XQuAD in English and Chinese as a published site: the core's own ranking and quoting over full text in memory. */
import type { VisitEngine } from '../../core/contract/index.ts';
import { buildAnswer } from '../../core/features/answers/build-answer.ts';
import { quote } from '../../core/features/answers/quote.ts';
import { keepReadings, rank, understand } from '../../core/features/search/index.ts';
import { FullText, loadPassages } from '../ranking/questions.ts';

const candidates = 32;

export async function openEngine(): Promise<VisitEngine> {
  const passages = [...loadPassages('xquad-en'), ...loadPassages('xquad-zh')];
  const names = new Map(passages.map(({ id, title }) => [id, title]));
  const text = new FullText(passages, true);
  const read = keepReadings();
  const search = { nameOf: (document: string) => names.get(document) ?? document, toHit: () => { throw new Error('not asked for'); }, rank: () => Promise.reject(new Error('not asked for')), find: () => Promise.reject(new Error('not asked for')) };
  return {
    prepare: () => undefined,
    answer(question) {
      const found = { ...rank(understand(question), text.search(question, candidates), () => 0, read), ms: 0, byMeaning: false, reranked: false };
      const made = buildAnswer({ quotes: quote(found), found: { ...found, chunks: [] }, search, question, understoodAs: undefined, startedAt: 0, tableHeader: () => undefined });
      return Promise.resolve({ answer: made.answer, sentences: made.sentences, citations: made.citations.map(({ n, name, quote: said }) => ({ n, name, quote: said })), answered: made.answered, approved: false, mode: 'static' });
    },
  };
}
