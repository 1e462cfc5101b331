import type { Locale } from '../../../core/contract/locale.ts';
import { chatWord } from '../chat-word.ts';
import { textOn } from '../colour.ts';
import { ownText } from '../language.ts';
import type { Look } from '../read-look.ts';
import { bubbleStyles, hostRule } from './bubble-styles.ts';
import { button, element } from './element.ts';

/** What everything that is shown is in, and the round button where there is one. */
export interface Frame { readonly root: HTMLElement; readonly bubble: HTMLElement | undefined }

export function nameFrame({ root, bubble }: Frame, { title }: Look, locale: Locale): void {
  const word = chatWord[locale === 'zh' ? 1 : 0];
  root.lang = locale === 'zh' ? 'zh-CN' : 'en';
  root.setAttribute('aria-label', word);
  bubble?.setAttribute('aria-label', `${word}: ${ownText(title, locale) || word}`);
}

export function colourFrame({ style }: HTMLElement, colour: string): void {
  style.setProperty('--a', colour);
  style.setProperty('--o', textOn(colour));
}

/** Without a word of markup or a style attribute, which a strict page forbids. */
export function setStyles(shadow: ShadowRoot, styles: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
}

/** All that most visitors are shown: two elements and a small style sheet. Reads nothing that makes the browser reckon the page's styles or layout. */
export function createBubble(shadow: ShadowRoot, look: Look, locale: Locale, onPress: () => void): Frame {
  const bubble = button('bubble', onPress);
  // A shortcut of the page would take the key for its own: from outside, the target is no button.
  const root = element('section', { class: `root floating ${look.corner}`, dir: document.body.dir, onkeydown: (event) => { event.stopPropagation(); } }, bubble);
  const frame = { root, bubble };
  bubble.setAttribute('aria-haspopup', 'dialog');
  colourFrame(root, look.colour);
  nameFrame(frame, look, locale);
  setStyles(shadow, hostRule.bubble + bubbleStyles);
  shadow.append(root);
  return frame;
}
