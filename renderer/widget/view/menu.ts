import type { MessageKey, Say } from '../say-in.ts';
import { button, element, focus, replaceChildren } from './element.ts';
import { iconButton } from './icon.ts';

interface MenuOptions {
  readonly say: Say;
  readonly otherLanguage: boolean;
  readonly canAsk: boolean;
  onLanguage(): void;
  onAsk(): void;
  onRestart(): void;
  onForget(): void;
}

/** The small menu of the header, with the question before everything is deleted. */
export function createMenu({ say, otherLanguage, canAsk, onLanguage, onAsk, onRestart, onForget }: MenuOptions): { readonly button: HTMLElement; readonly node: HTMLElement; isOpen(): boolean; close(takeFocus?: boolean): void } {
  const node = element('div', { class: 'menu', hidden: true });
  const toggle = iconButton(say('menu'), () => { if (node.hidden) open(); else close(); }, 'more');
  toggle.setAttribute('aria-expanded', 'false');
  const close = (takeFocus = false): void => {
    node.hidden = true;
    toggle.setAttribute('aria-expanded', 'false');
    if (takeFocus) focus(toggle);
  };
  const item = (key: MessageKey, run: () => void, look = ''): HTMLElement => button(look, () => { close(); run(); }, say(key));
  /** @param first gets the focus, before another element loses it. */
  const show = (first: HTMLElement, ...rest: (HTMLElement | false)[]): void => {
    replaceChildren(node, ...rest);
    node.hidden = false;
    focus(first);
  };
  const confirm = (): void => {
    const cancel = item('cancel', () => { focus(toggle); });
    show(cancel, element('p', { role: 'alert' }, say('forgetAsk')), cancel, item('forgetYes', onForget, 'danger'));
  };
  const open = (): void => {
    const first = item('restart', onRestart);
    toggle.setAttribute('aria-expanded', 'true');
    show(first, first, canAsk && item('person', onAsk), otherLanguage && item('language', onLanguage), item('forget', confirm, 'danger'));
  };
  node.addEventListener('focusout', (event) => { const next = event.relatedTarget; if (next instanceof Node && !node.contains(next) && next !== toggle) close(); });
  return { button: toggle, node, isOpen: () => !node.hidden, close };
}
