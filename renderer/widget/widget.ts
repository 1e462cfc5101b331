import { createAssistant } from './assistant.ts';
import { browserClock as clock } from './clock.ts';
import { createGateway } from './gateway.ts';
import { createKeep } from './keep.ts';
import { chooseLanguage } from './language.ts';
import { createLiveLink, type Lock } from './live-link.ts';
import { createOutbox } from './outbox.ts';
import { bare } from './plain-data.ts';
import type { WidgetSite } from './read-site.ts';
import { createSend } from './send.ts';
import { createStaticAnswers } from './static-answers.ts';
import { buttonStyles, hostRule, windowStyles, type Layout } from './view/styles.ts';
import { createWidgetView, type WidgetView } from './view/widget-view.ts';

export interface WidgetPlace {
  readonly site: WidgetSite;
  /** Address of the script's folder. */
  readonly base: string;
  /** `data-lang` of the page; '' if there is none. */
  readonly language: string;
}

/** All of one site's widget on a page: one conversation, shown in one place. */
export interface Widget {
  /** Shows it in the element's shadow; where it was shown before left the page, as when a page of one script builds itself anew. */
  show(host: HTMLElement, layout: Layout): void;
}

/** One tab at a time; where locks are not to be had, all of them: what is sent twice counts once. */
const lockNamed = (name: string): Lock => async (work) => {
  let begun = false;
  try {
    await navigator.locks.request(name, bare({ ifAvailable: true }), async (lock) => { begun = true; if (lock) await work(); });
  } catch (error) {
    if (begun) throw error;
    await work();
  }
};

export function createWidget({ site, base, language }: WidgetPlace): Widget {
  const send = createSend(clock);
  const prefix = `sprout/${site.id}/`;
  const keep = createKeep(() => window.localStorage, prefix);
  const session = createKeep(() => window.sessionStorage, prefix);
  const outbox = createOutbox(keep);
  let locale = chooseLanguage(site, keep.get('language') ?? '', language, navigator.languages);
  let view: WidgetView | undefined;
  let dress = (): void => undefined;
  const onChange = (): void => { view?.update(); };
  const gateway = site.live === null ? undefined : createGateway(send, site.live === '' ? base : `${site.live.replace(/\/$/, '')}/`, site.id, keep);
  const link = gateway && createLiveLink({ gateway, outbox, keep, clock, lock: lockNamed(prefix), isWatched: () => view?.isOpen() === true && !document.hidden, onDelivered: onChange });
  const index = site.index ? createStaticAnswers(site.index, base, send, clock, (address) => import(address)) : undefined;
  const assistant = createAssistant({ live: gateway && link && { gateway, link }, index, outbox, session, clock, locale: () => locale, onChange });
  /** Nothing is called where nothing waits and nobody looks. */
  const wake = (): void => { if (link?.hasWork() || view?.isOpen() && link?.health().state === 'down') link?.wake(); };

  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) wake(); });
  // Another tab may have brought a message to the firm.
  window.addEventListener('storage', onChange);

  return {
    show(host, layout) {
      const shadow = host.shadowRoot ?? host.attachShadow(bare({ mode: 'open' as const }));
      // Without a word of markup or a style attribute, which a strict page forbids.
      const sheet = new CSSStyleSheet();
      /** Most pages are shown the button alone: the rest of the styles is read when the window is opened. */
      dress = () => { sheet.replaceSync(hostRule[layout] + buttonStyles + (view?.isOpen() ? windowStyles : '')); };
      view ??= createWidgetView({
        site, assistant, layout, locale: () => locale,
        setLocale: (chosen) => { locale = chosen; keep.set('language', chosen); },
        isWaiting: outbox.has,
        onOpened(open) { dress(); if (open) { session.set('open', '1'); wake(); } else session.remove('open'); },
      });
      dress();
      shadow.adoptedStyleSheets = [sheet];
      shadow.appendChild(view.root);
      // Without a height of its own the place would be as flat as its page left it.
      if (layout === 'inline' && host.clientHeight < 280) view.root.style.setProperty('--least', '520px');
      if (layout === 'inline' || session.get('open')) view.open(false);
      assistant.resume();
      wake();
    },
  };
}
