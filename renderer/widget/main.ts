import { browserClock as clock, pause } from './clock.ts';
import { readJson } from './plain-data.ts';
import { readLook } from './read-look.ts';
import { createSend } from './send.ts';
import { standInCorner, standInPage, tag, whenIdle } from './stand.ts';

/** It is noted there that the script runs: the page's globals and elements stay as they are. */
const page = document as Document & { [tag]?: true };

/** What was published. By fetch first: it takes half of the page's time that an XMLHttpRequest takes, but a page may have made something else of it. @throws where it cannot be had */
async function load(url: string): Promise<unknown> {
  try {
    return await (await fetch(url)).json();
  } catch {
    return readJson((await createSend(clock)({ method: 'GET', url, silence: 15_000 })).text);
  }
}

/** The element that the page gives, or one in the place that it names; none where it names none. */
function ownPlace(target: string | null): HTMLElement | null | undefined {
  const given = document.querySelector<HTMLElement>(tag);
  if (given || !target) return given;
  // What is no selector names no place.
  try { return document.querySelector(target)?.appendChild(document.createElement(tag)); } catch { return undefined; }
}

async function start(script: HTMLScriptElement): Promise<void> {
  const [address = ''] = script.src.split('?');
  const base = address.slice(0, address.lastIndexOf('/') + 1);
  const language = script.getAttribute('data-lang') ?? '';
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const id = document.querySelector(tag)?.getAttribute('data-site') ?? script.getAttribute('data-site');
    if (!id) return;
    const published = await load(`${base}sites/${encodeURIComponent(id)}/site.json`).catch(() => undefined);
    const look = readLook(published);
    if (look) {
      const host = ownPlace(script.getAttribute('data-target'));
      const place = { published, look, base, language };
      if (host) standInPage(host, place);
      else standInCorner(place);
      return;
    }
    await pause(clock, 4000 * 4 ** attempt);
  }
}

// What fails here must not reach the page. Included twice it runs once.
try {
  // A module does not know its own element.
  const script = document.currentScript as HTMLScriptElement | null ?? document.querySelector<HTMLScriptElement>('script[src*="/sprout.js"]');
  if (script && !page[tag]) {
    page[tag] = true;
    // Looked for now and then, so as not to stand among what the page does when it is complete.
    const run = (): void => { whenIdle(() => { if (document.readyState === 'loading') clock.after(100, run); else start(script).catch(() => undefined); }); };
    run();
  }
} catch { /* The page goes on without it. */ }
