import { createAssistant } from './assistant.ts';
import { browserClock as clock } from './clock.ts';
import { createGateway } from './gateway.ts';
import { createKeep } from './keep.ts';
import { chooseLanguage } from './language.ts';
import { createLiveLink } from './live-link.ts';
import { createOutbox } from './outbox.ts';
import { bare } from './plain-data.ts';
import { keptPrefix, languageName, openName } from './kept-names.ts';
import type { Look } from './read-look.ts';
import { readSite } from './read-site.ts';
import { createSend } from './send.ts';
import { createStaticAnswers } from './static-answers.ts';
import { bubbleStyles, hostRule } from './view/bubble-styles.ts';
import { setStyles, type Frame } from './view/bubble.ts';
import { windowStyles } from './view/styles.ts';
import { createWidgetView, type WidgetView } from './view/widget-view.ts';

export interface WidgetPlace {
  /** What came as `site.json`. */
  readonly published: unknown;
  readonly look: Look;
  /** Address of the script's folder. */
  readonly base: string;
  /** `data-lang` of the page; '' if there is none. */
  readonly language: string;
}

/** All of one site's widget on a page: one conversation, shown in one place. */
export interface Widget {
  /**
   * Shows it in the element's shadow; where it was shown before left the page, as when a page of one script builds itself anew.
   * @param frame where the button that opens it stands; without one it stands open in the page
   */
  show(host: HTMLElement, frame?: Frame): void;
  /** The visitor opens it. */
  open(): void;
}

/** Made when it is first opened, or has something to go on with. */
export function createWidget({ published, look, base, language }: WidgetPlace): Widget {
  const site = readSite(published, look);
  const send = createSend(clock);
  const prefix = keptPrefix(site.id);
  const keep = createKeep(() => localStorage, prefix);
  const session = createKeep(() => sessionStorage, prefix);
  const outbox = createOutbox(keep);
  let locale = chooseLanguage(site, keep.get(languageName) ?? '', language, navigator.languages);
  let view: WidgetView | undefined;
  const onChange = (): void => { view?.update(); };
  const gateway = site.live === null ? undefined : createGateway(send, site.live === '' ? base : `${site.live.replace(/\/$/, '')}/`, site.id, keep);
  const link = gateway && createLiveLink({ gateway, outbox, keep, clock, isWatched: () => !document.hidden && view?.isOpen() === true, onDelivered: onChange });
  const index = site.index ? createStaticAnswers(site.index, base, send, clock, (address) => import(address)) : undefined;
  const assistant = createAssistant({ live: gateway && link && { gateway, link }, index, outbox, session, clock, locale: () => locale, onChange });
  /** Nothing is called where nothing waits and nobody looks. */
  const wake = (): void => { if (link?.hasWork() || view?.isOpen() && link?.health().state === 'down') link?.wake(); };

  addEventListener('online', wake);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) wake(); });
  // Another tab may have brought a message to the firm.
  addEventListener('storage', onChange);

  return {
    open: () => { view?.open(true); },
    show(host, frame) {
      const shadow = host.shadowRoot ?? host.attachShadow(bare({ mode: 'open' as const }));
      const dress = (): void => { setStyles(shadow, hostRule[frame ? 'bubble' : 'inline'] + bubbleStyles + windowStyles); };
      view ??= createWidgetView({
        site, assistant, frame, locale: () => locale,
        setLocale: (chosen) => { locale = chosen; keep.set(languageName, chosen); },
        isWaiting: outbox.has,
        onOpened(open) { if (open) { dress(); session.set(openName, '1'); wake(); } else session.remove(openName); },
      });
      if (!frame) {
        dress();
        shadow.append(view.root);
        // Without a height of its own the place would be as flat as its page left it.
        if (host.clientHeight < 280) view.root.style.setProperty('--least', '520px');
      }
      if (!frame || session.get(openName)) view.open(false);
      assistant.resume();
      wake();
    },
  };
}
