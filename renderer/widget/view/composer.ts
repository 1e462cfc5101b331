import type { Say } from '../say-in.ts';
import { box, button, element, focus, replaceChildren } from './element.ts';
import { icon } from './icon.ts';

interface ComposerOptions {
  readonly say: Say;
  onAsk(question: string): void;
  onStop(): void;
  onTyping(question: string): void;
}

/** The field for the question, with send and stop. */
export function createComposer({ say, onAsk, onStop, onTyping }: ComposerOptions, draft: string): { readonly node: HTMLElement; draft(): string; focus(): void; setBusy(busy: boolean): void } {
  let isBusy = false;
  const field = element('textarea', { rows: '1', maxlength: '2000', placeholder: say('placeholder'), 'aria-label': say('placeholder'), enterkeyhint: 'send' });
  const send = button('round go', () => { if (isBusy) onStop(); else ask(); });
  const fit = (): void => {
    send.setAttribute('aria-disabled', String(!isBusy && !field.value.trim()));
    field.style.height = '';
    // Nothing has a height while the window is closed.
    if (field.value) field.style.height = `${field.scrollHeight}px`;
  };
  const show = (): void => {
    replaceChildren(send, icon(isBusy ? 'stop' : 'send'));
    send.setAttribute('aria-label', say(isBusy ? 'stop' : 'send'));
    fit();
  };
  const ask = (): void => {
    const question = field.value.trim();
    if (isBusy || !question) return;
    field.value = '';
    fit();
    focus(field);
    onAsk(question);
  };
  field.value = draft;
  field.addEventListener('input', () => { fit(); onTyping(field.value); });
  field.addEventListener('keydown', (event) => {
    // While a word is being composed (Chinese, Japanese, Korean), Enter chooses it; Safari tells that by 229 alone.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    ask();
  });
  show();
  return {
    node: box('composer', field, send),
    draft: () => field.value,
    focus: () => { focus(field); },
    setBusy(busy) { if (busy !== isBusy) { isBusy = busy; show(); } },
  };
}
