import type { Conversation, Locale } from '../../contract/index.ts';

const words = { en: { page: 'page', sources: 'Sources' }, zh: { page: '第', sources: '出处' } } as const;

/** A conversation as Markdown, with the sources of each answer. Document text is quoted, never markup. */
export function conversationMarkdown(conversation: Conversation, locale: Locale): string {
  const parts = conversation.exchanges.map(({ question, answer, askedAt }) => {
    const sentences = answer.sentences.length > 0 ? answer.sentences.map(({ text, citations }) => `${escape(text)} ${citations.map((n) => `[${n}]`).join('')}`).join(' ') : escape(answer.answer);
    const sources = answer.citations.map(({ n, name, page, quote }) => `${n}. ${escape(name)}${page ? `, ${locale === 'zh' ? `第 ${page} 页` : `page ${page}`}` : ''}\n   > ${escape(quote).replaceAll('\n', '\n   > ')}`);
    return [`## ${escape(question)}`, `*${askedAt}*`, sentences, ...(sources.length > 0 ? [`**${words[locale].sources}**`, sources.join('\n')] : [])].join('\n\n');
  });
  return `# ${escape(conversation.title)}\n\n${parts.join('\n\n')}\n`;
}

const escape = (text: string): string => text.replaceAll(/([\\`*_{}[\]<>#|])/g, '\\$1');
