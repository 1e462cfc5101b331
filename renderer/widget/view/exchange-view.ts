import type { VisitAnswer } from '../../../core/contract/visit.ts';
import type { Exchange } from '../conversation.ts';
import type { Say } from '../say-in.ts';
import { add, box, button, element, replaceChildren } from './element.ts';
import { iconButton } from './icon.ts';
import { addLinkedText } from './linked-text.ts';

export interface ExchangeOptions {
  readonly say: Say;
  /** Whether ratings reach anyone. */
  readonly canRate: boolean;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  onRate(exchange: Exchange, rating: 'up' | 'down'): void;
  onAsk(question: string): void;
}

/** One question with its answer, as it comes. */
export interface ExchangeView {
  readonly node: HTMLElement;
  /** @param place in the queue; 0 when there is none. */
  update(place: number): void;
}

/** The answer with the numbers of its sources after the sentences that they prove, where several are shown. */
function answerText({ answer, sentences, citations }: VisitAnswer): HTMLElement {
  const node = box('text');
  const shown = citations.map(({ n }) => n);
  let done = 0;
  for (const { text, citations: numbers } of shown.length > 1 ? sentences : []) {
    const found = text ? answer.indexOf(text, done) : -1;
    if (found < 0) continue;
    addLinkedText(node, answer.slice(done, found + text.length));
    for (const n of numbers) if (shown.includes(n)) add(node, element('sup', {}, String(n)));
    done = found + text.length;
  }
  addLinkedText(node, answer.slice(done));
  return node;
}

export function createExchangeView(exchange: Exchange, { say, canRate, canAsk, onRate, onAsk }: ExchangeOptions): ExchangeView {
  const text = box('text');
  const place = element('span');
  const waiting = box('waiting', element('span', { class: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i')), place);
  const label = (key: 'you' | 'them'): HTMLElement => element('span', { class: 'hidden' }, say(key));
  const theirs = box('theirs');
  const thumb = (rating: 'up' | 'down'): HTMLElement => iconButton(say(rating), () => { onRate(exchange, rating); }, 'up', rating);
  const thumbs = { up: thumb('up'), down: thumb('down') };
  let shown = '';

  const sources = ({ citations }: VisitAnswer): HTMLElement => element('ul', { class: 'sources', 'aria-label': say('sources') }, ...citations.map(({ n, name, page, quote }) => {
    const line = [element('span', { class: 'number' }, String(n)), element('span', {}, name || say('sources')), page !== undefined && element('span', {}, say('page', { n: page }))];
    return element('li', {}, quote ? element('details', {}, element('summary', {}, ...line), element('blockquote', {}, quote)) : box('plain', ...line));
  }));
  const askButton = (): HTMLElement | false => canAsk && button('button strong', () => { onAsk(exchange.question); }, say('person'));
  const finished = (): (Node | false | undefined)[] => {
    const { answer, state } = exchange;
    if (answer) return [
      answer.understoodAs !== undefined && element('p', { class: 'note' }, say('understood', { question: answer.understoodAs })),
      answerText(answer),
      answer.citations.length > 0 && sources(answer),
      answer.answered ? canRate && box('tools', thumbs.up, thumbs.down) : askButton(),
    ];
    text.textContent = state === 'stopped' ? `${exchange.text} ${say('stopped')}` : say(canAsk ? 'later' : 'laterAlone');
    return [text, state === 'later' && askButton()];
  };

  return {
    node: box('exchange', box('mine', label('you'), exchange.question), theirs),
    update(queue) {
      const comes = exchange.state === 'waiting' ? exchange.text ? 'text' : 'waiting' : 'done';
      if (comes !== shown) {
        shown = comes;
        // Assistive technology waits for the whole answer instead of reading every word twice.
        theirs.setAttribute('aria-busy', String(comes === 'text'));
        replaceChildren(theirs, label('them'), ...(comes === 'text' ? [text] : comes === 'waiting' ? [waiting] : finished()));
      }
      if (comes === 'text') text.textContent = exchange.text;
      place.textContent = say(queue > 0 ? 'queued' : 'looking', { n: queue });
      for (const rating of ['up', 'down'] as const) thumbs[rating].setAttribute('aria-pressed', String(exchange.rating === rating));
    },
  };
}
