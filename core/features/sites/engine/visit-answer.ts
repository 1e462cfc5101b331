import type { Answer, Locale, SiteSettings, VisitAnswer } from '../../../contract/index.ts';
import { scriptOf } from '../../../shared/text/script.ts';

/** What a visitor is told when nothing answers. The widget offers a person beside it, where there is one. */
const unanswered = {
  en: 'We have no answer to that here. Try it in other words.',
  zh: '这里没有这个问题的答案。您可以换个说法再问。',
} as const;

/** An answer of the core as visitors are shown it: of the sources only what the owner lets be seen, and nothing of how it was found. */
export function visitAnswer(answer: Answer, { question, locale, sources, mode }: { readonly question: string; readonly locale: Locale; readonly sources: SiteSettings['sources']; readonly mode: VisitAnswer['mode'] }): VisitAnswer {
  const understood = answer.understoodAs === undefined ? {} : { understoodAs: answer.understoodAs };
  if (!answer.answered) return { answer: unanswered[scriptOf(question) === 'zh' ? 'zh' : locale], sentences: [], citations: [], answered: false, approved: false, mode, ...understood };
  const shown = sources === 'none' ? [] : answer.citations.map(({ n, name, page, quote }) => ({ n, name, ...(page === undefined ? {} : { page }), ...(sources === 'quotes' ? { quote } : {}) }));
  const sentences = answer.sentences.map(({ text, citations }) => ({ text, citations: sources === 'none' ? [] : [...citations] }));
  return { answer: answer.answer, sentences, citations: shown, answered: true, approved: false, mode, ...understood };
}

/** An answer in the owner's own words. */
export const approvedAnswer = (answer: string, mode: VisitAnswer['mode']): VisitAnswer => ({ answer, sentences: [{ text: answer, citations: [] }], citations: [], answered: true, approved: true, mode });
