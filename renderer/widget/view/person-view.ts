import type { Locale } from '../../../core/contract/locale.ts';
import type { Message } from '../assistant.ts';
import { hoursNote } from '../business-hours.ts';
import { ownText } from '../language.ts';
import type { WidgetSite } from '../read-site.ts';
import { sayIn } from '../say-in.ts';
import { box, button, element, focus, replaceChildren } from './element.ts';
import { link } from './linked-text.ts';

export interface PersonOptions {
  readonly contact: WidgetSite['contact'];
  readonly hoursText: unknown;
  readonly locale: Locale;
  /** Whether the firm has a gateway that takes messages, now or later. */
  readonly takesMessages: boolean;
  /** Whether the message is still in this browser. */
  isWaiting(messageId: string): boolean;
  /** @returns the message's id; undefined if no more are taken. */
  onSend(message: Message): string | undefined;
  onBack(): void;
}

/** "Ask a person": the form, or what there is instead. */
export interface PersonView {
  readonly node: HTMLElement;
  focus(): void;
  /** The message may have arrived since. */
  update(): void;
}

/** @param question what is asked already */
export function createPersonView({ contact, hoursText, locale, takesMessages, isWaiting, onSend, onBack }: PersonOptions, question: string): PersonView {
  const say = sayIn(locale);
  const status = element('p', { role: 'status', class: 'thanks' });
  const back = button('button quiet', onBack, `‹ ${say('back')}`);
  let first: HTMLElement = back;
  let sent: string | undefined;

  const direct = (): HTMLElement | false => (contact.email !== '' || contact.phone !== '') && box('', element('p', {}, say('directly')), contact.email !== '' && element('p', {}, link(`mailto:${contact.email}`, contact.email)), contact.phone !== '' && element('p', {}, contact.phone));
  const update = (): void => {
    const text = sent && say(isWaiting(sent) ? 'kept' : 'sent');
    if (text && status.textContent !== text) status.textContent = text;
  };

  const form = (): HTMLElement => {
    const consentText = ownText(contact.consent, locale) || say('consent');
    /** @returns the field with its label, and a function that says what is wrong with it, '' for nothing. */
    const field = <Input extends HTMLInputElement | HTMLTextAreaElement>(key: 'name' | 'contact' | 'message' | 'consent', input: Input, look: string): { input: Input; node: HTMLElement; wrong(message: string): boolean } => {
      const error = element('p', { class: 'wrong', id: `${key}-error` });
      input.id = key;
      input.setAttribute('aria-describedby', error.id);
      const wrong = (message: string): boolean => {
        error.textContent = message;
        input.setAttribute('aria-invalid', String(message !== ''));
        if (message) focus(input);
        return message !== '';
      };
      input.addEventListener('input', () => { wrong(''); });
      const label = element('label', { for: key }, key === 'consent' ? consentText : say(key));
      return { input, wrong, node: element('div', { class: look }, ...(key === 'consent' ? [input, label] : [label, input]), error) };
    };
    const name = field('name', element('input', { autocomplete: 'name', maxlength: '100' }), 'field');
    const reach = field('contact', element('input', { autocomplete: 'email', maxlength: '200', 'aria-required': 'true' }), 'field');
    const text = field('message', element('textarea', { rows: '4', maxlength: '4000', 'aria-required': 'true' }), 'field');
    const consent = field('consent', element('input', { type: 'checkbox', 'aria-required': 'true' }), 'consent');
    text.input.value = question;
    first = name.input;
    const node = element('div', { role: 'form', 'aria-label': say('person') });
    const send = (): void => {
      const given = reach.input.value.trim();
      const asked = text.input.value.trim();
      const reachable = /\S@\S+\.\S/.test(given) || given.replace(/\D/g, '').length > 4;
      // From the last to the first, so that the first that is wrong has the focus in the end.
      const wrong = [consent.wrong(consent.input.checked ? '' : say('consentNeeded')), text.wrong(asked ? '' : say('required')), reach.wrong(reachable ? '' : say('contactWrong'))];
      if (wrong.includes(true)) return;
      sent = onSend({ name: name.input.value.trim(), contact: given, question: asked, consentText, locale });
      const done = button('button', onBack, say('back'));
      status.textContent = sent ? '' : say('laterAlone');
      replaceChildren(node, status, !sent && direct(), done);
      update();
      focus(done);
    };
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || (event.target as Element).localName !== 'input') return;
      // Else the same key presses the button that has the focus next.
      event.preventDefault();
      send();
    });
    replaceChildren(node, name.node, reach.node, text.node, consent.node, button('button strong', send, say('send')), direct());
    return node;
  };

  const hours = hoursNote(contact, hoursText, locale, new Date());
  return {
    node: box('page', back, element('p', { class: 'heading' }, say('person')), hours && element('p', { class: 'note' }, element('i', { class: hours.open && 'on' }), hours.text), takesMessages ? form() : direct()),
    focus: () => { focus(first); },
    update,
  };
}
