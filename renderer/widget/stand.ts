import { browserClock as clock } from './clock.ts';
import { hasLeftOver, mayGoOn } from './left-over.ts';
import { chooseLanguage } from './language.ts';
import { bare } from './plain-data.ts';
import { createBubble } from './view/bubble.ts';
import { createWidget, type Widget, type WidgetPlace } from './widget.ts';

export const tag = 'sprout-chat';
/** A page's own script may take away what it does not know; after so many times it means it. */
const mostReturns = 5;

/** Once the page has nothing else to do, at the latest after three seconds. */
export function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(run, bare({ timeout: 3000 })); else clock.after(200, run);
}

/** In the page itself: where its element stands, and again where the page builds itself anew. */
export function standInPage(host: HTMLElement, place: WidgetPlace): void {
  const widget = createWidget(place);
  let shown: HTMLElement | undefined;
  const show = (now: HTMLElement): void => {
    if (shown?.isConnected) return;
    shown = now;
    widget.show(now);
  };
  show(host);
  // A page may have replaced `define` by something that fails; the element is then shown where it stands now.
  try { customElements.define(tag, class extends HTMLElement { connectedCallback(): void { show(this); } }); } catch { /* Shown all the same. */ }
}

/** In a corner: the button alone until it is pressed, or something of an earlier page is to go on. */
export function standInCorner(place: WidgetPlace): void {
  const host = document.createElement(tag);
  let widget: Widget | undefined;
  let returns = 0;
  const begin = (): Widget => {
    if (!widget) {
      widget = createWidget(place);
      widget.show(host, frame);
    }
    return widget;
  };
  // An element with callbacks of its own would cost the page several times as much.
  const watcher = new MutationObserver(() => {
    if (host.isConnected || returns === mostReturns) return;
    returns += 1;
    clock.after(50 * 2 ** returns, put);
  });
  /** Beside the body: its styles, its children and their order stay as they are. */
  function put(): void {
    if (host.isConnected) return;
    const page = document.documentElement;
    page.append(host);
    // Above whatever z-index the page uses, and out of reach of its transforms. Older browsers have no such layer.
    try { host.showPopover(); } catch { /* Fixed all the same. */ }
    watcher.observe(page, bare({ childList: true }));
  }
  host.setAttribute('popover', 'manual');
  // Before anything is in it: this makes the browser reckon its styles at once.
  put();
  const frame = createBubble(host.attachShadow(bare({ mode: 'open' as const })), place.look, chooseLanguage(place.look, '', place.language, [document.documentElement.lang]), () => { begin().open(); });

  const goOn = (): void => { whenIdle(() => { if (!widget && hasLeftOver(place.look.id)) begin(); }); };
  if (mayGoOn()) goOn();
  // What a visit long ago left for the firm is looked for when the page has long been complete.
  else clock.after(5000, goOn);
}
