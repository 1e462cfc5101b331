import { safeLink } from '../../shared/safe-link.ts';
import { add, element } from './element.ts';

/** Ends before punctuation that belongs to the sentence, in both languages. */
const address = /(?:https:\/\/|mailto:)[^\s<>"'`，。；：！？、（）【】《》“”「」]+/gi;
const trailing = /[.,;:!?)\]}*_~]+$/;

/** The only place that makes links: to addresses that a person may be sent to, else the text alone. */
export function link(to: string, text: string): Node {
  const href = safeLink(to);
  return href ? element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text) : document.createTextNode(text);
}

/** Text as it stands; addresses in it are links that show where they lead. */
export function addLinkedText(parent: Element, text: string): void {
  let done = 0;
  for (const { 0: found, index = 0 } of text.matchAll(address)) {
    const shown = found.replace(trailing, '');
    add(parent, text.slice(done, index), link(shown, shown));
    done = index + shown.length;
  }
  add(parent, text.slice(done));
}
