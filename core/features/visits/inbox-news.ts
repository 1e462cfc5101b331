import type { CoreEvent, Lead, VisitExchange } from '../../contract/index.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import type { Happening } from '../notifications/index.ts';

/** Tells of what is new in an inbox. */
export interface InboxNews {
  exchange(site: string, exchange: Pick<VisitExchange, 'question' | 'answered'>): void;
  lead(site: string, lead: Pick<Lead, 'question'>): void;
  changed(site: string): void;
}

type What = Extract<CoreEvent, { type: 'inbox-changed' }>['what'];
/** Milliseconds in which a page is told at most once of the same. */
const patience = 1000;

/** @param tell is told of each that is worth a notification. */
export function createInboxNews({ events, tell }: { events: Pick<EventHub, 'emit'>; tell: (happening: Happening) => void }): InboxNews & { close(): void } {
  /** What was said a moment ago, and whether there was more since. */
  const said = new Map<string, { again: boolean; timer: ReturnType<typeof setTimeout> }>();

  function changed(site: string, what: What): void {
    const key = `${site} ${what}`;
    const known = said.get(key);
    if (known) {
      known.again = true;
      return;
    }
    events.emit({ type: 'inbox-changed', site, what });
    const timer = setTimeout(() => {
      const more = said.get(key)?.again;
      said.delete(key);
      if (more) changed(site, what);
    }, patience);
    said.set(key, { again: false, timer });
  }

  return {
    exchange(site, { question, answered }) {
      changed(site, answered ? 'other' : 'missed');
      if (!answered) tell({ site, kind: 'missed', question });
    },
    lead(site, { question }) {
      changed(site, 'lead');
      tell({ site, kind: 'lead', question });
    },
    changed: (site) => { changed(site, 'other'); },
    close() {
      for (const { timer } of said.values()) clearTimeout(timer);
      said.clear();
    },
  };
}
