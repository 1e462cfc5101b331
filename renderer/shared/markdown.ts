import DOMPurify from 'dompurify';
import MarkdownIt, { type Token } from 'markdown-it';
import { markSentences, type MarkedSentence } from './mark-sentences.ts';
import { safeLink } from './safe-link.ts';

export interface MarkOptions {
  readonly sentences: readonly MarkedSentence[];
  /** The source that is open now. */
  readonly current: number | undefined;
  /** What a screen reader says of a source. */
  readonly label: (n: number) => string;
  /** Shown behind a sentence that no source supports. */
  readonly unproven: string;
}

/** Stand for citations while the text is Markdown: private use characters, which are taken out of the text first. */
const open = '\ue000';
const close = '\ue001';
const none = '?';
const markPattern = /\ue000([\d,?]*)\ue001/;

const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable(['image']);
markdown.validateLink = (address) => safeLink(address) !== undefined;
markdown.renderer.rules['link_open'] = (tokens, at, options, _environment, self) => {
  tokens[at]?.attrSet('target', '_blank');
  tokens[at]?.attrSet('rel', 'noopener noreferrer');
  return self.renderToken(tokens, at, options);
};
markdown.core.ruler.push('citations', ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === 'fence' || token.type === 'code_block') token.content = unmarked(token.content);
    if (token.children) token.children = token.children.flatMap(splitMarks);
  }
});
markdown.renderer.rules['citations'] = (tokens, at, _options, environment) => {
  const numbers = tokens[at]?.content ?? '';
  const marks = environment?.['marks'] as MarkOptions | undefined;
  if (!marks) return '';
  if (numbers === none) return `<span class="unsupported">${markdown.utils.escapeHtml(marks.unproven)}</span>`;
  return numbers.split(',').map((n) => `<button type="button" class="citation" data-n="${n}" aria-label="${markdown.utils.escapeHtml(marks.label(Number(n)))}" aria-pressed="${marks.current === Number(n)}">${n}</button>`).join('');
};

const purifier = {
  ALLOWED_TAGS: ['p', 'br', 'strong', 'em', 's', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'hr', 'a', 'button', 'span'],
  ALLOWED_ATTR: ['href', 'target', 'rel', 'type', 'class', 'data-n', 'aria-label', 'aria-pressed', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https|mailto):/i,
  // DOMPurify holds every other attribute against that pattern too.
  ADD_URI_SAFE_ATTR: ['target', 'rel', 'type', 'start'],
};

/**
 * The one way in which the words of models become HTML, while they stream and afterwards: markdown-it without HTML and pictures, then
 * DOMPurify last. The result may go into v-html.
 */
export function renderMarkdown(text: string, marks?: MarkOptions): string {
  const plain = unmarked(text);
  const source = marks ? markSentences(plain, marks.sentences.map((one) => ({ ...one, text: unmarked(one.text) })), (citations) => `${open}${citations.length > 0 ? citations.join(',') : none}${close}`) : plain;
  return DOMPurify.sanitize(markdown.render(source, { marks }), purifier);
}

function splitMarks(token: Token): Token[] {
  if (token.type !== 'text') {
    token.content = unmarked(token.content);
    return [token];
  }
  const parts = token.content.split(markPattern);
  return parts.flatMap((part, index) => {
    if (part === '') return [];
    const piece = Object.assign(Object.create(Object.getPrototypeOf(token) as object) as Token, token, { content: part });
    if (index % 2 === 1) piece.type = 'citations';
    return [piece];
  });
}

const unmarked = (text: string): string => text.replaceAll(/\ue000[\d,?]*\ue001|[\ue000\ue001]/g, '');
