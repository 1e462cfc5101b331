import type { Locale } from '../../../core/contract/locale.ts';
import type { Assistant } from '../assistant.ts';
import { readableOn } from '../colour.ts';
import { ownText, ownTexts } from '../language.ts';
import type { WidgetSite } from '../read-site.ts';
import { sayIn, type Say } from '../say-in.ts';
import { avatar } from './avatar.ts';
import { colourFrame, nameFrame, type Frame } from './bubble.ts';
import { createComposer } from './composer.ts';
import { add, box, button, element, focus, replaceChildren } from './element.ts';
import { createExchangeView, type ExchangeView } from './exchange-view.ts';
import { iconButton } from './icon.ts';
import { createMenu } from './menu.ts';
import { createPersonView, type PersonView } from './person-view.ts';
import { narrow } from './styles.ts';

export interface ViewOptions {
  readonly site: WidgetSite;
  readonly assistant: Assistant;
  /** With the button that opens it; without one it stands open in the page. */
  readonly frame: Frame | undefined;
  locale(): Locale;
  setLocale(locale: Locale): void;
  /** Whether the message is still in this browser. */
  isWaiting(messageId: string): boolean;
  onOpened(open: boolean): void;
}

/** The bubble and its window, or the window alone in the page's own place. */
export interface WidgetView {
  readonly root: HTMLElement;
  isOpen(): boolean;
  /** @param take the focus: not when the visitor only went to another page. */
  open(take: boolean): void;
  /** Shows what the conversation is now. */
  update(): void;
}

export function createWidgetView({ site, assistant, frame = { root: element('section'), bubble: undefined }, locale, setLocale, isWaiting, onOpened }: ViewOptions): WidgetView {
  const { contact, hoursText, languages, live } = site;
  const { root, bubble } = frame;
  const inline = !bubble;
  const canAsk = contact.enabled && (live !== null || contact.email !== '' || contact.phone !== '');
  const darkScreen = matchMedia('(prefers-color-scheme: dark)');
  const exchanges = new Map<string, ExchangeView>();
  let isOpen = inline;
  let drawn = '';
  let person: PersonView | undefined;
  const say: Say = (key, fields) => sayIn(locale())(key, fields);

  /** Made when it is first opened: until then the page pays for a button alone. */
  let panel: HTMLElement | undefined;
  let log: HTMLElement;
  let talk: HTMLElement;
  let menu: ReturnType<typeof createMenu>;
  let composer: ReturnType<typeof createComposer> | undefined;

  const toEnd = (): void => { log.scrollTop = log.scrollHeight; };
  /** Over the whole screen, as on a phone. */
  const isFull = (): boolean => !inline && matchMedia(narrow).matches;

  const paint = (): void => {
    const dark = site.appearance === 'dark' || site.appearance === 'auto' && darkScreen.matches;
    root.classList.toggle('dark', dark);
    colourFrame(root, site.colour);
    root.style.setProperty('--k', readableOn(dark ? '#272a25' : '#f4f4f0', site.colour, dark ? '#ecebe4' : '#1e201b'));
  };
  /** The on-screen keyboard covers a part of the page: the window takes what is left. */
  const fit = (): void => {
    const { visualViewport: seen } = window;
    const fits = seen && seen.scale < 1.05;
    root.style.setProperty('--tall', fits ? `${seen.height}px` : '');
    root.style.setProperty('--top', fits ? `${seen.offsetTop}px` : '');
  };
  const showOpen = (): void => {
    if (!panel) return;
    panel.hidden = !isOpen;
    if (bubble) bubble.hidden = isOpen;
    panel.setAttribute('aria-modal', String(isFull()));
    fit();
  };
  const open = (take: boolean): void => {
    // Only what stands in the page can be scrolled.
    if (!isOpen) {
      isOpen = true;
      if (panel) showOpen();
      else build();
      onOpened(true);
      assistant.typing('');
    }
    toEnd();
    if (take) (person ?? composer)?.focus();
  };
  const close = (): void => {
    if (!bubble) return;
    isOpen = false;
    menu.close();
    showOpen();
    onOpened(false);
    focus(bubble);
  };
  const showTalk = (): void => {
    if (person) panel?.replaceChild(talk, person.node);
    person = undefined;
    toEnd();
    composer?.focus();
  };
  const askPerson = (question: string): void => {
    if (person) return;
    person = createPersonView({ contact, hoursText, locale: locale(), takesMessages: live !== null, isWaiting, onSend: assistant.leave, onBack: showTalk }, question);
    panel?.replaceChild(person.node, talk);
    person.focus();
  };
  const fill = (): void => {
    const questions = ownTexts(site.starterQuestions, locale());
    drawn = assistant.conversation().id;
    exchanges.clear();
    replaceChildren(log, box('theirs', box('text', ownText(site.greeting, locale()) || say('greeting'))),
      questions[0] !== undefined && box('starters', ...questions.map((question) => button('button', () => { composer?.focus(); void assistant.ask(question); }, question))));
  };
  const update = (): void => {
    if (!panel) return;
    const conversation = assistant.conversation();
    const busy = assistant.busy();
    if (conversation.id !== drawn) fill();
    const nearEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    for (const exchange of conversation.exchanges) {
      let view = exchanges.get(exchange.id);
      if (!view) {
        view = createExchangeView(exchange, { say: sayIn(locale()), canRate: live !== null, canAsk, onRate: assistant.rate, onAsk: askPerson });
        exchanges.set(exchange.id, view);
        const starters = log.querySelector('.starters');
        if (starters) log.removeChild(starters);
        add(log, view.node);
      }
      view.update(exchange === busy ? assistant.place() : 0);
    }
    composer?.setBusy(busy !== undefined);
    person?.update();
    if (nearEnd) toEnd();
  };
  /** Draws everything anew, after the language changed too. */
  const build = (): void => {
    const title = ownText(site.title, locale()) || say('chat');
    root.className = `root ${inline ? 'inline' : 'floating'} ${site.corner}`;
    root.dir = getComputedStyle(document.body).direction;
    nameFrame(frame, site, locale());
    if (!isOpen) return;
    paint();
    menu = createMenu({
      say, canAsk, otherLanguage: languages.length > 1,
      onLanguage() { setLocale(locale() === 'zh' ? 'en' : 'zh'); build(); focus(menu.button); },
      onAsk: () => { askPerson(''); },
      onRestart() { assistant.restart(); showTalk(); },
      onForget() { assistant.forget(); showTalk(); },
    });
    log = element('div', { class: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0', 'aria-label': say('chat') });
    composer = createComposer({ say, onAsk(question) { void assistant.ask(question); toEnd(); }, onStop: assistant.stop, onTyping: assistant.typing }, composer?.draft() ?? '');
    talk = box('talk', log, composer.node, box('foot', canAsk && button('button quiet', () => { askPerson(''); }, say('person'))));
    panel = element('div', { class: 'panel', role: inline ? 'group' : 'dialog', 'aria-label': title },
      element('header', {}, avatar(site.avatar, title), box('title', title), menu.button, !inline && iconButton(say('close'), close, 'close')),
      menu.node, talk);
    person = undefined;
    drawn = '';
    replaceChildren(root, bubble, panel);
    showOpen();
    update();
    toEnd();
  };

  // The page's own shortcuts would take what is typed here for theirs: from outside, the target is not a field.
  for (const type of ['keydown', 'keypress', 'keyup', 'input', 'paste', 'copy', 'cut']) root.addEventListener(type, (event) => { event.stopPropagation(); });
  root.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      if (menu.isOpen()) menu.close(true);
      else if (person) showTalk();
      else close();
      event.preventDefault();
    }
    // The window covers the page, so the focus stays in it.
    if (event.key === 'Tab' && isOpen && isFull()) {
      const all = [...root.querySelectorAll<HTMLElement>('button,a[href],input,textarea,summary,[tabindex="0"]')].filter((node) => node.offsetParent);
      const [first, last] = [all[0], all[all.length - 1]];
      if ((root.getRootNode() as ShadowRoot).activeElement !== (event.shiftKey ? first : last)) return;
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  });
  darkScreen.addEventListener('change', paint);
  for (const type of ['resize', 'scroll']) window.visualViewport?.addEventListener(type, fit);
  build();

  return { root, open, update, isOpen: () => isOpen };
}
