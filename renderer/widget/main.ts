import { browserClock as clock, pause } from './clock.ts';
import { bare, readJson } from './plain-data.ts';
import { readSite } from './read-site.ts';
import { createSend } from './send.ts';
import { createWidget, type Widget } from './widget.ts';

const tag = 'sprout-chat';
/** A page's own script may take away what it does not know; after so many times it means it. */
const mostReturns = 5;

/** The `<script>` that this is. A module does not know its own element. */
function ownScript(): HTMLScriptElement | undefined {
  return document.currentScript as HTMLScriptElement | null ?? [...document.querySelectorAll<HTMLScriptElement>('script[src*="/sprout.js"]')].pop();
}

function start({ src, dataset }: HTMLScriptElement): void {
  const { target, lang = '', site: ownSite = '' } = { ...dataset };
  const base = new URL('.', src).href;
  let widget: Widget | undefined;
  let shown: HTMLElement | undefined;
  let bubble: HTMLElement | undefined;
  let returns = 0;

  const show = (host: HTMLElement): void => {
    if (!widget || shown?.isConnected) return;
    shown = host;
    widget.show(host, host === bubble ? 'bubble' : 'inline');
  };
  /** Beside the body: its styles, its children and their order stay as they are. */
  const float = (host: HTMLElement): void => {
    document.documentElement.appendChild(host);
    // Above whatever z-index the page uses, and out of reach of its transforms. Older browsers have no such layer.
    try { host.showPopover(); } catch { /* Fixed all the same. */ }
  };
  const put = (): void => {
    const given = document.querySelector<HTMLElement>(tag);
    if (given) { show(given); return; }
    const host = document.createElement(tag);
    let place: Element | null = null;
    try { place = target ? document.querySelector(target) : null; } catch { /* No selector. */ }
    if (place) place.appendChild(host);
    else {
      bubble = host;
      host.setAttribute('popover', 'manual');
      float(host);
    }
    show(host);
  };
  // A page may have replaced `define` by something that fails; the element then only loses its returns.
  try {
    customElements.define(tag, class extends HTMLElement {
      connectedCallback(): void { if (this !== bubble) show(this); }
      disconnectedCallback(): void {
        if (this !== bubble) return;
        returns += 1;
        if (returns <= mostReturns) clock.after(50 * 2 ** returns, () => { if (!this.isConnected) float(this); });
      }
    });
  } catch { /* Shown all the same. */ }

  /** In steps, between which the page gets its turn. */
  const load = async (): Promise<void> => {
    const send = createSend(clock);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const id = document.querySelector<HTMLElement>(tag)?.dataset['site'] ?? ownSite;
      if (!/^[\w-]+$/.test(id)) return;
      const reply = await send({ method: 'GET', url: `${base}sites/${id}/site.json`, silence: 15_000 }).catch(() => undefined);
      const site = reply?.status === 200 ? readSite(readJson(reply.text)) : undefined;
      if (site) widget = createWidget({ site, base, language: lang });
      await pause(clock, site ? 50 : 4000 * 4 ** attempt);
      if (site) { put(); return; }
    }
  };
  const whenIdle = (): void => {
    const run = (): void => { load().catch(() => undefined); };
    if ('requestIdleCallback' in window) requestIdleCallback(run, bare({ timeout: 3000 })); else clock.after(200, run);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', whenIdle);
  else whenIdle();
}

// What fails here must not reach the page. Included twice it runs once.
try {
  const script = ownScript();
  if (script && !customElements.get(tag)) start(script);
} catch { /* The page goes on without it. */ }
